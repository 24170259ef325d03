"""What runs from start to shutdown, and the order in which it ends."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.runtime.http import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.reading import Reading
from newsroom.streams.tending import Tending
from publish.adapters.mongo_search import MongoSearch
from publish.parts import OUTAGES, Connections, Parts
from publish.settings import PublishSettings
from publish.tasks import keep_searchable, log_left_behind, release_embargoes, trim_archive


def lifespan_of(
    settings: PublishSettings, connections: Connections, parts: Parts, reading: Reading
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    search = MongoSearch(connections.db)
    tending = Tending(
        connections.redis,
        connections.topology,
        [ARTICLE_PUBLISHED.stream],
        connections.clock,
        settings.retention_hours,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        begun = reading.begun
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("hub", parts.hub.run())
            tasks.start("freshness", parts.freshness.run())
            tasks.start("embargoes", release_embargoes(parts.embargoes, begun, OUTAGES))
            tasks.start("left behind", log_left_behind(parts.embargoes, begun, OUTAGES))
            tasks.start("search", keep_searchable(search, connections.clock, begun, OUTAGES))
            tasks.start("archive", trim_archive(parts.archive, parts.keeping, begun, OUTAGES))
            tasks.start("streams", tending.run())
            yield
            await parts.hub.close()
            await reading.stop()
        await connections.aclose()

    return lifespan
