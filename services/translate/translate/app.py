"""The composition root: everything translate is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import STORY_LINKED
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.http import create_app
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.consumer import Consumer
from newsroom.streams.entry_batches import connect_broker
from newsroom.streams.epoch import EpochGuard
from newsroom.streams.publisher import EpochLostError, Publisher
from newsroom.streams.reading import Reading
from newsroom.streams.redis_client import OUTAGES as REDIS_OUTAGES
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.subscription import Subscription
from newsroom.streams.topology import TRANSLATE, Topology, streams_of
from newsroom.streams.trimming import keep_trimmed
from translate.adapters import mongo_stories
from translate.adapters.redis_nodes import RedisNodes
from translate.linker import ContentionError
from translate.outbox import emit_marked, keep_emitting
from translate.recovery import restore_graph
from translate.settings import TranslateSettings
from translate.subscribers import link_what_says_so

OUTAGES = (*REDIS_OUTAGES, EpochLostError, ContentionError, *mongo_stories.OUTAGES)


def build(settings: TranslateSettings, clock: Clock | None = None) -> FastAPI:
    """Translate, ready to be served."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_stories.connect(settings.mongo_url)
    stored = mongo_stories.MongoStories(client)
    publisher = Publisher(redis, topology, TRANSLATE)
    nodes = RedisNodes(redis, topology, publisher)

    async def restore() -> int:
        return await restore_graph(stored, nodes)

    async def prepare() -> None: ...

    async def sweep() -> int:
        return await emit_marked(nodes, publisher, clock)

    broker = connect_broker(settings.redis_url)
    guard = EpochGuard(redis, topology, publisher, owner=TRANSLATE, epoch=stored.epoch, restore=restore)
    handler = link_what_says_so(nodes, clock)
    consumer = Consumer(redis, topology, publisher, TRANSLATE, handler, clock, OUTAGES)
    streams = [name for stream in streams_of(TRANSLATE) for name in topology.physical(stream)]
    subscription = Subscription(
        broker, consumer, f"{TRANSLATE}-{settings.instance}", streams, guard, settings.batch_size
    )
    subscription.declare()
    reading = Reading(broker, guard, [subscription], OUTAGES, prepare)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        own_streams = [STORY_LINKED.stream]
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("sweep", keep_emitting(sweep, reading.begun, OUTAGES))
            tasks.start("trim", keep_trimmed(redis, topology, own_streams, clock, settings.retention_hours))
            yield
            await reading.stop()
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        return reading.problems()

    return create_app(
        "translate", ready=ready, lifespan=lifespan, settings=settings, asyncapi=asyncapi_document
    )
