"""The tasks that run from start to shutdown, and the order in which they end."""

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
from translate.recovery.refill_features import refill_features
from translate.settings import TranslateSettings
from translate.wiring.parts import Parts

_SECONDS_BETWEEN_SWEEPS = 5.0
_SECONDS_BETWEEN_REFILLS = 5.0
_SECONDS_BETWEEN_LAPSES = 60.0
_SECONDS_BETWEEN_CHECKS = 2.0
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == TRANSLATE]


def lifespan_of(
    settings: TranslateSettings, connections: Connections, parts: Parts, consumers: Consumers
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    upkeep = StreamUpkeep(
        connections.redis, connections.topology, _OWN_STREAMS, connections.clock, settings.retention_hours
    )

    async def refill() -> None:
        await refill_features(parts.stored, parts.features, parts.matcher)

    work = [
        Periodic("stories.sweep", _SECONDS_BETWEEN_SWEEPS, parts.outbox.sweep, consumers.started),
        *consumers.guard.tasks(consumers.started),
        Periodic("suggestions.lapse", _SECONDS_BETWEEN_LAPSES, parts.waiting.lapse, consumers.started),
        Periodic("discrepancies.check", _SECONDS_BETWEEN_CHECKS, parts.checks.check, consumers.started),
        Periodic("features.refill", _SECONDS_BETWEEN_REFILLS, refill, consumers.started),
        *upkeep.tasks("streams"),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("consumers", consumers.run())
            tasks.start("desk live updates", parts.live.run())
            for periodic in work:
                tasks.start(periodic.name, periodic.run())
            yield
            await parts.live.close()
            await consumers.stop()
        await connections.aclose()

    return lifespan
