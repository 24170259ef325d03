"""Protocol for uvicorn with bounds that it lacks: on heads, on waiting, and on connections of one address.

Uvicorn (tried with 0.54) reads a head of any length, and waits for ever for the rest of a request, for a body
and for a peer that takes nothing. By its own class and the callbacks that httptools makes on it.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from newsroom.http.problems import MEDIA_TYPE, ProblemError
from newsroom.http.proxies import TrustedProxies

_RETRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class ConnectionBounds:
    """Bounds of a connection. Sizes in bytes, times in seconds; `of_an_address` and `in_all` count."""

    head: int = 32 * 2**10
    target: int = 8 * 2**10
    headers: int = 100
    head_seconds: float = 10.0
    body_seconds: float = 20.0  # in a row of which less came than `body_rate` a second
    body_rate: int = 500
    stall_seconds: float = 30.0  # for which a peer takes nothing of its answer
    look_seconds: float = 2.0
    of_an_address: int = 200  # 0 is no bound
    in_all: int = 20_000


@dataclass(slots=True)
class Door:
    """Connections of a server: who may come in. Proxies are not counted, but for all together."""

    bounds: ConnectionBounds
    proxies: TrustedProxies
    of_address: Counter[str] = field(default_factory=Counter[str])

    def enter(self, address: str, open_connections: int) -> ProblemError | None:
        """Counts one more connection; the problem, where it is one too many."""
        if open_connections > self.bounds.in_all:
            status, reason = HTTPStatus.SERVICE_UNAVAILABLE, "There are too many connections at once."
            return ProblemError(status, reason, retry_after=_RETRY_SECONDS)
        if not self.bounds.of_an_address or self.proxies.include(address):
            return None
        self.of_address[address] += 1
        if self.of_address[address] <= self.bounds.of_an_address:
            return None
        status, reason = HTTPStatus.TOO_MANY_REQUESTS, "Your address has too many connections open."
        return ProblemError(status, reason, retry_after=_RETRY_SECONDS)

    def leave(self, address: str) -> None:
        """Counts one connection less."""
        if address in self.of_address:
            self.of_address[address] -= 1
            if self.of_address[address] <= 0:
                del self.of_address[address]


class GuardedProtocol(HttpToolsProtocol):
    """Connection to a peer, closed when it goes beyond the bounds of its `door`."""

    door: ClassVar[Door] = Door(ConnectionBounds(), TrustedProxies())

    url = b""  # uvicorn's own, before the first request

    _address = ""
    _head_since: float | None = None  # a request is awaited or half there
    _head_size = 0
    _in_body = False
    _body_size = 0
    _starved = 0.0
    _unread = 0
    _stalled = 0.0
    _refusal: ProblemError | None = None
    _looking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._head_since = self.loop.time()
        self._refusal = self.door.enter(self._address, len(self.connections))
        if self._refusal is not None:
            self._refuse(self._refusal)
            return
        self._looking = self.loop.call_later(self.door.bounds.look_seconds, self._look)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self.door.leave(self._address)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refusal is not None:
            return
        if not self._in_body:
            self._head_size += len(data)
        super().data_received(data)
        if self._refusal is None and self._head_since is not None:
            self._refusal = self._beyond(self._head_size)
        if self._refusal is not None:
            self._refuse(self._refusal)

    def resume_writing(self) -> None:
        self._stalled = 0.0
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        if self._refusal is None:  # else a callback of ours ended the parsing
            self._refusal = ProblemError(HTTPStatus.BAD_REQUEST, msg)

    # Callbacks of httptools.

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_since = self._head_since or self.loop.time()

    def on_headers_complete(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        self._refusal = self._refusal or self._beyond(size)
        if self._refusal is None:
            self._head_since = None
            self._in_body, self._body_size, self._starved = True, 0, 0.0
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        if self._refusal is None:
            self._body_size += len(body)
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body, self._head_size = False, 0
        if self._refusal is None:
            super().on_message_complete()

    def _beyond(self, head_size: int) -> ProblemError | None:
        bounds = self.door.bounds
        if len(self.url) > bounds.target:
            reason = f"An address is at most {bounds.target:,} bytes long."
            return ProblemError(HTTPStatus.REQUEST_URI_TOO_LONG, reason)
        if head_size > bounds.head or len(self.headers or ()) > bounds.headers:
            reason = f"A request's head is at most {bounds.head:,} bytes and {bounds.headers} headers long."
            return ProblemError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, reason)
        return None

    def _look(self) -> None:
        """Looks now and then whether the peer is still there: one timer for all that is awaited of it."""
        bounds = self.door.bounds
        if self._head_since is not None and self.loop.time() - self._head_since >= bounds.head_seconds:
            self._refuse(ProblemError(HTTPStatus.REQUEST_TIMEOUT, "The request did not come to its end."))
        elif self._starves():
            self._refuse(ProblemError(HTTPStatus.REQUEST_TIMEOUT, "The body came too slowly."))
        elif self._stalls():
            self.transport.abort()
        else:
            self._looking = self.loop.call_later(bounds.look_seconds, self._look)

    def _starves(self) -> bool:
        """Whether a body has come too slowly for too long; while we do not read it, it cannot come."""
        bounds, size = self.door.bounds, self._body_size
        self._body_size = 0
        if not self._in_body or self.cycle is None or self.cycle.waiting_for_100_continue:
            return False
        if self.flow.read_paused or (
            size >= bounds.body_rate * bounds.look_seconds and not self.cycle.response_complete
        ):
            self._starved = 0.0
            return False
        self._starved += bounds.look_seconds
        return self._starved >= bounds.body_seconds

    def _stalls(self) -> bool:
        """Whether the peer has taken nothing of its answer for too long."""
        unread, before = self.transport.get_write_buffer_size(), self._unread
        self._unread = unread
        if not self.flow.write_paused or unread < before:
            self._stalled = 0.0
            return False
        self._stalled += self.door.bounds.look_seconds
        return self._stalled >= self.door.bounds.stall_seconds

    def _refuse(self, problem: ProblemError) -> None:
        """Writes a problem where no answer has begun, and closes, after the answer to a request before."""
        if self.transport.is_closing():
            return
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and not self._in_body:
            self.cycle.keep_alive = False
            return
        if not answering or not self.cycle.response_started:
            self.transport.write(_response(problem, self.server_state.default_headers))
        self.transport.close()


def _response(problem: ProblemError, default_headers: list[tuple[bytes, bytes]]) -> bytes:
    body = json.dumps(problem.as_json(), ensure_ascii=False).encode()
    own = [(name.encode(), value.encode()) for name, value in problem.headers.items()]
    headers = [
        *default_headers,
        (b"content-type", MEDIA_TYPE.encode()),
        *own,
        (b"content-length", b"%d" % len(body)),
        (b"connection", b"close"),
    ]
    status = HTTPStatus(problem.status)
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n%b" % (status, status.phrase.encode(), lines, body)
