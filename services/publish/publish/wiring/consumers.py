"""What publish reads: its groups, and what is made good before the first entry is read."""

from newsroom.stores.epoch import EpochGuard
from newsroom.stores.mongo import MongoDeployment
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.topology import ARCHIVE, PUBLISH, RECEIPTS
from newsroom.streams.upkeep import oldest_kept_ms
from publish.adapters import mongo_indexes
from publish.adapters.mongo_audit import MongoAudit
from publish.adapters.mongo_receipts import MongoReceipts
from publish.audit.handlers import AuditHandlers
from publish.log.archive import Archivist
from publish.log.restore import restore_live_log
from publish.receipts.keep import Bookkeeper
from publish.settings import PublishSettings
from publish.subscribers import archive_router, publish_router, receipts_router
from publish.visibility.handlers import VisibilityHandlers
from publish.wiring.parts import Parts

_DOCUMENTS_AT_ONCE = 10  # some are of many megabytes


def reading_of(settings: PublishSettings, connections: Connections, parts: Parts) -> Consumers:
    """Not begun yet."""
    db, receipts = connections.db, MongoReceipts(connections.db)

    async def prepare() -> None:
        await mongo_indexes.ensure_indexes(db)
        await receipts.ensure_indexes()

    visibility = VisibilityHandlers(parts.facts, parts.reconciler)
    archivist = Archivist(parts.archive, parts.log)
    bookkeeper = Bookkeeper(receipts, settings.receipt_days, settings.raw_days)
    groups = [
        ConsumerGroup(
            PUBLISH, publish_router(visibility, AuditHandlers(MongoAudit(db))), settings.batch_size
        ),
        ConsumerGroup(ARCHIVE, archive_router(archivist), settings.batch_size),
        ConsumerGroup(RECEIPTS, receipts_router(bookkeeper), _DOCUMENTS_AT_ONCE),
    ]
    return Consumers.of(settings, connections, _guard(settings, connections, parts), groups, prepare)


def _guard(settings: PublishSettings, connections: Connections, parts: Parts) -> EpochGuard:
    """Restores Redis' live log from the archive where it was lost."""

    async def restore() -> int:
        kept_since = oldest_kept_ms(connections.clock, settings.retention_hours)
        return await restore_live_log(parts.archive, parts.log, connections.publisher, kept_since)

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(PUBLISH),
        connections.publisher,
        owner=PUBLISH,
        epoch=MongoDeployment(connections.db).epoch,
        restore=restore,
    )
