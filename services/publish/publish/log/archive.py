"""The archive of the live log: a group of its own copies every entry to MongoDB under its entry id."""

from collections.abc import Sequence

from newsroom.events.live import LiveChange
from newsroom.streams.consumer import Delivery
from newsroom.streams.publisher import Emission
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.cursor import LoggedChange


class Archivist:
    """Archives entries, then rids the log of what is not to be replayed any more."""

    def __init__(self, archive: MongoLiveLog, log: RedisLiveLog) -> None:
        self._archive = archive
        self._log = log

    async def archive(self, deliveries: Sequence[Delivery[LiveChange]]) -> Sequence[Emission]:
        """Copies changes; it emits nothing."""
        changes = [_logged(delivery) for delivery in deliveries]
        await self._archive.archive(changes)
        # An entry may be archived after its article's withdrawal was: so whatever is hidden is taken out.
        touched = {change.live.article.id for change in changes}
        await self._log.take_out(await self._archive.take_out_hidden(sorted(touched)))
        return ()


def _logged(delivery: Delivery[LiveChange]) -> LoggedChange:
    return LoggedChange(delivery.entry.id, delivery.event.data, delivery.entry.encoded or b"")
