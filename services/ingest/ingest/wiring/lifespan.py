"""The tasks from start to shutdown, and the order in which they end."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from ingest.reading.pool import ReaderPool
from ingest.settings import IngestSettings
from ingest.sources.polling.supervise import PollSupervisor
from ingest.wiring.parts import Parts
from newsroom.events.catalogue import CATALOGUE, DOCUMENT_RECEIVED
from newsroom.http.app import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import INGEST
from newsroom.streams.upkeep import StreamUpkeep

_DOCUMENT_HOURS = 0  # once archived nobody reads them from Redis again, and they are large
_SECONDS_BETWEEN_TRIMS = 5.0
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == INGEST and kind is not DOCUMENT_RECEIVED]


def lifespan_of(
    settings: IngestSettings,
    connections: Connections,
    parts: Parts,
    reader: ReaderPool,
    orders: Consumers,
    polling: PollSupervisor,
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    redis, topology, clock = connections.redis, connections.topology, connections.clock
    upkeep = StreamUpkeep(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
    documents = StreamUpkeep(
        redis, topology, [DOCUMENT_RECEIVED.stream], clock, _DOCUMENT_HOURS, _SECONDS_BETWEEN_TRIMS
    )

    work = [
        parts.watch.task(),
        *parts.guard.tasks(),
        parts.key_file.task(),
        *parts.journal.tasks,
        *upkeep.tasks("streams"),
        *documents.tasks("documents"),
    ]

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            for periodic in work:
                tasks.start(periodic.name, periodic.run())
            tasks.start("orders", orders.run())
            polling.start(tasks)
            yield
            await orders.stop()
        await parts.journal.aclose()
        await reader.aclose()
        await connections.aclose()

    return lifespan
