"""The live log as one: its recent part in Redis, all of it in the archive, less what was withdrawn."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from typing import Protocol

import structlog

from newsroom.events.live import LiveChange, PublicArticle
from newsroom.live import LiveEntry
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.retention import entry_order
from newsroom.streams.wire import Entry, UndecodableEntryError, decode
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import STREAM, RedisLiveLog
from publish.log.cursor import BEGINNING, LoggedChange
from publish.log.redact import named_articles, replayable

_log = structlog.get_logger(__name__)
_AT_ONCE = 32  # changes that are decoded before others have their turn


class LiveHistory:
    """Pages of the live log, and its tail. `kept_since` gives the instant before which none begins."""

    def __init__(
        self, redis: RedisLiveLog, archive: MongoLiveLog, kept_since: Callable[[], int] = lambda: 0
    ) -> None:
        self._redis = redis
        self._archive = archive
        self._kept_since = kept_since

    async def page(self, after: str, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes after a cursor, oldest first, as they may be shown today.

        Redis holds what is not archived yet, the archive what Redis has trimmed or was rid of; where
        both hold an entry the archive's is the clean one. Empty only where nothing is above the cursor.
        """
        while True:
            recent = await self._redis.page(after, limit)
            until = recent[-1].id if len(recent) == limit else None
            archived = await self._archive.page(after, limit, until)
            merged = {change.cursor: change for change in (*logged_changes(recent), *archived)}
            page = sorted(merged.values(), key=lambda change: entry_order(change.cursor))[:limit]
            shown = replayable(page, await self._archive.hidden(named_articles(page)))
            if shown or not (page or recent):
                return shown
            after = page[-1].cursor if page else recent[-1].id

    async def oldest(self) -> str | None:
        """The oldest cursor that can be resumed from."""
        return await self._archive.oldest(self._kept_since()) or await self._redis.oldest()

    async def latest(self) -> str:
        """The highest cursor ever given out, `0-0` where there was none."""
        return await self._redis.latest()

    async def position(self) -> str:
        """As `latest`; while Redis is away the highest archived, after which nothing is missed either."""
        try:
            return await self._redis.latest()
        except StoreUnavailableError:
            return await self._archive.latest() or BEGINNING


class Hearer(Protocol):
    """Told of all that is read of the log's tail, before anybody else sees it."""

    def began(self, after: str) -> None: ...
    def hear(self, entries: Sequence[LiveEntry], up_to: str) -> None: ...


class LiveReader:
    """The live log as the hub reads it."""

    def __init__(self, history: LiveHistory, redis: RedisLiveLog, hearer: Hearer) -> None:
        self._history = history
        self._redis = redis
        self._hearer = hearer

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        self._hearer.began(after)
        async for entries in self._redis.tail(after):
            found = [live_entry(change) for change in logged_changes(entries)]
            if entries:
                self._hearer.hear(found, entries[-1].id)
            if found or not entries:
                yield found

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        found = await self._redis.recent(limit)
        shown = await self._from(found[0].id) if found else []
        # The first only says from where on the rings are complete; it is not shown from there.
        return [live_entry(change) for change in shown or logged_changes(found[-1:])]

    async def page(self, after: str, limit: int) -> Sequence[LiveEntry]:
        return [live_entry(change) for change in await self._history.page(after, limit)]

    async def _from(self, cursor: str) -> list[LoggedChange]:
        """All from a cursor on, in pages: other work has its turn between them."""
        changes: list[LoggedChange] = []
        after = _before(cursor)
        while page := await self._history.page(after, _AT_ONCE):
            changes += page
            after = page[-1].cursor
        return changes

    async def newest_above(self, cursor: str) -> str | None:
        """The newest entry's cursor where it is above this one."""
        return await self._redis.newest_above(cursor)

    async def oldest(self) -> str | None:
        return await self._history.oldest()

    async def latest(self) -> str:
        return await self._history.latest()


def logged_changes(entries: Iterable[Entry]) -> list[LoggedChange]:
    """Entries of the live log, read. Garbage put there by hand is passed over; the archive parks it."""
    changes: list[LoggedChange] = []
    for entry in entries:
        try:
            live: LiveChange = decode(entry, STREAM).data
        except UndecodableEntryError as error:
            _log.error("garbage in the live log", entry=entry.id, reason=str(error))
        else:
            changes.append(LoggedChange(entry.id, live, entry.encoded or b""))
    return changes


def live_entry(change: LoggedChange) -> LiveEntry:
    """A change as the hub takes it."""
    return LiveEntry(
        change.cursor,
        change.encoded,
        change.live.change,
        change.live.article.id,
        frozenset(change.live.topics_before),
        frozenset(change.live.topics_after),
        change.live.article.headline
        if change.live.hides_previous and isinstance(change.live.article, PublicArticle)
        else None,
    )


def _before(cursor: str) -> str:
    """A cursor just below another, which names no entry that is wanted."""
    milliseconds, number = entry_order(cursor)
    return f"{milliseconds}-{number - 1}" if number else f"{max(milliseconds - 1, 0)}-{2**40}"
