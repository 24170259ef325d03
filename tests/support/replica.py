"""A replica of publish as its readers see it: its reads and pages over real stores, without its consumers."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from fastapi import FastAPI
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.monitoring import CommandFailedEvent, CommandListener, CommandStartedEvent, CommandSucceededEvent

from newsroom.http.problems import install_problems
from newsroom.pages.categories import load_categories
from newsroom.pages.languages import COOKIE
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.tasks import cancel_until_done
from newsroom.stores import mongo
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import connect
from newsroom.streams.topology import Topology
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.mongo_trending import MongoTrending
from publish.adapters.redis_live_log import RedisLiveLog
from publish.feeds.documents import FORMATS, FeedDocuments
from publish.feeds.edition import Publication
from publish.feeds.routes import feed_routes
from publish.hot.cacheable import cacheable_resources
from publish.hot.front import Front
from publish.hot.invalidation import InvalidationIndex
from publish.hot.log_head import LogHeadCheck
from publish.log.history import LogHistory
from publish.log.live_reader import LiveReader
from publish.reads.api import Reads, read_routes
from publish.site import page_routes
from publish.visibility.page_urls import PageUrls
from tests.support.clock import TurnedClock
from tests.support.published import LANGUAGES
from tests.support.searching import unsearched
from tests.support.waiting import until

SITE = PageUrls("https://news.example")


class Queries(CommandListener):
    """Counts what is asked of MongoDB."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.asked.append(event.command_name)

    def succeeded(self, event: CommandSucceededEvent) -> None: ...

    def failed(self, event: CommandFailedEvent) -> None: ...


@dataclass(slots=True)
class Replica:
    """`client` asks what readers ask, `behind` the routes without what is kept in front of them."""

    client: httpx.AsyncClient
    behind: httpx.AsyncClient
    queries: Queries
    following: asyncio.Task[None]

    async def ask(self, path: str, **headers: str) -> httpx.Response:
        """One that has no cookies and takes nothing compressed but what it says."""
        self.client.cookies.clear()
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers={"accept-encoding": "identity", **told})

    def deafen(self) -> None:
        """From now on it hears nothing of the log, as a process whose reader is late."""
        self.following.cancel()


async def _follow(reader: LiveReader) -> None:
    """Follows the log as the hub does, through its outages."""
    while True:
        try:
            async for _ in reader.tail(await reader.latest()):
                pass
        except StoreUnavailableError:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def replica(
    mongo_url: str,
    redis_url: str,
) -> AsyncGenerator[Replica]:
    """Ready to answer from memory."""
    queries = Queries()
    mongo_client: mongo.Client = AsyncIOMotorClient(mongo_url, tz_aware=True, event_listeners=[queries])
    db, redis, clock = mongo.database(mongo_client), connect(redis_url), SystemClock()
    log, index = RedisLiveLog(redis, Topology()), InvalidationIndex()
    history = LogHistory(log, MongoLiveLog(db))
    reader = LiveReader(history, log, index)
    head_check = LogHeadCheck(reader, index, clock)
    app = FastAPI()
    install_problems(app)
    reads = Reads(MongoFeed(db), unsearched(db), history, LANGUAGES, SITE.base)
    publication = Publication("Newsroom", SITE.base, LANGUAGES, load_categories())
    app.include_router(read_routes(reads))
    app.include_router(feed_routes(FeedDocuments(MongoFeed(db), publication), TurnedClock()))
    app.include_router(page_routes(reads, publication, "Asia/Baku", MongoTrending(db), clock))
    front = Front(app, cacheable_resources(LANGUAGES, tuple(FORMATS)), index, head_check, clock, COOKIE)
    following, looking = asyncio.create_task(_follow(reader)), asyncio.create_task(head_check.run())
    async with (
        httpx.AsyncClient(transport=httpx.ASGITransport(front), base_url=SITE.base) as client,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE.base) as behind,
    ):

        async def begun() -> bool:
            return index.mark is not None

        await until(begun, "the log is followed")
        yield Replica(client, behind, queries, following)
    await cancel_until_done([following, looking])
    await redis.aclose()
    mongo_client.close()
