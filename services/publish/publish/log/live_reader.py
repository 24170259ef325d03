"""Reader of the live log for the hub (`newsroom.live.LogReader`), observed by one listener."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from newsroom.events.live import PublicArticle
from newsroom.events.topics import Filter
from newsroom.live import LiveEntry, LogPage
from newsroom.live.resume import ExpiredCursor
from newsroom.streams.cursor import Cursor, Since
from publish.log.history import LogHistory
from publish.log.logged_change import LoggedChange, logged_changes
from publish.log.ports import RecentLog

_AT_ONCE = 32  # changes that are decoded before others have their turn


class TailListener(Protocol):
    """Observer of the log's tail: called for every batch before any subscriber sees it."""

    def restart(self, after: str) -> None: ...
    def record(self, entries: Sequence[LiveEntry], up_to: str) -> None: ...


class LiveReader:
    """Reads the live log as the hub needs it."""

    def __init__(self, history: LogHistory, recent: RecentLog, listener: TailListener) -> None:
        self._history = history
        self._recent = recent
        self._listener = listener

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        self._listener.restart(after)
        async for entries in self._recent.tail(after):
            live = [live_entry(change) for change in logged_changes(entries)]
            if entries:
                self._listener.record(live, entries[-1].id)
            if live or not entries:
                yield live

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        entries = await self._recent.recent(limit)
        shown = await self._from(entries[0].id) if entries else []
        # The first only says from where on the rings are complete; it is not shown from there.
        return [live_entry(change) for change in shown or logged_changes(entries[-1:])]

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        found = await self._history.matching(after, wanted, limit)
        return LogPage([live_entry(change) for change in found.changes], found.reached, found.size)

    async def _from(self, cursor: str) -> list[LoggedChange]:
        """All from a cursor on, in pages: other work has its turn between them."""
        changes: list[LoggedChange] = []
        after = str(Cursor.parse(cursor).before)
        while page := await self._history.page(after, _AT_ONCE):
            changes += page
            after = page[-1].cursor
        return changes

    async def newest_above(self, cursor: str) -> str | None:
        """The newest entry's cursor where it is above this one."""
        return await self._recent.newest_above(cursor)

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        return await self._history.resume(wanted)

    async def latest(self) -> str:
        return await self._history.latest()


def live_entry(change: LoggedChange) -> LiveEntry:
    """A change as the hub takes it."""
    article = change.live.article
    only_headline = None
    if change.live.hides_previous and isinstance(article, PublicArticle):
        only_headline = article.headline
    return LiveEntry(
        change.cursor,
        change.encoded,
        change.live.change,
        article.id,
        frozenset(change.live.topics_before),
        frozenset(change.live.topics_after),
        only_headline,
    )
