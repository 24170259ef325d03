"""The composition root: everything ingest is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response

from ingest.acting import Acting
from ingest.adapters import mongo_articles
from ingest.adapters.key_file import KeyFile
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_calls import redis_calls
from ingest.adapters.redis_documents import RedisDocuments
from ingest.adapters.redis_facts import read_facts
from ingest.adapters.redis_rates import RedisRates
from ingest.api import Edge, api
from ingest.checking import Checker
from ingest.composition import Composer
from ingest.compression import compressed
from ingest.desk_orders import DeskOrders
from ingest.drafts import DraftReader
from ingest.keys import KeyRing
from ingest.language import detector
from ingest.ledger import Ledger
from ingest.ledger_api import LedgerEdge, ledger_api
from ingest.planning import Planner
from ingest.posting import Posting
from ingest.rates import RateLimit
from ingest.reception import Reception
from ingest.recovery import epoch_of, restore_numbers
from ingest.refusals import unavailable
from ingest.reparsing import Reparsing
from ingest.senders import Senders
from ingest.settings import IngestSettings
from ingest.stores import StoreAwayError
from ingest.subscribers import carry_out_orders
from ingest.tags import TagTable
from ingest.watch import Watch
from ingest.withdrawing import Withdrawing
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
    """ingest, ready to be served. Raises ValueError for a language or a tag table that is none."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_articles.connect(settings.mongo_url)
    publisher = Publisher(redis, topology, INGEST)
    articles = RedisArticles(redis, topology, publisher)
    archive = mongo_articles.MongoArticles(client)
    key_file = KeyFile(settings.ingest_keys_file)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys, lambda: key_file.keys)
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
    withdrawing = Withdrawing(articles, archive, clock)
    rates = RateLimit(RedisRates(redis, topology), settings.ingest_rate)
    ledger = Ledger(RedisDocuments(redis, topology), compressed, clock)
    checker = Checker(DraftReader(settings.languages), clock, limit)
    reception = Reception(checker, posting, watch, withdrawing, rates, ledger)
    ledgers = MongoLedger(client)
    reparsing = Reparsing(ledgers, ledger, reception)
    ledger_edge = LedgerEdge(Senders(keys, clock), ledgers, reparsing, watch)
    edge = Edge(
        Senders(keys, clock), watch, reception, withdrawing, Acting(ledger), limit, settings.document_limit
    )

    consumer = Consumer(
        redis,
        topology,
        publisher,
        INGEST,
        carry_out_orders(DeskOrders(articles, archive, clock)),
        clock,
        OUTAGES,
    )
    # Not part of being ready: senders are answered whether or not the desk's orders can be read just now.
    orders = _reading(settings, consumer, guard)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("watch", watch.run())
            tasks.start("orders", orders.run())
            tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
            tasks.start("streams", tending.run())
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
        return keyless + list(watch.verdict.reasons)

    app = create_app(INGEST, ready=ready, lifespan=lifespan, settings=settings, asyncapi=asyncapi_document)
    app.include_router(api(edge))
    app.include_router(ledger_api(ledger_edge))

    @app.exception_handler(StoreAwayError)
    async def away(_: Request, error: StoreAwayError) -> Response:
        return unavailable(str(error)).response()

    return app


def _reading(settings: IngestSettings, consumer: Consumer, guard: EpochGuard) -> Reading:
    broker = connect_broker(settings.redis_url)
    subscription = Subscription.of_group(broker, consumer, guard, settings.instance, _ORDERS_AT_ONCE)

    async def prepare() -> None: ...

    return Reading(broker, guard, [subscription], OUTAGES, prepare)
