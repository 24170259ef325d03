"""History of the live log as one sequence: its recent part and its archive, less what was withdrawn."""

from collections.abc import Callable

from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import BEGINNING, Cursor
from publish.log.logged_change import LoggedChange, logged_changes
from publish.log.ports import LogArchive, RecentLog
from publish.log.redact import named_articles, replayable


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
        while True:
            recent = await self._recent.page(after, limit)
            until = recent[-1].id if len(recent) == limit else None
            archived = await self._archive.page(after, limit, until)
            merged = {change.cursor: change for change in (*logged_changes(recent), *archived)}
            page = sorted(merged.values(), key=lambda change: Cursor.parse(change.cursor))[:limit]
            shown = replayable(page, await self._archive.hidden(named_articles(page)))
            if shown or not (page or recent):
                return shown
            after = page[-1].cursor if page else recent[-1].id

    async def oldest(self) -> str | None:
        """The oldest cursor that can be resumed from."""
        return await self._archive.oldest(self._resumable_since_ms()) or await self._recent.oldest()

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
