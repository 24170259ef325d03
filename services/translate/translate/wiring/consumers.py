"""What translate reads: its groups, and what is restored before the first entry is read."""

from newsroom.stores.epoch import EpochGuard
from newsroom.stores.mongo import MongoDeployment
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import ConsumerGroup, Consumers
from newsroom.streams.topology import MATCH, TRANSLATE
from translate.automatic.handlers import AutomaticLinking, PauseSwitching
from translate.recovery.restore_graph import restore_graph
from translate.settings import TranslateSettings
from translate.stories.handlers import ExplicitLinking
from translate.subscribers import automatic_router, explicit_router
from translate.wiring.parts import Parts


def reading_of(settings: TranslateSettings, connections: Connections, parts: Parts) -> Consumers:
    """Not begun yet."""
    explicit = explicit_router(ExplicitLinking(parts.nodes, parts.stories), PauseSwitching(parts.switches))
    automatic = automatic_router(AutomaticLinking(parts.automatic, parts.nodes, parts.stories, parts.waiting))
    groups = [
        ConsumerGroup(TRANSLATE, explicit, settings.batch_size),
        ConsumerGroup(MATCH, automatic, settings.match_batch_size),
    ]
    return Consumers.of(settings, connections, _guard(connections, parts), groups)


def _guard(connections: Connections, parts: Parts) -> EpochGuard:
    """Restores the graph from MongoDB where Redis lost it."""

    async def restore() -> int:
        return await restore_graph(
            parts.stored, parts.nodes, parts.suggestions, parts.switches, parts.listing
        )

    return EpochGuard(
        connections.redis,
        connections.topology.epochs(TRANSLATE),
        connections.publisher,
        owner=TRANSLATE,
        epoch=MongoDeployment(connections.db).epoch,
        restore=restore,
    )
