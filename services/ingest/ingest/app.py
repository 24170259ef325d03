"""The composition root: everything ingest is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response

from ingest.acting import Acting
from ingest.adapters import mongo_articles
from ingest.adapters.key_file import KeyFile
from ingest.adapters.redis_sources import RedisSources
from ingest.api import Edge, api
from ingest.intake import Stores, intake
from ingest.keys import KeyRing
from ingest.language import ranking
from ingest.ledger_api import LedgerEdge, ledger_api
from ingest.refusals import unavailable
from ingest.senders import Senders
from ingest.settings import IngestSettings
from ingest.sources.assembly import polling_of
from ingest.stores import StoreAwayError
from ingest.subscribers import carry_out_orders
from newsroom.events.catalogue import CATALOGUE, DOCUMENT_RECEIVED
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
_KEYLESS = "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"
_DOCUMENT_HOURS = 0.25
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == INGEST and kind is not DOCUMENT_RECEIVED]


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """ingest, ready to be served. Raises ValueError for a language or a file of settings that is none."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_articles.connect(settings.mongo_url)
    publisher = Publisher(redis, topology, INGEST)
    made = intake(settings, Stores(redis, client, topology, publisher, clock))
    key_file = KeyFile(settings.ingest_keys_file)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys, lambda: key_file.keys)
    lease = settings.source_lease_seconds
    sources = RedisSources(redis, topology, publisher, instance=settings.instance, lease_seconds=lease)
    polling = polling_of(settings, sources, made.reception, ranking(settings.languages), clock, made.watch)
    senders, acting = Senders(keys, clock), Acting(made.ledger)
    edge = Edge(
        senders,
        made.watch,
        made.reception,
        made.withdrawing,
        acting,
        polling,
        settings.article_limit,
        settings.document_limit,
    )

    carry_out = carry_out_orders(made.orders)
    consumer = Consumer(redis, topology, publisher, INGEST, carry_out, clock, OUTAGES)
    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    orders = _reading(settings, consumer, made.guard)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("watch", made.watch.run())
            tasks.start("orders", orders.run())
            tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
            tasks.start("streams", tending.run())
            polling.start(tasks)
            # Nobody reads them from Redis again, and they are large.
            documents = Tending(redis, topology, [DOCUMENT_RECEIVED.stream], clock, _DOCUMENT_HOURS)
            tasks.start("documents", documents.run())
            tasks.start("keys", key_file.run())
            yield
            await orders.stop()
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        keyless = [_KEYLESS] if keys.is_empty else []
        return keyless + list(made.watch.verdict.reasons)

    app = create_app(INGEST, ready=ready, lifespan=lifespan, settings=settings, asyncapi=asyncapi_document)
    app.include_router(api(edge))
    app.include_router(ledger_api(LedgerEdge(senders, made.ledgers, made.reparsing, made.watch)))

    @app.exception_handler(StoreAwayError)
    async def away(_: Request, error: StoreAwayError) -> Response:
        return unavailable(str(error)).response()

    return app


def _reading(settings: IngestSettings, consumer: Consumer, guard: EpochGuard) -> Reading:
    broker = connect_broker(settings.redis_url)
    subscription = Subscription.of_group(broker, consumer, guard, settings.instance, _ORDERS_AT_ONCE)
    return Reading(broker, guard, [subscription], OUTAGES)
