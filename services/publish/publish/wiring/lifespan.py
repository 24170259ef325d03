"""Lifespan: the tasks from start to shutdown, and the order in which they end."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.http.app import Lifespan
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.upkeep import StreamUpkeep
from publish.settings import PublishSettings
from publish.wiring.components import Components
from publish.wiring.tasks import dispatch, periodic_work


def lifespan_of(
    settings: PublishSettings, connections: Connections, components: Components, consumers: Consumers
) -> Lifespan:
    """Runs the tasks while the service is served; closes the connections after the last of them."""
    upkeep = StreamUpkeep(
        connections.redis,
        connections.topology,
        [ARTICLE_PUBLISHED.stream],
        connections.clock,
        settings.retention_hours,
    )

    guarding = consumers.guard.tasks(consumers.started)
    work = periodic_work(components, consumers.started)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with components.dispatching.sender.opened(), OwnedTasks(end_process) as tasks:
            tasks.start("consumers", consumers.run())
            tasks.start("hub", components.hub.run())
            tasks.start("log_head_check", components.head_check.run())
            tasks.start("subscriptions", dispatch(components, consumers.started))
            for periodic in (*work, *guarding, *upkeep.tasks("live_log")):
                tasks.start(periodic.name, periodic.run())
            yield
            await components.hub.close()
            await consumers.stop()
        await components.search.close()
        await connections.aclose()

    return lifespan
