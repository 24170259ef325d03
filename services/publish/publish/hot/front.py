"""The ASGI application in front of the framework's: answers from memory what it can, passes on all else."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias

from newsroom.http.asgi import Application, Headers, Receive, Scope, Send
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from publish.cache.single_flight import A_MINUTE, Kept
from publish.hot.cacheable import FindPlace, Place
from publish.hot.encoded_response import Encoded, Outgoing
from publish.hot.invalidation import Heard, Mark
from publish.hot.log_head import Freshness
from publish.hot.request_headers import Asked, plain_headers, read_headers
from publish.http.settled import is_settled

_KEPT, _MADE = (metrics.HOT_ANSWERS.labels(outcome=outcome) for outcome in ("kept", "made"))
_ALLOWED = (b"access-control-allow-origin", b"*")
_SIZE = 64 * 2**20  # bytes of all that is kept
_UNSETTLED = 0.1  # seconds for which an answer is good that may change without a word in the live log


@dataclass(frozen=True, slots=True)
class _Passing:
    """An answer for those alone who asked for it together."""

    whole: Outgoing


_Made: TypeAlias = Encoded | _Passing


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked for: under which key it is kept, and the headers that the answer depends on."""

    key: str
    headers: Headers
    asked: Asked
    good: Callable[[Mark], bool]


class Front:
    """Stands before an application whose answers to GET it keeps where they have a place.

    `cookie` names the cookie in which pages remember their reader's language.
    """

    def __init__(
        self, app: Application, find: FindPlace, heard: Heard, freshness: Freshness, clock: Clock, cookie: str
    ) -> None:
        self._app = app
        self._find = find
        self._heard = heard
        self._freshness = freshness
        self._cookie = cookie
        self._kept: Kept[_Made, Mark] = Kept(clock, _SIZE, weigh=_weigh, lasting=_lasting)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _bodiless(send)
        place = self._find(scope["path"], scope["query_string"])
        if place is None or not await self._freshness.heard_all() or (mark := self._heard.mark) is None:
            await self._app(scope, receive, send)
            return
        question = self._question(place, scope["headers"])
        made = self._ready(question) or await self._made(question, mark, scope)
        answer = await made.answer(question.asked) if isinstance(made, Encoded) else made.whole
        await answer.send(send)

    def offer(self, scope: Mapping[str, Any], give: Callable[[Outgoing | None], None]) -> bool:
        """Whether `give` will be called: with what is kept for this request, None where nothing is.

        For a server that can do without a task for what is answered from memory; all else is for `__call__`.
        """
        if scope["method"] != "GET":
            return False
        place = self._find(scope["path"], scope["query_string"])
        return place is not None and self._freshness.tell(partial(self._give, place, scope["headers"], give))

    def _give(
        self, place: Place, headers: Headers, give: Callable[[Outgoing | None], None], heard_all: bool
    ) -> None:
        answer = None
        if heard_all:
            question = self._question(place, headers)
            made = self._ready(question)
            answer = made.ready(question.asked) if isinstance(made, Encoded) else None
        give(answer)

    def _question(self, place: Place, headers: Headers) -> _Question:
        asked = read_headers(headers)
        plain = plain_headers(place, asked, self._cookie)
        key = f"{place.key} {plain}" if plain else place.key
        return _Question(key, plain, asked, partial(self._heard.is_good, place.watched))

    def _ready(self, question: _Question) -> _Made | None:
        """What is kept."""
        found = self._kept.find(question.key, question.good)
        if found is not None:
            _KEPT.inc()
        return found

    async def _made(self, question: _Question, mark: Mark, scope: Scope) -> _Made:
        _MADE.inc()
        make = partial(_make, self._app, scope, question.headers)
        return await self._kept.get(question.key, mark, make, question.good)


@dataclass(slots=True)
class _Sink:
    """Takes an answer in."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = ()
    parts: list[bytes] = field(default_factory=list[bytes])

    async def send(self, event: Any) -> None:
        """As ASGI's."""
        if event["type"] == "http.response.start":
            self.status, self.headers = event["status"], event["headers"]
        else:
            self.parts.append(event.get("body", b""))


async def _make(app: Application, scope: Scope, headers: Headers) -> _Made:
    """Asks the application as if the request had these headers alone."""
    sink, state = _Sink(), dict[str, Any]()
    await app({**scope, "headers": list(headers), "state": state}, _receive_nothing(), sink.send)
    body = b"".join(sink.parts)
    if sink.status == HTTPStatus.OK:
        kept = Encoded.of(sink.headers, body, settled=is_settled(state))
        if kept is not None:
            return kept
    return _Passing(Outgoing(sink.status, _open_to_all(sink.headers), body))


def _open_to_all(headers: Headers) -> Headers:
    """Asked without an origin, the application says nothing of who may read: a 410 is for all, too."""
    return [*(header for header in headers if header[0] != _ALLOWED[0]), _ALLOWED]


def _receive_nothing() -> Receive:
    asked = False

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if asked:
            await asyncio.get_running_loop().create_future()  # nobody leaves
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


def _bodiless(send: Send) -> Send:
    """For HEAD, to which no route here answers anything but the head of what GET gets."""

    async def send_head(event: Any) -> None:
        await send({**event, "body": b""} if event["type"] == "http.response.body" else event)

    return send_head


def _weigh(made: _Made) -> int:
    return made.size if isinstance(made, Encoded) else 0


def _lasting(made: _Made) -> float:
    if isinstance(made, _Passing):
        return 0.0
    return A_MINUTE if made.settled else _UNSETTLED
