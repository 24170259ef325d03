"""The composition root: everything publish is made of, put together once."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from newsroom.http.app import Ready, create_app
from newsroom.live import Hub, stream_endpoint
from newsroom.pages.categories import load_categories
from newsroom.pages.languages import COOKIE
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.stores.health import Stores
from newsroom.stores.mongo import MongoDeployment
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import PUBLISH
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_trending import MongoTrending
from publish.feeds.routes import FORMATS, Imprint, feeds
from publish.hot.cacheable import places
from publish.hot.front import Front
from publish.reads.api import Reads, api, category_names
from publish.reads.queries import stream_filter
from publish.reads.topics import topics
from publish.settings import PublishSettings
from publish.site import site as pages
from publish.wiring.consumers import reading_of
from publish.wiring.lifespan import lifespan_of
from publish.wiring.parts import parts_of

STREAM_PATH = "/v1/stream"


@dataclass(frozen=True, slots=True)
class Application:
    """The live stream beside everything else: nothing of the framework may wrap its `send`.

    `rest` is `app` with what is kept of its answers in front.
    """

    app: FastAPI
    stream: ASGIApp
    rest: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self.stream if scope["type"] == "http" and scope["path"] == STREAM_PATH else self.rest
        await target(scope, receive, send)


def build(settings: PublishSettings, clock: Clock | None = None) -> Application:
    """Publish, ready to be served."""
    clock = clock or SystemClock()
    connections = Connections.of(settings, PUBLISH, clock)
    parts = parts_of(settings, connections)
    reading = reading_of(settings, connections, parts)
    app = create_app(
        "publish",
        ready=_ready(connections, parts.hub, reading),
        lifespan=lifespan_of(settings, connections, parts, reading),
        settings=settings,
        asyncapi=asyncapi_document,
        open_reads=True,
    )
    reads = Reads(MongoFeed(connections.db), parts.history, settings.languages, parts.site)
    _add_routes(app, settings, reads, MongoTrending(connections.db), clock)
    kept = places(settings.languages, tuple(FORMATS))
    front = Front(app, kept, parts.heard, parts.freshness, clock, COOKIE)
    return Application(app, stream_endpoint(parts.hub, stream_filter(settings.languages)), front)


def _ready(connections: Connections, hub: Hub, reading: Consumers) -> Ready:
    stores = Stores({"Redis": connections.redis.ping, "MongoDB": MongoDeployment(connections.db).ping})

    async def ready() -> list[str]:
        following = [] if hub.ready else ["the live log is not being followed"]
        return reading.problems() + following + await stores.problems()

    return ready


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
