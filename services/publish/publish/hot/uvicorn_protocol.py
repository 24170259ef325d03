"""Protocol for uvicorn that answers from memory before the server sees the request, and in one write.

A task for each request, and checking and joining the same headers again, cost more than all else that such
an answer does. By public seams alone: the class that uvicorn takes as its `http`, asyncio's protocol, and
ASGI's `state`, through which the application hands the connection back.

The requests of a connection are taken one by one. An ordinary one is offered to the front; where nothing is
cached it is passed on to uvicorn's own protocol, byte for byte, and the next waits until it is answered. As
soon as a request is not ordinary, the connection is uvicorn's alone, to its end.
"""

import asyncio
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar

from uvicorn import Config
from uvicorn.server import ServerState

from newsroom.http.asgi import Application, Receive, Scope, Send
from newsroom.http.guarded_protocol import GuardedProtocol
from publish.hot.encoded_response import PreparedResponse
from publish.hot.front import Front
from publish.hot.request_head import LONGEST, is_malformed, parse_head

_HAND_BACK = "publish.hand_back"
_END = b"\r\n\r\n"
_MOST_BUFFERED = 64 * 2**10  # bytes that wait behind the request in hand


class _Turn(Enum):
    """Owner of the connection's next response."""

    NOBODY = auto()
    FRONT = auto()
    SERVER = auto()
    SERVER_FOR_GOOD = auto()


class FrontProtocol(GuardedProtocol):
    """Connection to a peer. Uvicorn's protocol gets at most one request that is not answered yet."""

    front: ClassVar[Front]

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self._scope_state = {**app_state, _HAND_BACK: self._hand_back}
        super().__init__(config, server_state, self._scope_state, _loop)
        self._state = server_state
        self._keep_alive = config.timeout_keep_alive
        # What uvicorn is to do with each request beside answering it, it does itself.
        as_served = not (config.access_log or config.root_path or config.limit_concurrency)
        self._turn = _Turn.NOBODY if as_served else _Turn.SERVER_FOR_GOOD
        self._received = b""
        self._at = 0  # how much of it has been taken
        self._head = b""
        self._is_writable = True
        self._shuts_down = False
        self._idle_since = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        self._peer = transport
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._turn is _Turn.SERVER_FOR_GOOD:
            super().data_received(data)
            return
        if self._peer.is_closing():
            return
        self._received, self._at = self._received[self._at :] + data, 0
        if self._turn is _Turn.NOBODY:
            self._next()
        elif len(self._received) > _MOST_BUFFERED:
            self._peer.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self._turn = _Turn.SERVER_FOR_GOOD
        self._scope_state.clear()
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        self._is_writable = False
        super().pause_writing()

    def resume_writing(self) -> None:
        self._is_writable = True
        super().resume_writing()

    def shutdown(self) -> None:
        """The server's call for a graceful end: after the response in hand."""
        if self._turn is _Turn.FRONT:
            self._shuts_down = True
        else:
            super().shutdown()

    def _next(self) -> None:
        """Begins the next request, as soon as its head is whole."""
        begin, waiting = self._at, len(self._received) - self._at
        if not waiting or self._peer.is_closing():
            return
        end = self._received.find(_END, begin, begin + LONGEST)
        if end < 0 and waiting < LONGEST and not is_malformed(self._received[begin:]):
            self._head_since = self._head_since or self.loop.time()
            return
        self._head_since = None
        self._at = end + len(_END)
        self._head = self._received[begin : self._at]
        request = parse_head(self._head) if end >= 0 else None
        if request is None:
            self._turn = _Turn.SERVER_FOR_GOOD
            super().data_received(self._received[begin:])
            self._received = b""
            return
        self._turn = _Turn.FRONT
        if not self._is_writable or not self.front.offer(request, self._respond):
            self._pass_on()

    def _respond(self, response: PreparedResponse | None) -> None:
        """Writes a response from memory, unless uvicorn is to refuse one of its headers."""
        if self._turn is not _Turn.FRONT:  # the peer has left
            return
        if response is None or response.head is None or not self._is_writable:
            self._pass_on()
            return
        server_headers = [b"%b: %b\r\n" % header for header in self._state.default_headers]
        self._peer.writelines([response.status_line, *server_headers, response.head, response.body])
        self._state.total_requests += 1
        if self._shuts_down:
            self._peer.close()
        self._continue()

    def _pass_on(self) -> None:
        """Passes the request in hand on to uvicorn's protocol."""
        self._turn = _Turn.SERVER
        super().data_received(self._head)
        if self._shuts_down:
            super().shutdown()

    def _hand_back(self) -> None:
        """Takes the connection back from uvicorn's protocol, whose response is complete."""
        if self._turn is _Turn.SERVER:
            super().data_received(b"")  # ends its own waiting for another request
            self._continue()

    def _continue(self) -> None:
        """Goes on to the next request, or waits for it no longer than the server would."""
        self._turn = _Turn.NOBODY
        self._idle_since = self.loop.time()
        if self._timer is None:
            self._timer = self.loop.call_later(self._keep_alive, self._expire)
        if not self._peer.is_closing():
            self._peer.resume_reading()
        self._next()

    def _expire(self) -> None:
        """Closes a connection that has been idle. One timer runs on through any number of requests."""
        self._timer = None
        left = self._idle_since + self._keep_alive - self.loop.time()
        if left > 0:
            self._timer = self.loop.call_later(left, self._expire)
        elif self._turn is _Turn.NOBODY and self._at == len(self._received):
            self._peer.close()


@dataclass(frozen=True, slots=True)
class Served:
    """An application and the server's protocol for it; neither works without the other."""

    app: Application
    protocol: type[FrontProtocol]


def served(application: Application, front_of_it: Front) -> Served:
    """The application, with answers from memory by the front that is part of it."""

    class Protocol(FrontProtocol):
        front = front_of_it

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await application(scope, receive, send)
        hand_back = scope.get("state", {}).get(_HAND_BACK)
        if hand_back is not None:
            hand_back()

    return Served(app, Protocol)
