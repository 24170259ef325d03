"""Follower of the live log that keeps the index up to it, beside the path to what is shown.

The index holds its own position, written together with what it is the position of: after a crash it goes
on from there. An index that is missing, of another deployment, or behind all that is kept of the log, is
built from MongoDB, the newest articles first.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

import structlog

from newsroom.events.live import PublicArticle
from newsroom.events.topics import Filter
from newsroom.live.resume import ExpiredCursor
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import Cursor, Since
from newsroom.streams.wire import Entry
from publish.feeds.feed_page import PageToken
from publish.log.logged_change import LoggedChange, logged_changes
from publish.search.analysis import VERSION
from publish.search.entries import IndexChange, IndexedArticle, LastEntered, index_changes
from publish.search.ports import SearchIndexWriter, ShownArticles

_AT_ONCE = 32  # articles analysed at a time: a few ms of the interpreter's time
_BUILT_AT_ONCE = 2048  # articles between commits while it is built
_SECONDS_BETWEEN_COMMITS = 0.7  # each costs a sync and some 7 ms; two may pass before a hit is seen
_EVERYTHING = Filter()
_log = structlog.get_logger(__name__)


class Tail(Protocol):
    """Recent part of the live log. Calls raise `StoreUnavailableError`."""

    def tail(self, after: str) -> AsyncIterator[list[Entry]]: ...


class History(Protocol):
    """Live log as one sequence, its archive included. Calls raise `StoreUnavailableError`."""

    async def page(self, after: str, limit: int) -> list[LoggedChange]: ...
    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor: ...
    async def latest(self) -> str: ...


class IndexFollower:
    """Keeps one index up to the live log."""

    def __init__(
        self,
        index: SearchIndexWriter,
        recent: Tail,
        history: History,
        shown: ShownArticles,
        *,
        deployment: Callable[[], Awaitable[str]],
        clock: Clock,
    ) -> None:
        """`deployment` names the stores that the index is of."""
        self._index = index
        self._recent = recent
        self._history = history
        self._shown = shown
        self._deployment = deployment
        self._clock = clock
        self._committed_at = float("-inf")
        self._entered = LastEntered()

    async def follow(self, begun: asyncio.Event) -> None:
        """Follows until an outage, which it raises; `begun` is set once the live log is whole."""
        self._entered.clear()
        position = await self._index.open(f"{VERSION} {await self._deployment()}")
        await begun.wait()
        if position is None or not await self._continues(position):
            position = await self._build()
        await self._tail(await self._catch_up(position))

    async def _continues(self, position: str) -> bool:
        """Whether the log has all that came after a position."""
        return not isinstance(await self._history.resume(Cursor.parse(position)), ExpiredCursor)

    async def _build(self) -> str:
        """Enters all that is shown. What changes meanwhile is in the log, after the position returned."""
        position = await self._history.latest()
        _log.info("search.building", position=position)
        await self._index.clear()
        entered = 0
        async for articles in self._all_shown():
            await self._index.enter([IndexChange(a.id, IndexedArticle.of(a)) for a in articles])
            entered += len(articles)
            if entered % _BUILT_AT_ONCE < _AT_ONCE:
                await self._index.commit(None)
        await self._commit(position)
        _log.info("search.built", articles=entered, position=position)
        return position

    async def _all_shown(self) -> AsyncIterator[Sequence[PublicArticle]]:
        below: PageToken | None = None
        while True:
            page = await self._shown.articles(_EVERYTHING, _AT_ONCE, below)
            yield page.items
            if page.following is None:
                return
            below = page.following

    async def _catch_up(self, position: str) -> str:
        """Enters what came while nobody followed, also what only the archive has still."""
        while page := await self._history.page(position, _AT_ONCE):
            position = page[-1].cursor
            await self._enter(page)
            if self._due():
                await self._commit(position)
        await self._commit(position)
        return position

    async def _tail(self, position: str) -> None:
        """Commits at once where little comes, and where much comes after about as long as may pass."""
        uncommitted = False
        async for entries in self._recent.tail(position):
            if entries:
                position, uncommitted = entries[-1].id, True
                await self._enter(logged_changes(entries))
            if len(entries) >= _AT_ONCE and not self._due():
                continue
            if uncommitted:
                await asyncio.sleep(max(0.0, self._seconds_left()))
                await self._commit(position)
                uncommitted = False

    async def _enter(self, changes: Sequence[LoggedChange]) -> None:
        await self._index.enter(self._entered.news(index_changes(changes)))

    async def _commit(self, position: str) -> None:
        await self._index.commit(position)
        self._committed_at = self._clock.monotonic()

    def _due(self) -> bool:
        return self._seconds_left() <= 0

    def _seconds_left(self) -> float:
        return self._committed_at + _SECONDS_BETWEEN_COMMITS - self._clock.monotonic()
