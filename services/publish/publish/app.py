"""The composition root: everything publish is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.pages.categories import load_categories
from newsroom.pages.languages import COOKIE
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.http import create_app
from newsroom.runtime.process import allow_open_files
from newsroom.runtime.stores import Stores
from newsroom.runtime.tasks import OwnedTasks, end_process
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.consumer import Consumer, Handler
from newsroom.streams.entry_batches import connect_broker
from newsroom.streams.epoch import EpochGuard
from newsroom.streams.publisher import EpochLostError, Publisher
from newsroom.streams.reading import Reading
from newsroom.streams.redis_client import OUTAGES as REDIS_OUTAGES
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.subscription import Subscription
from newsroom.streams.tending import Tending, oldest_kept_ms
from newsroom.streams.topology import ARCHIVE, PUBLISH, RECEIPTS, Topology
from publish.adapters import mongo
from publish.adapters.live_history import LiveHistory, LiveReader
from publish.adapters.mongo_audit import MongoAudit
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_receipts import MongoReceipts
from publish.adapters.mongo_search import MongoSearch
from publish.adapters.mongo_trending import MongoTrending
from publish.adapters.redis_live_log import RedisLiveLog
from publish.addresses import Site
from publish.api import Reads, api, category_names
from publish.archive import Archivist
from publish.embargoes import EmbargoClock
from publish.feeds import FORMATS, Imprint, feeds
from publish.handlers import Handlers
from publish.hot.freshness import Freshness
from publish.hot.front import Front
from publish.hot.heard import Heard
from publish.hot.places import places
from publish.keeping import Keeping
from publish.live import Hub, LiveSettings, stream_endpoint
from publish.queries import stream_filter
from publish.receipts import Bookkeeper
from publish.reconcile import ContentionError, Reconciler
from publish.recovery import restore_live_log
from publish.redaction import redact_event
from publish.settings import PublishSettings
from publish.site import site as pages
from publish.subscribers import route
from publish.tasks import keep_searchable, log_left_behind, release_embargoes, trim_archive
from publish.topics import topics

OUTAGES = (*REDIS_OUTAGES, EpochLostError, ContentionError, *mongo.OUTAGES)
STREAM_PATH = "/v1/stream"
_DOCUMENTS_AT_ONCE = 10  # some are of many megabytes


@dataclass(frozen=True, slots=True)
class Application:
    """The live stream beside everything else: nothing of the framework may wrap its `send`.

    `rest` is `app` with what is kept of its answers in front.
    """

    app: FastAPI
    stream: ASGIApp
    rest: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self.stream if scope["type"] == "http" and scope["path"] == STREAM_PATH else self.rest
        await target(scope, receive, send)


def build(settings: PublishSettings, clock: Clock | None = None) -> Application:
    """Publish, ready to be served."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo.connect(settings.mongo_url)
    db = mongo.database(client)
    publisher = Publisher(redis, topology, PUBLISH)
    addresses = Site(settings.public_url.rstrip("/"))
    facts, archive, log = MongoFacts(db), MongoLiveLog(db), RedisLiveLog(redis, topology)
    reconciler = Reconciler(facts, publisher, addresses, clock)
    embargoes = EmbargoClock(facts, reconciler, publisher, clock)
    keeping = Keeping(clock, settings.archive_days)
    history = LiveHistory(log, archive, keeping.kept_since_ms)
    reader = LiveReader(history, log, heard := Heard())
    hub = Hub(reader, clock, LiveSettings.within(allow_open_files()), redact_event)
    freshness = Freshness(reader, heard, clock)

    async def restore() -> int:
        kept_since = oldest_kept_ms(clock, settings.retention_hours)
        return await restore_live_log(archive, log, publisher, kept_since)

    async def prepare() -> None:
        await mongo.ensure_indexes(db)
        await receipts.ensure_indexes()

    stores = Stores({"Redis": redis.ping, "MongoDB": lambda: mongo.ping(db)}, OUTAGES)
    broker = connect_broker(settings.redis_url)
    guard = EpochGuard(
        redis, topology, publisher, owner=PUBLISH, epoch=lambda: mongo.epoch(db), restore=restore
    )

    def subscription(group: str, handler: Handler, batch_size: int = settings.batch_size) -> Subscription:
        consumer = Consumer(redis, topology, publisher, group, handler, clock, OUTAGES)
        return Subscription.of_group(broker, consumer, guard, settings.instance, batch_size)

    receipts = MongoReceipts(db)
    bookkeeper = Bookkeeper(receipts, settings.receipt_days, settings.raw_days)
    reading = Reading(
        broker,
        guard,
        [
            subscription(PUBLISH, route(Handlers(facts, MongoAudit(db), reconciler))),
            subscription(ARCHIVE, Archivist(archive, log).handle),
            subscription(RECEIPTS, bookkeeper.handle, _DOCUMENTS_AT_ONCE),
        ],
        OUTAGES,
        prepare,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("hub", hub.run())
            tasks.start("freshness", freshness.run())
            tasks.start("embargoes", release_embargoes(embargoes, reading.begun, OUTAGES))
            tasks.start("left behind", log_left_behind(embargoes, reading.begun, OUTAGES))
            tasks.start("search", keep_searchable(MongoSearch(db), clock, reading.begun, OUTAGES))
            tending = Tending(redis, topology, [ARTICLE_PUBLISHED.stream], clock, settings.retention_hours)
            tasks.start("archive", trim_archive(archive, keeping, reading.begun, OUTAGES))
            tasks.start("streams", tending.run())
            yield
            await hub.close()
            await reading.stop()
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        following = [] if hub.ready else ["the live log is not being followed"]
        return reading.problems() + following + await stores.problems()

    app = create_app(
        "publish",
        ready=ready,
        lifespan=lifespan,
        settings=settings,
        asyncapi=asyncapi_document,
        open_reads=True,
        outages=OUTAGES,
    )
    _add_routes(
        app, settings, Reads(MongoFeed(db), history, settings.languages, addresses), MongoTrending(db), clock
    )
    front = Front(app, places(settings.languages, tuple(FORMATS)), heard, freshness, clock, COOKIE)
    return Application(app, stream_endpoint(hub, stream_filter(settings.languages)), front)


def _add_routes(
    app: FastAPI, settings: PublishSettings, reads: Reads, tags: MongoTrending, clock: Clock
) -> None:
    categories = load_categories(settings.categories_file)
    imprint = Imprint(settings.site_name, reads.site, settings.languages, categories)
    app.include_router(api(reads))
    app.include_router(category_names(categories))
    app.include_router(topics(tags, settings.languages, clock))
    app.include_router(feeds(reads.feed, imprint, clock))
    # The last: the pages answer whatever nothing else does.
    app.include_router(pages(reads, settings, tags, clock))
