"""Consumers of translate's groups, and the restoring before the first entry is read."""

from newsroom.stores.deployment import Deployment
from newsroom.stores.epoch import EpochGuard, Restoration
from newsroom.stores.mongo import MongoDeployment, MongoEpochs
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.high_water import StreamPositions
from newsroom.streams.topology import MATCH, TRANSLATE
from translate.automatic.handlers import AutomaticLinking, PauseSwitching
from translate.automatic.unconfirmed_originals import UnconfirmedOriginals
from translate.recovery.restore_graph import restore_graph
from translate.settings import TranslateSettings
from translate.stories.handlers import ExplicitLinking
from translate.subscribers import automatic_router, explicit_router
from translate.wiring.parts import Parts


def consumers_of(settings: TranslateSettings, connections: Connections, parts: Parts) -> Consumers:
    """Both groups, not begun yet."""
    originals = UnconfirmedOriginals(parts.nodes, parts.waiting)
    explicit = explicit_router(
        ExplicitLinking(parts.nodes, parts.outbox, originals, parts.discrepancies),
        PauseSwitching(parts.pauses),
    )
    automatic = automatic_router(AutomaticLinking(parts.linker, parts.nodes, parts.outbox, parts.waiting))
    groups = [
        ConsumerGroup(TRANSLATE, explicit, settings.batch_size),
        ConsumerGroup(MATCH, automatic, settings.match_batch_size),
    ]
    return Consumers.of(settings, connections, _guard(connections, parts), groups)


def _guard(connections: Connections, parts: Parts) -> EpochGuard:
    """Restores the graph from MongoDB where Redis lost it."""

    async def restore(restoration: Restoration) -> int:
        return await restore_graph(
            parts.stored,
            parts.nodes,
            parts.suggestions,
            parts.pauses,
            parts.projection,
            parts.discrepancies,
            restoration,
            connections.clock.now(),
        )

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(TRANSLATE),
        connections.publisher,
        owner=TRANSLATE,
        epochs=MongoEpochs(connections.db, TRANSLATE),
        restore=restore,
        positions=StreamPositions(connections.redis, connections.topology, TRANSLATE).read,
        scripts=connections.publisher.scripts,
        writers=connections.publisher.scripts,
        check_stores=Deployment(connections.redis, MongoDeployment(connections.db)).check,
    )
