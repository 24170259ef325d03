"""What runs from start to shutdown, and the order in which it ends."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from ingest.adapters.key_file import KeyFile
from ingest.intake import Stores
from ingest.settings import IngestSettings
from ingest.sources.polling import Polling
from ingest.watch import Watch
from newsroom.events.catalogue import CATALOGUE, DOCUMENT_RECEIVED
from newsroom.runtime.http import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.reading import Reading
from newsroom.streams.tending import Tending
from newsroom.streams.topology import INGEST

_DOCUMENT_HOURS = 0.25  # nobody reads them from Redis again, and they are large
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == INGEST and kind is not DOCUMENT_RECEIVED]


def lifespan_of(
    settings: IngestSettings, stores: Stores, watch: Watch, orders: Reading, polling: Polling, keys: KeyFile
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    redis, topology, clock = stores.redis, stores.topology, stores.clock
    tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
    documents = Tending(redis, topology, [DOCUMENT_RECEIVED.stream], clock, _DOCUMENT_HOURS)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("watch", watch.run())
            tasks.start("orders", orders.run())
            tasks.start("streams", tending.run())
            tasks.start("documents", documents.run())
            tasks.start("keys", keys.run())
            polling.start(tasks)
            yield
            await orders.stop()
        await stores.aclose()

    return lifespan
