"""The composition root: everything translate is made of, put together once."""

import contextlib
from collections.abc import AsyncIterator

from fastapi import FastAPI

from newsroom.events.catalogue import CATALOGUE
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.runtime.http import create_app
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
from newsroom.streams.tending import Tending
from newsroom.streams.topology import MATCH, TRANSLATE, Topology
from translate.adapters import mongo_stories
from translate.adapters.mongo_desk import MongoDesk
from translate.adapters.redis_acts import RedisActs
from translate.adapters.redis_board import RedisBoard
from translate.adapters.redis_features import RedisFeatures
from translate.adapters.redis_news import RedisNews
from translate.adapters.redis_nodes import RedisNodes
from translate.adapters.redis_sessions import RedisSessions
from translate.adapters.redis_suggestions import RedisSuggestions
from translate.adapters.redis_switches import RedisSwitches
from translate.automatic import AutomaticLinker
from translate.desk import Desk
from translate.desk_api import DeskReads, desk_api
from translate.desk_orders import DeskOrders
from translate.desk_site import DeskServices, desk_site
from translate.desk_site.looking import Looking
from translate.desk_site.news import DeskNews
from translate.linker import ContentionError
from translate.listing import Listing, WaitingPairs
from translate.matching import open_matcher
from translate.outbox import emit_marked, keep_emitting
from translate.recovery import refill_features, restore_graph
from translate.settings import TranslateSettings
from translate.subscribers import StoryWriter, link_what_matches, link_what_says_so

OUTAGES: tuple[type[BaseException], ...] = (
    *REDIS_OUTAGES,
    EpochLostError,
    ContentionError,
    *mongo_stories.OUTAGES,
)
_OWN_STREAMS = [kind.stream for kind in CATALOGUE if kind.emitter == TRANSLATE]


def build(settings: TranslateSettings, clock: Clock | None = None) -> FastAPI:
    """Translate, ready to be served."""
    clock = clock or SystemClock()
    topology = Topology(settings.partitions)
    redis = connect_redis(settings.redis_url)
    client = mongo_stories.connect(settings.mongo_url)
    stored = mongo_stories.MongoStories(client)
    publisher = Publisher(redis, topology, TRANSLATE)
    nodes = RedisNodes(redis, topology, publisher)
    features, suggestions = RedisFeatures(redis, topology), RedisSuggestions(redis, topology)
    board = RedisBoard(redis, topology, settings.languages)
    waiting = WaitingPairs(nodes, suggestions, publisher, clock)
    listing = Listing(nodes, board, waiting)
    stories = StoryWriter(listing, publisher, clock)
    matcher = open_matcher(settings.embedder)
    reach_ms = round(settings.match_hours * 3_600_000)
    switches = RedisSwitches(redis, topology)
    automatic = AutomaticLinker(
        matcher,
        features,
        nodes,
        languages=settings.languages,
        reach_ms=reach_ms,
        contents=stored,
        pauses=switches,
    )

    async def restore() -> int:
        return await restore_graph(stored, nodes, suggestions, switches, listing)

    async def prepare() -> None: ...

    async def sweep() -> int:
        return await emit_marked(nodes, stories)

    stores = Stores({"Redis": redis.ping}, OUTAGES)
    broker = connect_broker(settings.redis_url)
    guard = EpochGuard(redis, topology, publisher, owner=TRANSLATE, epoch=stored.epoch, restore=restore)

    def subscription(group: str, handler: Handler, batch_size: int) -> Subscription:
        consumer = Consumer(redis, topology, publisher, group, handler, clock, OUTAGES)
        return Subscription.of_group(broker, consumer, guard, settings.instance, batch_size)

    says_so = subscription(TRANSLATE, link_what_says_so(nodes, stories, switches), settings.batch_size)
    matches = subscription(
        MATCH, link_what_matches(automatic, nodes, stories, waiting), settings.match_batch_size
    )
    reading = Reading(broker, guard, [says_so, matches], OUTAGES, prepare)
    acts = RedisActs(redis, topology)
    services = DeskServices(
        Desk(nodes, suggestions, acts, publisher, stories, clock),
        DeskOrders(publisher, switches, clock),
        Looking(nodes, MongoDesk(client), suggestions, switches, acts, settings.languages, clock),
        RedisSessions(redis, topology),
        DeskNews(RedisNews(redis, topology), clock, OUTAGES),
        clock,
        OUTAGES,
    )

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with OwnedTasks(end_process) as tasks:
            tasks.start("reading", reading.run())
            tasks.start("desk news", services.news.run())
            tasks.start("sweep", keep_emitting(sweep, reading.begun, OUTAGES))
            tasks.start("refill", refill_features(stored, features, matcher, reading.begun, OUTAGES))
            tending = Tending(redis, topology, _OWN_STREAMS, clock, settings.retention_hours)
            tasks.start("streams", tending.run())
            yield
            await reading.stop()
        await redis.aclose()
        client.close()

    async def ready() -> list[str]:
        return reading.problems() + await stores.problems()

    app = create_app(
        "translate",
        ready=ready,
        lifespan=lifespan,
        settings=settings,
        asyncapi=asyncapi_document,
        outages=OUTAGES,
    )
    reads = DeskReads(nodes, suggestions, board, features, settings.languages)
    app.include_router(desk_api(services.desk, reads, settings.editors))
    app.include_router(desk_site(services, settings))
    return app
