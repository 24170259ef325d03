"""The composition root: everything ingest is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI, Request, Response

from ingest.acting import Acting
from ingest.adapters import mongo_articles
from ingest.adapters.key_file import KeyFile
from ingest.adapters.mongo_ledger import MongoLedger
from ingest.adapters.redis_articles import OWNER, RedisArticles
from ingest.adapters.redis_calls import redis_calls
from ingest.adapters.redis_documents import RedisDocuments
from ingest.adapters.redis_facts import read_facts
from ingest.adapters.redis_rates import RedisRates
from ingest.adapters.redis_sources import RedisSources
from ingest.api import Edge, api
from ingest.checking import Checker
from ingest.composition import Composer
from ingest.compression import compressed
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
from ingest.sources.assembly import polling_of
from ingest.stores import StoreAwayError
from ingest.tags import TagTable
from ingest.watch import Watch
from ingest.withdrawing import Withdrawing
from newsroom.events.catalogue import CATALOGUE, DOCUMENT_RECEIVED
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.http import create_app
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.epoch import EpochGuard
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.tending import Tending
from newsroom.streams.topology import Topology

_KEYLESS = "no API key is configured: set NEWSROOM_INGEST_KEY or NEWSROOM_INGEST_KEYS_FILE"
_DOCUMENT_HOURS = 0.25
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == OWNER and kind is not DOCUMENT_RECEIVED]


def build(settings: IngestSettings, clock: Clock | None = None) -> FastAPI:
    """ingest, ready to be served. Raises ValueError for a language, a tag table or sources that are none."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_articles.connect(settings.mongo_url)
    publisher = Publisher(redis, topology, OWNER)
    articles = RedisArticles(redis, topology, publisher)
    archive = mongo_articles.MongoArticles(client)
    key_file = KeyFile(settings.ingest_keys_file)
    keys = KeyRing(settings.ingest_key, settings.ingest_keys, lambda: key_file.keys)
    guard = EpochGuard(
        redis,
        topology,
        publisher,
        owner=OWNER,
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
    sources = RedisSources(
        redis, topology, publisher, instance=settings.instance, lease_seconds=settings.source_lease_seconds
    )
    polling = polling_of(settings, sources, reception, detector(settings.languages), clock, watch)
    edge = Edge(
        Senders(keys, clock),
        watch,
        reception,
        withdrawing,
        Acting(ledger),
        polling,
        limit,
        settings.document_limit,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("watch", watch.run())
            tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
            tasks.start("streams", tending.run())
            polling.start(tasks)
            # Nobody reads them from Redis again, and they are large.
            documents = Tending(redis, topology, [DOCUMENT_RECEIVED.stream], clock, _DOCUMENT_HOURS)
            tasks.start("documents", documents.run())
            tasks.start("keys", key_file.run())
            yield
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        keyless = [_KEYLESS] if keys.is_empty else []
        return keyless + list(watch.verdict.reasons)

    app = create_app(OWNER, ready=ready, lifespan=lifespan, settings=settings, asyncapi=asyncapi_document)
    app.include_router(api(edge))
    app.include_router(ledger_api(ledger_edge))

    @app.exception_handler(StoreAwayError)
    async def away(_: Request, error: StoreAwayError) -> Response:
        return unavailable(str(error)).response()

    return app
