"""What publish reads: its groups, and what is made good before the first entry is read."""

from newsroom.streams.epoch import EpochGuard
from newsroom.streams.reading import Handling, Reading
from newsroom.streams.tending import oldest_kept_ms
from newsroom.streams.topology import ARCHIVE, PUBLISH, RECEIPTS
from publish.adapters import mongo
from publish.adapters.mongo_audit import MongoAudit
from publish.adapters.mongo_receipts import MongoReceipts
from publish.archive import Archivist
from publish.handlers import Handlers
from publish.parts import OUTAGES, Connections, Parts
from publish.receipts import Bookkeeper
from publish.recovery import restore_live_log
from publish.settings import PublishSettings
from publish.subscribers import route

_DOCUMENTS_AT_ONCE = 10  # some are of many megabytes


def reading_of(settings: PublishSettings, connections: Connections, parts: Parts) -> Reading:
    """Not begun yet."""
    db, receipts = connections.db, MongoReceipts(connections.db)

    async def prepare() -> None:
        await mongo.ensure_indexes(db)
        await receipts.ensure_indexes()

    shown = route(Handlers(parts.facts, MongoAudit(db), parts.reconciler))
    archivist = Archivist(parts.archive, parts.log)
    bookkeeper = Bookkeeper(receipts, settings.receipt_days, settings.raw_days)
    handlings = [
        Handling(PUBLISH, shown, settings.batch_size),
        Handling(ARCHIVE, archivist.handle, settings.batch_size),
        Handling(RECEIPTS, bookkeeper.handle, _DOCUMENTS_AT_ONCE),
    ]
    return Reading.of(
        settings, connections, _guard(settings, connections, parts), handlings, OUTAGES, prepare
    )


def _guard(settings: PublishSettings, connections: Connections, parts: Parts) -> EpochGuard:
    """Restores Redis' live log from the archive where it was lost."""
    db = connections.db

    async def restore() -> int:
        kept_since = oldest_kept_ms(connections.clock, settings.retention_hours)
        return await restore_live_log(parts.archive, parts.log, connections.publisher, kept_since)

    return EpochGuard(
        connections.redis,
        connections.topology,
        connections.publisher,
        owner=PUBLISH,
        epoch=lambda: mongo.epoch(db),
        restore=restore,
    )
