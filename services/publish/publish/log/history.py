"""History of the live log as one sequence: its recent part and its archive, less what was withdrawn."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from newsroom.events.topics import Filter
from newsroom.live.resume import ExpiredCursor, from_log
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import BEGINNING, Cursor, Since
from newsroom.streams.wire import Entry
from publish.log.logged_change import LoggedChange, logged_changes
from publish.log.ports import LogArchive, RecentLog
from publish.log.redact import named_articles, replayable
from publish.log.topic_scan import scan_for

_SCANNED = 256  # entries, about a megabyte
_WITHDRAWN = "withdrawn"
_SAYS_WITHDRAWN = f'"change":"{_WITHDRAWN}"'.encode()  # no text has quotes that are not escaped


@dataclass(frozen=True, slots=True)
class Matches:
    """Changes that are wanted; `reached` is the last cursor looked at, None where nothing is above."""

    changes: list[LoggedChange]
    reached: str | None
    size: int


class LogHistory:
    """Pages of the live log. `resumable_since_ms` gives the instant before which no reader begins."""

    def __init__(
        self, recent: RecentLog, archive: LogArchive, resumable_since_ms: Callable[[], int] = lambda: 0
    ) -> None:
        self._recent = recent
        self._archive = archive
        self._resumable_since_ms = resumable_since_ms

    async def page(self, after: str, limit: int) -> list[LoggedChange]:
        """Up to `limit` changes after a cursor, oldest first, as they may be shown today.

        The recent part has entries not archived yet, the archive those trimmed or removed there; where
        both have an entry the archive's is the redacted one. Empty only where nothing is above the cursor.
        """
        while entries := await self._entries(after, limit):
            if shown := await self._shown(entries):
                return shown
            after = entries[-1].id
        return []

    async def matching(self, after: str, wanted: Filter, limit: int) -> Matches:
        """Up to `limit` changes that a filter wants, as `page` has them, among some entries after a cursor.

        What cannot match by its bytes is not decoded.
        """
        entries = await self._entries(after, max(limit, _SCANNED))
        may_match = scan_for(wanted)
        candidates: list[Entry] = []
        reached, size = None, 0
        for entry in entries:
            encoded = entry.encoded or b""
            reached, size = entry.id, size + len(encoded)
            if may_match(encoded):
                candidates.append(entry)
                if len(candidates) == limit:
                    break
        shown = await self._shown(candidates) if candidates else []
        return Matches([change for change in shown if _wants(wanted, change)], reached, size)

    async def withdrawals(self, after: str, limit: int) -> Matches:
        """Some withdrawals after a cursor, as `page` has them.

        Those of the archive are found by an index, those that it may still lack by their bytes.
        """
        archived_until = await self._archive.latest() or BEGINNING
        if Cursor.parse(after) < Cursor.parse(archived_until):
            entries = await self._archive.withdrawals(after, limit)
            reached: str | None = entries[-1].id if len(entries) == limit else archived_until
        else:
            page = await self._recent.page(after, _SCANNED)
            entries = [entry for entry in page if _SAYS_WITHDRAWN in (entry.encoded or b"")]
            reached = page[-1].id if page else None
        shown = await self._shown(entries) if entries else []
        size = sum(len(change.encoded) for change in shown)
        return Matches([change for change in shown if change.live.change == _WITHDRAWN], reached, size)

    async def _entries(self, after: str, limit: int) -> list[Entry]:
        """Entries of both parts in one order; where both have one, it is the archive's."""
        recent = await self._recent.page(after, limit)
        until = recent[-1].id if len(recent) == limit else None
        archived = await self._archive.entries(after, limit, until)
        merged = {entry.id: entry for entry in (*recent, *archived)}
        return sorted(merged.values(), key=lambda entry: Cursor.parse(entry.id))[:limit]

    async def _shown(self, entries: Sequence[Entry]) -> list[LoggedChange]:
        """The entries as they may be shown today."""
        return await self._replayable(logged_changes(entries))

    async def _replayable(self, changes: Sequence[LoggedChange]) -> list[LoggedChange]:
        return replayable(changes, await self._archive.hidden(named_articles(changes)))

    async def last_changes(self, article_ids: Sequence[str], below: str) -> dict[str, LoggedChange | None]:
        """The last change of each article below a cursor, as it may be shown today; None where it may not."""
        entries = await self._archive.last_entries(article_ids, below)
        kept = [entry for entry in entries.values() if entry is not None]
        # Up to a hundred whole articles, apart in time: some ten milliseconds.
        decoded = await asyncio.to_thread(logged_changes, kept)
        changes = await self._replayable(decoded) if decoded else []
        return dict.fromkeys(entries) | {change.live.article.id: change for change in changes}

    async def archived_since(self) -> str | None:
        """A place above which the archive lacks nothing; None where nothing was ever trimmed."""
        return await self._archive.dropped_until()

    async def is_archived_below(self, cursor: str) -> bool:
        """Whether no entry below a cursor still waits for the archive."""
        newest = Cursor.parse(await self._archive.latest() or BEGINNING)
        return newest >= Cursor.parse(cursor) or newest >= Cursor.parse(await self._recent.latest())

    async def last_below(self, cursor: str) -> str:
        """The cursor of the newest entry below one, of the archive."""
        return await self._archive.latest(cursor) or BEGINNING

    async def oldest(self) -> str | None:
        """The oldest cursor that can be resumed from."""
        return await self._archive.oldest(self._resumable_since_ms()) or await self._recent.oldest()

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        """The cursor to begin after.

        One above all that is known, and not above Redis' clock, may be of an entry that was lost before it
        was archived. What comes next is above that clock, so that nothing is missed from there.
        """
        oldest, latest = await self.oldest(), Cursor.parse(await self.latest())
        if isinstance(wanted, Cursor) and wanted > latest and await self._may_be_lost(wanted):
            return wanted
        dropped = await self._archive.dropped_until()
        whole_since = max(Cursor.parse(dropped), Cursor(self._resumable_since_ms(), 0)) if dropped else None
        return from_log(wanted, Cursor.parse(oldest) if oldest else None, latest, whole_since)

    async def _may_be_lost(self, cursor: Cursor) -> bool:
        return cursor.ms <= Cursor.parse(await self._recent.now()).ms

    async def latest(self) -> str:
        """The highest cursor ever given out, `0-0` where there was none.

        A recent part that was lost, or came back older, is below the archive until it is restored.
        """
        cursors = [await self._recent.latest(), await self._archive.latest() or BEGINNING]
        return max(cursors, key=Cursor.parse)

    async def position(self) -> str:
        """As `latest`; while Redis is away the highest archived, after which nothing is missed either."""
        try:
            return await self._recent.latest()
        except StoreUnavailableError:
            return await self._archive.latest() or BEGINNING


def _wants(wanted: Filter, change: LoggedChange) -> bool:
    return wanted.matches_change(frozenset(change.live.topics_before), frozenset(change.live.topics_after))
