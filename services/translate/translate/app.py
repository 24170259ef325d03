"""The composition root: everything translate is made of, put together once."""

from fastapi import FastAPI

from newsroom.http.app import Ready, create_app
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.stores.health import Stores
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import TRANSLATE
from translate.adapters.mongo_desk import MongoDesk
from translate.adapters.redis_act_records import RedisActs
from translate.adapters.redis_desk_log import RedisNews
from translate.adapters.redis_sessions import RedisSessions
from translate.desk.acts import Desk
from translate.desk.orders import DeskOrders
from translate.desk.read_model import Looking
from translate.desk_http.api import DeskReads, desk_api
from translate.desk_site import DeskServices, desk_site
from translate.desk_site.live_updates import DeskNews
from translate.settings import TranslateSettings
from translate.wiring.consumers import reading_of
from translate.wiring.lifespan import lifespan_of
from translate.wiring.parts import Parts, parts_of


def build(settings: TranslateSettings, clock: Clock | None = None) -> FastAPI:
    """Translate, ready to be served."""
    connections = Connections.of(settings, TRANSLATE, clock or SystemClock())
    parts = parts_of(settings, connections)
    reading = reading_of(settings, connections, parts)
    desk = _desk(settings, connections, parts)
    app = create_app(
        "translate",
        ready=_ready(connections, reading),
        lifespan=lifespan_of(settings, connections, parts, reading, desk.news),
        settings=settings,
        asyncapi=asyncapi_document,
    )
    reads = DeskReads(parts.nodes, parts.suggestions, parts.board, parts.features, settings.languages)
    app.include_router(desk_api(desk.desk, reads, settings.editors))
    app.include_router(desk_site(desk, settings))
    return app


def _desk(settings: TranslateSettings, connections: Connections, parts: Parts) -> DeskServices:
    redis, topology, clock = connections.redis, connections.topology, connections.clock
    publisher, nodes, suggestions = connections.publisher, parts.nodes, parts.suggestions
    acts, texts = RedisActs(redis, topology), MongoDesk(connections.db)
    return DeskServices(
        Desk(nodes, suggestions, acts, publisher, parts.stories, clock),
        DeskOrders(publisher, parts.switches, clock),
        Looking(nodes, texts, suggestions, parts.switches, acts, settings.languages, clock),
        RedisSessions(redis, topology),
        DeskNews(RedisNews(redis, topology), clock),
        clock,
    )


def _ready(connections: Connections, reading: Consumers) -> Ready:
    stores = Stores({"Redis": connections.redis.ping})

    async def ready() -> list[str]:
        return reading.problems() + await stores.problems()

    return ready
