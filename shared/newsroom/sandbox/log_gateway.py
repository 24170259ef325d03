"""Gateway to publish's log, for subscribers that read it: passes reads on, is away, and lets cursors expire.

An expired cursor alone is its own answer, in the product's words; all else is publish's.
"""

import asyncio
import contextlib
import json
from collections.abc import Callable
from http import HTTPStatus

import httpx
from aiohttp import web
from pydantic import BaseModel, ValidationError

from newsroom.http.problems import MEDIA_TYPE, ProblemError
from newsroom.live.framing import reset
from newsroom.sandbox.script import ComeBack, GoAway, HoldBack, Mishap, SendLate
from newsroom.sandbox.sightings import Sightings
from newsroom.streams.cursor import BEGINNING, EARLIEST, Cursor, MalformedCursorError

_CURSOR, _LAST_EVENT_ID = "cursor", "Last-Event-ID"
_DATA = b"data: "
_STREAM_TIMEOUT = httpx.Timeout(30.0, read=45.0)  # seconds; an idle stream has a comment every 15
_PASSED_ON = frozenset({"content-type", "cache-control", "access-control-allow-origin", "retry-after"})


class _Data(BaseModel):
    seq: int


class _Event(BaseModel):
    subject: str
    data: _Data


class _Page(BaseModel):
    events: list[_Event]


class LogGateway:
    """Gateway of one reader. `cursor_of` says where the last change of an article is in the log."""

    def __init__(self, publish: httpx.AsyncClient, cursor_of: Callable[[str], Cursor]) -> None:
        self._publish = publish
        self._cursor_of = cursor_of
        self._oldest: Cursor | None = None
        self._is_away = False
        self._connections: set[asyncio.Transport] = set()
        self.sightings = Sightings()
        self.first_read = asyncio.Event()
        self.app = web.Application()
        self.app.router.add_get("/v1/stream", self._stream)
        self.app.router.add_get("/v1/changes", self._changes)
        self.app.router.add_get("/{path:v1/.*}", self._other)

    async def meet(self, mishap: Mishap) -> None:
        """Has it happen."""
        match mishap:
            case GoAway():
                self._is_away = True
                for connection in self._connections:
                    connection.abort()
            case ComeBack(article_id):
                self._oldest = self._cursor_of(article_id)
                self._is_away = False
            case HoldBack() | SendLate():
                raise NotImplementedError("whoever reads the log gets it in order")

    async def _changes(self, request: web.Request) -> web.Response:
        wanted = request.query.get(_CURSOR, EARLIEST)
        start = self._start(wanted)
        if start is None:
            detail = f"This cursor is not kept any more; the oldest that is, is {self._oldest}."
            extra = {"oldest": str(self._oldest)}
            problem = ProblemError(HTTPStatus.GONE, detail, title="Cursor too old", extra=extra)
            body = json.dumps(problem.as_json()).encode()
            return web.Response(status=problem.status, body=body, headers=_own_headers(MEDIA_TYPE))
        response = await self._passed_on(request, start)
        if response.status == HTTPStatus.OK and isinstance(response.body, bytes):
            self.first_read.set()
            for event in _Page.model_validate_json(response.body).events:
                await self.sightings.note(event.subject, event.data.seq)
        return response

    async def _other(self, request: web.Request) -> web.Response:
        return await self._passed_on(request, request.query.get(_CURSOR))

    async def _passed_on(self, request: web.Request, cursor: str | None) -> web.Response:
        if self._is_away:
            _hang_up(request)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        response = await self._publish.get(request.path, params=_query(request, cursor))
        return web.Response(status=response.status_code, headers=_headers(response), body=response.content)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        if self._is_away:
            _hang_up(request)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        wanted = request.headers.get(_LAST_EVENT_ID) or request.query.get(_CURSOR)
        start = wanted if wanted is None else self._start(wanted)
        if wanted is not None and start is None:
            return web.Response(body=reset(self._oldest), headers=_own_headers("text/event-stream"))
        passed_on = self._publish.stream(
            "GET", request.path, params=_query(request, start), timeout=_STREAM_TIMEOUT
        )
        async with passed_on as response:
            if not response.is_success:
                body = await response.aread()
                return web.Response(status=response.status_code, headers=_headers(response), body=body)
            return await self._events(request, response)

    async def _events(self, request: web.Request, response: httpx.Response) -> web.StreamResponse:
        answer = web.StreamResponse(headers=_headers(response))
        await answer.prepare(request)
        transport = request.transport
        if transport is None:
            return answer
        self._connections.add(transport)
        self.first_read.set()
        rest = b""
        # A reader that left, or was cut off, is found out at the next write.
        with contextlib.suppress(ConnectionError, httpx.TransportError):
            async for part in response.aiter_bytes():
                await answer.write(part)
                *lines, rest = (rest + part).split(b"\n")
                for line in lines:
                    await self._note(line)
        self._connections.discard(transport)
        return answer

    async def _note(self, line: bytes) -> None:
        if line.startswith(_DATA):
            with contextlib.suppress(ValidationError):  # of `reset` and its like
                event = _Event.model_validate_json(line.removeprefix(_DATA))
                await self.sightings.note(event.subject, event.data.seq)

    def _start(self, wanted: str) -> str | None:
        """The cursor to ask publish for; None of one that has expired."""
        if self._oldest is None:
            return wanted
        if wanted in (EARLIEST, BEGINNING):
            return str(self._oldest.before)
        try:
            return wanted if Cursor.parse(wanted) >= self._oldest.before else None
        except MalformedCursorError:
            return wanted  # publish refuses it


def _query(request: web.Request, cursor: str | None) -> httpx.QueryParams:
    others = tuple((name, value) for name, value in request.query.items() if name != _CURSOR)
    return httpx.QueryParams(others if cursor is None else (*others, (_CURSOR, cursor)))


def _headers(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name in _PASSED_ON}


def _own_headers(media_type: str) -> dict[str, str]:
    return {"Content-Type": media_type, "Access-Control-Allow-Origin": "*"}


def _hang_up(request: web.Request) -> None:
    """Ends the connection as a server does that is away: a browser's EventSource tries again after that."""
    if request.transport is not None:
        request.transport.abort()
