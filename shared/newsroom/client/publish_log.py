"""Live log over HTTP: the archive by pages (`/v1/changes`), and what happens (`/v1/stream`).

Install it with `newsroom[httpx]`.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import httpx
import structlog
from httpx_sse import SSEError, aconnect_sse
from pydantic import BaseModel

from newsroom.client.failures import is_lasting, unreachable
from newsroom.client.handoff import Deliver, LoopEndedError
from newsroom.client.news_event import NewsEvent
from newsroom.client.topics import EVERYTHING, Topics
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange
from newsroom.streams.cursor import EARLIEST
from newsroom.streams.outcome import Ack, DeadLetter, Retry, outcome_of
from newsroom.streams.retry import RetryPolicy

_SILENCE_SECONDS = 45.0  # an idle stream has a comment every 15 s
_TIMEOUT = httpx.Timeout(10.0, read=_SILENCE_SECONDS)
_PAGE = "100"
_BUSY = frozenset({httpx.codes.TOO_MANY_REQUESTS})
T = TypeVar("T")
_log = structlog.get_logger(__name__)


class CursorExpiredError(Exception):
    """Cursor behind which the log is not kept any more: a copy is to be begun anew. `oldest` is what is."""

    def __init__(self, oldest: str | None) -> None:
        super().__init__(f"the log is kept from {oldest}")
        self.oldest = oldest


class _TooOldForStreamError(Exception):
    """Cursor that the stream keeps no more; the archive may."""


class _FailedError(Exception):
    """Failure of the last attempt at an event, its cause: nothing of publish's."""


class _Page(BaseModel):
    events: tuple[Event[LiveChange], ...]
    cursors: tuple[str, ...]
    cursor: str


@dataclass(slots=True)
class PublishLog:
    """Source of the log's events behind `cursor`, in order, then of what happens, for ever.

    Without a cursor it begins now. Outages are waited out. `cursor` is that of the last event finished. An
    event that fails is tried again in its place; after its last attempt its failure ends the source.
    """

    url: str
    topics: Topics = EVERYTHING
    cursor: str | None = None
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    is_behind: bool = False
    """Whether the archive is read before the stream."""

    async def run(self, deliver: Deliver) -> None:
        """Raises CursorExpiredError, httpx.HTTPStatusError for what publish refuses, or a failure."""
        while True:
            if self.is_behind:
                await self.catch_up(deliver)
            try:
                await self._insist(self._follow, deliver)
            except _TooOldForStreamError:
                self.is_behind = True

    async def stop(self) -> None: ...

    async def catch_up(self, deliver: Deliver) -> str:
        """Delivers what the archive has behind the cursor; returns the cursor reached. Raises as `run`."""
        while True:
            if await self._insist(self._next_page, deliver):
                self.is_behind = False
                return self.cursor or EARLIEST

    async def _insist(self, act: Callable[[httpx.AsyncClient, Deliver], Awaitable[T]], deliver: Deliver) -> T:
        """The act's result, through outages of publish."""
        failures = 0
        while True:
            before = self.cursor
            try:
                async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as http:
                    return await act(http, deliver)
            except _FailedError as failed:
                raise failed.__cause__ or failed from None
            except (httpx.HTTPError, SSEError) as error:
                if _is_final(error):
                    raise
                _log.warning("client.waiting", reason=unreachable("publish", self.url, error))
            failures = failures + 1 if before == self.cursor else 1
            await asyncio.sleep(self.policy.delay(failures))

    async def _next_page(self, http: httpx.AsyncClient, deliver: Deliver) -> bool:
        """Delivers a page of the archive; whether it is the last."""
        asked = self.cursor or EARLIEST
        query = httpx.QueryParams([*self.topics.query, ("cursor", asked), ("limit", _PAGE)])
        response = await http.get(f"{self.url}/v1/changes", params=query)
        if response.status_code == httpx.codes.GONE:
            raise CursorExpiredError(response.json().get("oldest"))
        page = _Page.model_validate_json(response.raise_for_status().content)
        for cursor, event in zip(page.cursors, page.events, strict=True):
            await self._deliver(deliver, NewsEvent(cursor, event))
        self.cursor = page.cursor
        return page.cursor == asked  # a page without events may be of others' topics

    async def _follow(self, http: httpx.AsyncClient, deliver: Deliver) -> None:
        """One connection to the stream, until it ends."""
        async for event in self._stream(http):
            await self._deliver(deliver, event)

    async def _stream(self, http: httpx.AsyncClient) -> AsyncGenerator[NewsEvent]:
        query = httpx.QueryParams([*self.topics.query, *([("cursor", self.cursor)] if self.cursor else [])])
        async with aconnect_sse(http, "GET", f"{self.url}/v1/stream", params=query) as source:
            source.response.raise_for_status()
            async for sent in source.aiter_sse():
                match sent.event:
                    case "reset":
                        raise _TooOldForStreamError
                    case "slow":
                        return
                    case _ if sent.data:
                        yield NewsEvent(sent.id, ARTICLE_PUBLISHED.decode(sent.data))
                    case _:  # it only moves the cursor
                        self.cursor = sent.id or self.cursor

    async def _deliver(self, deliver: Deliver, event: NewsEvent) -> None:
        attempts = 0
        while self.topics.admits(event.data):
            try:
                await deliver(event)
                break
            except LoopEndedError:
                raise
            except Exception as error:  # the edge to a subscriber's code: any error is an outcome
                match outcome_of(error, attempts=attempts + 1, policy=self.policy):
                    case Retry(reason, counts):
                        attempts += counts
                        _log.warning("client.retry", cursor=event.cursor, reason=reason)
                        await asyncio.sleep(self.policy.delay(attempts))
                    case Ack() | DeadLetter():
                        raise _FailedError from error
        self.cursor = event.cursor


def _is_final(error: Exception) -> bool:
    """Whether asking again would get the same: publish refused it, or the address is wrong."""
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.is_client_error and error.response.status_code not in _BUSY
    return isinstance(error, httpx.HTTPError) and is_lasting(error)
