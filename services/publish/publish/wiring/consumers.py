"""Consumer groups of publish, and the restoration that comes before the first entry is read."""

from newsroom.stores.deployment import Deployment
from newsroom.stores.epoch import EpochGuard, Restoration
from newsroom.stores.mongo import MongoDeployment, MongoEpochs
from newsroom.streams.connections import Connections
from newsroom.streams.consumer import Pause
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.high_water import StreamPositions
from newsroom.streams.topology import ARCHIVE, ORDERED_SUBSCRIPTIONS, PUBLISH, RECEIPTS
from newsroom.streams.upkeep import oldest_kept_ms
from publish.adapters import mongo_indexes
from publish.adapters.mongo_audit import MongoAudit
from publish.adapters.mongo_live_log import note_untrimmed
from publish.adapters.mongo_receipts import MongoReceipts
from publish.adapters.mongo_subscription_orders import MongoSubscriptionOrders
from publish.audit.handlers import AuditHandlers
from publish.log.archive import ArchiveHandler
from publish.log.restore import restore_live_log
from publish.receipts.handlers import ReceiptHandler
from publish.settings import PublishSettings
from publish.subscribers import archive_router, publish_router, receipts_router, subscriptions_router
from publish.subscriptions.orders import SubscriptionOrders
from publish.visibility.handlers import VisibilityHandlers
from publish.wiring.components import Components
from publish.wiring.dispatching import subscription_desk

_HOURS_CLOCKS_DIFFER = 1 / 60
_DOCUMENTS_AT_ONCE = 10  # some are of many megabytes
# Each batch costs syncs of the journal, which what is visible waits for too. An article that is linked
# within the archive's pause is marked once; from some 50 changes a second on that is the longest.
_LONGEST_ARCHIVE_PAUSE = 0.25


def consumers_of(settings: PublishSettings, connections: Connections, components: Components) -> Consumers:
    """The consumers, not started yet."""
    db, receipts = connections.db, MongoReceipts(connections.db)

    async def prepare() -> None:
        await mongo_indexes.ensure_indexes(db)
        await note_untrimmed(db, oldest_kept_ms(connections.clock, _HOURS_CLOCKS_DIFFER))
        await receipts.ensure_indexes()
        await components.dispatching.ensure_indexes()
        await components.agreed.measure()

    visibility = VisibilityHandlers(components.facts, components.reconciler)
    archive = ArchiveHandler(components.archive, components.recent)
    receipt_handler = ReceiptHandler(receipts, settings.receipt_days, settings.raw_days)
    archive_pause = Pause(0.02, _LONGEST_ARCHIVE_PAUSE, settings.batch_size // 2)
    receipts_pause = Pause(0.1, 0.1, _DOCUMENTS_AT_ONCE // 2)
    orders = SubscriptionOrders(
        subscription_desk(settings, components.dispatching, components.history, connections.clock),
        MongoSubscriptionOrders(db),
        frozenset(settings.subscriber_keys),
    )
    groups = [
        ConsumerGroup(
            PUBLISH,
            publish_router(visibility, AuditHandlers(MongoAudit(db), visibility)),
            settings.batch_size,
            overtakes_in_hand=True,
        ),
        ConsumerGroup(ARCHIVE, archive_router(archive), settings.batch_size, archive_pause),
        ConsumerGroup(RECEIPTS, receipts_router(receipt_handler), _DOCUMENTS_AT_ONCE, receipts_pause),
        # A test may take 15 s: few are held at once, so that no other replica takes them over meanwhile.
        ConsumerGroup(ORDERED_SUBSCRIPTIONS, subscriptions_router(orders), 2),
    ]
    return Consumers.of(settings, connections, _guard(settings, connections, components), groups, prepare)


def _guard(settings: PublishSettings, connections: Connections, components: Components) -> EpochGuard:
    """Restores Redis' live log from the archive where it was lost."""

    async def restore(restoration: Restoration) -> int:
        kept_since = oldest_kept_ms(connections.clock, settings.retention_hours)
        return await restore_live_log(
            components.archive,
            components.recent,
            connections.publisher,
            kept_since,
            restoration.fence,
        )

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(PUBLISH),
        connections.publisher,
        owner=PUBLISH,
        epochs=MongoEpochs(connections.db, PUBLISH),
        restore=restore,
        positions=StreamPositions(connections.redis, connections.topology, PUBLISH).read,
        scripts=connections.publisher.scripts,
        writers=connections.publisher.scripts,
        check_stores=Deployment(connections.redis, MongoDeployment(connections.db)).check,
    )
