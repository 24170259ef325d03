"""Archiving of the live log: a consumer group of its own copies every entry under its entry id."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.live import LiveChange
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.streams.consumer import Delivery
from newsroom.streams.publisher import Emission
from publish.log.logged_change import LoggedChange
from publish.log.ports import LogArchive, RecentLog
from publish.log.redact import named_articles

_REMOVED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ArchiveHandler:
    """Archives entries, then removes from both stores what is not to be replayed any more. Idempotent."""

    store: LogArchive
    recent: RecentLog

    async def archive(self, deliveries: Sequence[Delivery[LiveChange]]) -> Sequence[Emission]:
        """Copies changes; emits nothing."""
        changes = [_logged(delivery) for delivery in deliveries]
        await self.store.archive(changes)
        reach(CrashPoint.ARCHIVE_ARCHIVED)
        # An entry may be archived after the withdrawal of its article, or of a sibling that it names.
        await self.store.redact_hidden(sorted(named_articles(changes)))
        await remove_redacted(self.store, self.recent)
        return ()


async def remove_redacted(archive: LogArchive, recent: RecentLog) -> int:
    """Removes every redacted entry that the stream may still hold; returns how many.

    What is due is state of the archive, so that a crash or an outage between the stores leaves nothing.
    """
    removed = 0
    while cursors := await archive.due_removals(_REMOVED_AT_ONCE):
        reach(CrashPoint.ARCHIVE_REDACTED)
        await recent.remove(cursors)
        await archive.removed(cursors)
        removed += len(cursors)
    return removed


def _logged(delivery: Delivery[LiveChange]) -> LoggedChange:
    return LoggedChange(delivery.entry.id, delivery.event.data, delivery.entry.encoded or b"")
