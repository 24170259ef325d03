"""The composition root: everything ingest is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response

from ingest.adapters import mongo_articles
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_calls import redis_calls
from ingest.adapters.redis_facts import read_facts
from ingest.api import Edge, api
from ingest.composition import Composer
from ingest.drafts import DraftReader
from ingest.keys import KeyRing
from ingest.language import detector
from ingest.ordering import Ordering
from ingest.planning import Planner
from ingest.posting import Posting
from ingest.reception import Reception
from ingest.recovery import epoch_of, restore_numbers
from ingest.refusals import unavailable
from ingest.settings import IngestSettings
from ingest.stores import StoreAwayError
from ingest.subscribers import carry_out_orders
from ingest.tags import TagTable
from ingest.watch import Watch
from ingest.withdrawing import Withdrawing
from newsroom.events.catalogue import CATALOGUE
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
from newsroom.streams.tending import Tending
from newsroom.streams.topology import INGEST, Topology

OUTAGES: tuple[type[BaseException], ...] = (*REDIS_OUTAGES, EpochLostError, StoreAwayError)
_ORDERS_AT_ONCE = 20
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == INGEST]


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """ingest, ready to be served. Raises ValueError for a language or a tag table that is none."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_articles.connect(settings.mongo_url)
    publisher = Publisher(redis, topology, INGEST)
    articles = RedisArticles(redis, topology, publisher)
    archive = mongo_articles.MongoArticles(client)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys)
    guard = EpochGuard(
        redis,
        topology,
        publisher,
        owner=INGEST,
        epoch=epoch_of(articles, archive),
        restore=lambda: restore_numbers(articles, archive),
    )

    async def ensure_numbers() -> None:
        with redis_calls():
            if not await guard.holds():
                await guard.ensure()

    watch = Watch(lambda: read_facts(redis), ensure_numbers, settings.memory_ceiling)
    composer = Composer(detector(settings.languages), TagTable.read(settings.tag_table))
    posting = Posting(articles, Planner(composer), clock)
    limit = settings.article_limit
    reception = Reception(DraftReader(settings.languages), posting, watch, limit)
    edge = Edge(keys, watch, reception, Withdrawing(articles, archive, clock), limit)

    broker = connect_broker(settings.redis_url)
    handler = carry_out_orders(Ordering(articles, archive, clock))
    orders = Consumer(redis, topology, publisher, INGEST, handler, clock, OUTAGES)
    subscription = Subscription.of_group(broker, orders, guard, settings.instance, _ORDERS_AT_ONCE)

    async def prepare() -> None: ...

    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    reading = Reading(broker, guard, [subscription], OUTAGES, prepare)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("watch", watch.run())
            tasks.start("orders", reading.run())
            tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
            tasks.start("streams", tending.run())
            yield
            await reading.stop()
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        keyless = ["no API key is configured: set NEWSROOM_INGEST_KEY"] if keys.is_empty else []
        return keyless + list(watch.verdict.reasons)

    app = create_app(INGEST, ready=ready, lifespan=lifespan, settings=settings, asyncapi=asyncapi_document)
    app.include_router(api(edge))

    @app.exception_handler(StoreAwayError)
    async def away(_: Request, error: StoreAwayError) -> Response:
        return unavailable(str(error)).response()

    return app
