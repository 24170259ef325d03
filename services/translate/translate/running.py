"""What runs from start to shutdown, and the order in which it ends."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import CATALOGUE
from newsroom.runtime.http import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.reading import Reading
from newsroom.streams.tending import Tending
from newsroom.streams.topology import TRANSLATE
from translate.desk_site.news import DeskNews
from translate.outbox import emit_marked, keep_emitting
from translate.parts import OUTAGES, Connections, Parts
from translate.recovery import refill_features
from translate.settings import TranslateSettings

_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == TRANSLATE]


def lifespan_of(
    settings: TranslateSettings, connections: Connections, parts: Parts, reading: Reading, news: DeskNews
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    tending = Tending(
        connections.redis, connections.topology, _OWN_STREAMS, connections.clock, settings.retention_hours
    )

    async def sweep() -> int:
        return await emit_marked(parts.nodes, parts.stories)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        begun, matcher = reading.begun, parts.matcher
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("desk news", news.run())
            tasks.start("sweep", keep_emitting(sweep, begun, OUTAGES))
            tasks.start("refill", refill_features(parts.stored, parts.features, matcher, begun, OUTAGES))
            tasks.start("streams", tending.run())
            yield
            await reading.stop()
        await connections.aclose()

    return lifespan
