"""What runs from start to shutdown, and the order in which it ends."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import CATALOGUE
from newsroom.http.app import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.stores.periodic import Periodic
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import TRANSLATE
from newsroom.streams.upkeep import StreamUpkeep
from translate.desk_site.live_updates import DeskNews
from translate.recovery.restore_graph import refill_features
from translate.settings import TranslateSettings
from translate.stories.outbox import emit_marked
from translate.wiring.parts import Parts

_SECONDS_BETWEEN_SWEEPS = 1.0
_SECONDS_BETWEEN_REFILLS = 5.0
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == TRANSLATE]


def lifespan_of(
    settings: TranslateSettings, connections: Connections, parts: Parts, reading: Consumers, news: DeskNews
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    upkeep = StreamUpkeep(
        connections.redis, connections.topology, _OWN_STREAMS, connections.clock, settings.retention_hours
    )

    async def sweep() -> None:
        await emit_marked(parts.nodes, parts.stories)

    async def refill() -> None:
        await refill_features(parts.stored, parts.features, parts.matcher)

    work = [
        Periodic("stories.sweep", _SECONDS_BETWEEN_SWEEPS, sweep, reading.begun),
        Periodic("features.refill", _SECONDS_BETWEEN_REFILLS, refill, reading.begun),
        *upkeep.tasks("streams"),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("desk news", news.run())
            for periodic in work:
                tasks.start(periodic.name, periodic.run())
            yield
            await reading.stop()
        await connections.aclose()

    return lifespan
