"""ASGI application in front of the framework's: answers from memory, and passes on what is not cacheable."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, TypeAlias

from newsroom.http.asgi import Application, Headers, Receive, Scope, Send
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from publish.cache.single_flight import A_MINUTE, SingleFlightCache
from publish.hot.cacheable import FindResource, Key, Resource
from publish.hot.encoded_response import EncodedResponse, PreparedResponse
from publish.hot.invalidation import InvalidationIndex, Mark
from publish.hot.log_head import LogHeadCheck
from publish.hot.request_head import RequestHead
from publish.hot.request_headers import RequestHeaders, canonical_headers, read_headers
from publish.http.settled import is_settled

_HIT, _MISS = (metrics.HOT_ANSWERS.labels(outcome=outcome) for outcome in ("kept", "made"))
_ALLOWED = (b"access-control-allow-origin", b"*")
_SIZE = 64 * 2**20  # bytes of all cached responses
_UNSETTLED = 0.1  # seconds for which a response is fresh that may change without an entry in the live log

Respond = Callable[[PreparedResponse | None], None]


@dataclass(frozen=True, slots=True)
class _Uncacheable:
    """A response for those alone who requested it together."""

    whole: PreparedResponse


_Computed: TypeAlias = EncodedResponse | _Uncacheable


@dataclass(frozen=True, slots=True)
class _Lookup:
    """A request's key in the cache, and the headers that its response depends on."""

    key: Key
    canonical: Headers
    headers: RequestHeaders
    is_fresh: Callable[[Mark], bool]


class Front:
    """Caches an application's responses to GET where `find` gives their resource.

    `cookie` names the cookie in which pages remember their reader's language.
    """

    def __init__(
        self,
        app: Application,
        find: FindResource,
        index: InvalidationIndex,
        head_check: LogHeadCheck,
        clock: Clock,
        cookie: str,
    ) -> None:
        self._app = app
        self._find = find
        self._index = index
        self._head_check = head_check
        self._cookie = cookie
        self._cache: SingleFlightCache[_Computed, Mark] = SingleFlightCache(
            clock, _SIZE, weigh=_weigh, ttl=_ttl
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        if scope["method"] == "HEAD":
            scope, send = {**scope, "method": "GET"}, _bodiless(send)
        resource = self._find(scope["path"], scope["query_string"])
        if resource is None or not await self._head_check.is_current() or (mark := self._index.mark) is None:
            await self._app(scope, receive, send)
            return
        lookup = self._lookup(resource, read_headers(scope["headers"]))
        computed = self._cached(lookup) or await self._compute(lookup, mark, scope)
        if isinstance(computed, EncodedResponse):
            response = await computed.encode(lookup.headers)
        else:
            response = computed.whole
        await response.send(send)

    def offer(self, request: RequestHead, respond: Respond) -> bool:
        """Whether `respond` will be called: with the cached response to a GET, None where there is none.

        For a server that needs no task for an answer from memory; all else is for `__call__`.
        """
        resource = self._find(request.path, request.query)
        return resource is not None and self._head_check.request(
            partial(self._respond, resource, request.headers, respond)
        )

    def _respond(self, resource: Resource, headers: RequestHeaders, respond: Respond, current: bool) -> None:
        response = None
        if current:
            computed = self._cached(self._lookup(resource, headers))
            response = computed.ready(headers) if isinstance(computed, EncodedResponse) else None
        respond(response)

    def _lookup(self, resource: Resource, headers: RequestHeaders) -> _Lookup:
        canonical = canonical_headers(resource, headers, self._cookie)
        key = (*resource.key, canonical)
        return _Lookup(key, canonical, headers, partial(self._index.is_fresh, resource.dependencies))

    def _cached(self, lookup: _Lookup) -> _Computed | None:
        cached = self._cache.find(lookup.key, lookup.is_fresh)
        if cached is not None:
            _HIT.inc()
        return cached

    async def _compute(self, lookup: _Lookup, mark: Mark, scope: Scope) -> _Computed:
        _MISS.inc()
        compute = partial(_request, self._app, scope, lookup.canonical)
        return await self._cache.get(lookup.key, mark, compute, lookup.is_fresh)


@dataclass(slots=True)
class _Recorder:
    """Recorder of an application's response."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = ()
    parts: list[bytes] = field(default_factory=list[bytes])

    async def send(self, event: Any) -> None:
        """As ASGI's."""
        if event["type"] == "http.response.start":
            self.status, self.headers = event["status"], event["headers"]
        else:
            self.parts.append(event.get("body", b""))


async def _request(app: Application, scope: Scope, canonical: Headers) -> _Computed:
    """Requests the response of the application as if these headers alone had come."""
    recorder, state = _Recorder(), dict[str, Any]()
    await app({**scope, "headers": list(canonical), "state": state}, _empty_body(), recorder.send)
    body = b"".join(recorder.parts)
    if recorder.status == HTTPStatus.OK:
        encoded = EncodedResponse.of(recorder.headers, body, settled=is_settled(state))
        if encoded is not None:
            return encoded
    return _Uncacheable(PreparedResponse(recorder.status, _open_to_all(recorder.headers), body))


def _open_to_all(headers: Headers) -> Headers:
    """Requested without an origin, the application names none that may read: a 410 is for all, too."""
    return [*(header for header in headers if header[0] != _ALLOWED[0]), _ALLOWED]


def _empty_body() -> Receive:
    received = False

    async def receive() -> dict[str, Any]:
        nonlocal received
        if received:
            await asyncio.get_running_loop().create_future()  # nobody leaves
        received = True
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


def _bodiless(send: Send) -> Send:
    """For HEAD, to which no route here answers anything but the head of the response to GET."""

    async def send_head(event: Any) -> None:
        await send({**event, "body": b""} if event["type"] == "http.response.body" else event)

    return send_head


def _weigh(computed: _Computed) -> int:
    return computed.size if isinstance(computed, EncodedResponse) else 0


def _ttl(computed: _Computed) -> float:
    if isinstance(computed, _Uncacheable):
        return 0.0
    return A_MINUTE if computed.settled else _UNSETTLED
