"""Archiving of the live log: a consumer group of its own copies every entry under its entry id."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.live import LiveChange
from newsroom.streams.consumer import Delivery
from newsroom.streams.publisher import Emission
from publish.log.logged_change import LoggedChange
from publish.log.ports import LogArchive, RecentLog


@dataclass(frozen=True, slots=True)
class ArchiveHandler:
    """Archives entries, then removes from both stores what is not to be replayed any more. Idempotent."""

    store: LogArchive
    recent: RecentLog

    async def archive(self, deliveries: Sequence[Delivery[LiveChange]]) -> Sequence[Emission]:
        """Copies changes; emits nothing."""
        changes = [_logged(delivery) for delivery in deliveries]
        await self.store.archive(changes)
        # An entry may be archived after its article's withdrawal was: so whatever is hidden is removed.
        article_ids = {change.live.article.id for change in changes}
        await self.recent.remove(await self.store.redact_hidden(sorted(article_ids)))
        return ()


def _logged(delivery: Delivery[LiveChange]) -> LoggedChange:
    return LoggedChange(delivery.entry.id, delivery.event.data, delivery.entry.encoded or b"")
