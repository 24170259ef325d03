"""Composition root of publish: everything it is made of, put together once."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from newsroom.http.app import Ready, create_app
from newsroom.http.proxies import TrustedProxies
from newsroom.live import Hub, stream_endpoint
from newsroom.pages.languages import COOKIE
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.stores.health import Stores
from newsroom.stores.mongo import MongoDeployment
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import PUBLISH
from publish.adapters.mongo_digest import MongoDigest
from publish.adapters.mongo_trending import MongoTrending
from publish.feeds.documents import FORMATS
from publish.feeds.routes import feed_routes
from publish.hot.cacheable import cacheable_resources
from publish.hot.front import Front
from publish.reads.api import Reads, category_routes, read_routes
from publish.reads.digest import digest_routes
from publish.reads.queries import stream_filter
from publish.reads.schemas import schema_routes
from publish.reads.stream_description import ABOUT
from publish.reads.topics import topic_routes
from publish.search.found_articles import FoundArticles
from publish.settings import PublishSettings
from publish.site import page_routes
from publish.subscriptions.api import SubscriptionCalls, subscription_routes
from publish.subscriptions.keys import owner_by_key
from publish.websub.routes import hub_routes
from publish.wiring.components import Components, compose
from publish.wiring.consumers import consumers_of
from publish.wiring.dispatching import subscription_desk
from publish.wiring.lifespan import lifespan_of

STREAM_PATH = "/v1/stream"


@dataclass(frozen=True, slots=True)
class Application:
    """The live stream beside everything else: nothing of the framework may wrap its `send`.

    `front` is `app` with its cached responses in front.
    """

    app: FastAPI
    stream: ASGIApp
    front: Front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self.stream if scope["type"] == "http" and scope["path"] == STREAM_PATH else self.front
        await target(scope, receive, send)


def build(settings: PublishSettings, clock: Clock | None = None) -> Application:
    """Publish, ready to be served."""
    clock = clock or SystemClock()
    connections = Connections.of(settings, PUBLISH, clock)
    components = compose(settings, connections)
    consumers = consumers_of(settings, connections, components)
    app = create_app(
        "publish",
        ready=_ready(connections, components.hub, consumers),
        lifespan=lifespan_of(settings, connections, components, consumers),
        settings=settings,
        asyncapi=asyncapi_document,
        description=ABOUT,
        open_reads=True,
    )
    _add_routes(app, settings, connections, components)
    find = cacheable_resources(settings.languages, tuple(FORMATS))
    front = Front(app, find, components.index, components.head_check, clock, COOKIE)
    proxies = TrustedProxies.parse(settings.forwarded_allow_ips)
    stream = stream_endpoint(components.hub, stream_filter(settings.languages), proxies)
    return Application(app, stream, front)


def _ready(connections: Connections, hub: Hub, consumers: Consumers) -> Ready:
    stores = Stores({"Redis": connections.redis.ping, "MongoDB": MongoDeployment(connections.db).ping})

    async def ready() -> list[str]:
        following = [] if hub.ready else ["the live log is not being followed"]
        return consumers.problems() + following + await stores.problems()

    return ready


def _add_routes(
    app: FastAPI, settings: PublishSettings, connections: Connections, components: Components
) -> None:
    clock, base = connections.clock, components.urls.base
    feed, topics = components.feed, MongoTrending(connections.db)
    publication = components.documents.publication
    found = FoundArticles(components.search, feed)
    reads = Reads(
        feed,
        found,
        components.history,
        settings.languages,
        base,
        settings.public_revisions == "texts",
        clock,
    )
    app.include_router(read_routes(reads))
    app.include_router(category_routes(publication.categories))
    app.include_router(digest_routes(MongoDigest(connections.db, components.retention.resumable_since_ms)))
    app.include_router(topic_routes(topics, settings.languages, clock))
    app.include_router(schema_routes())
    app.include_router(feed_routes(components.documents, clock))
    app.include_router(hub_routes(components.dispatching.hub))
    app.include_router(subscription_routes(_subscription_calls(settings, components, clock)))
    # The last: the pages answer whatever nothing else does.
    app.include_router(page_routes(reads, publication, settings.zone, topics, clock))


def _subscription_calls(settings: PublishSettings, components: Components, clock: Clock) -> SubscriptionCalls:
    desk = subscription_desk(settings, components.dispatching, components.history, clock)
    return SubscriptionCalls(desk, owner_by_key(settings.subscriber_keys))
