"""The composition root: everything translate is made of, put together once."""

from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from newsroom.http.app import Ready, create_app
from newsroom.runtime.clock import Clock, SystemClock
from newsroom.stores.health import Stores
from newsroom.streams.asyncapi import asyncapi_document
from newsroom.streams.connections import Connections
from newsroom.streams.consumers import Consumers
from newsroom.streams.topology import TRANSLATE
from translate.desk_http.api import ABOUT, desk_api
from translate.desk_http.presenter import DeskPresenter
from translate.desk_site import desk_site
from translate.desk_site.live_updates import PATH, live_updates
from translate.settings import TranslateSettings
from translate.wiring.consumers import consumers_of
from translate.wiring.desk import desk_services
from translate.wiring.lifespan import lifespan_of
from translate.wiring.parts import parts_of


@dataclass(frozen=True, slots=True)
class Application:
    """The live updates beside everything else: nothing of the framework may wrap their `send`."""

    app: FastAPI
    live: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        target = self.live if scope["type"] == "http" and scope["path"] == PATH else self.app
        await target(scope, receive, send)


def build(settings: TranslateSettings, clock: Clock | None = None) -> Application:
    """Translate, ready to be served."""
    connections = Connections.of(settings, TRANSLATE, clock or SystemClock())
    parts = parts_of(settings, connections)
    consumers = consumers_of(settings, connections, parts)
    desk = desk_services(settings, connections, parts)
    app = create_app(
        "translate",
        ready=_ready(connections, consumers),
        lifespan=lifespan_of(settings, connections, parts, consumers),
        settings=settings,
        asyncapi=asyncapi_document,
        description=ABOUT,
    )
    presenter = DeskPresenter(parts.nodes, parts.suggestions, parts.board, parts.features, settings.languages)
    app.include_router(
        desk_api(desk.acts, desk.holds, desk.settlements, desk.reads, presenter, settings.editors)
    )
    app.include_router(desk_site(desk, settings))
    return Application(app, live_updates(parts.live, desk.authentication))


def _ready(connections: Connections, consumers: Consumers) -> Ready:
    stores = Stores({"Redis": connections.redis.ping})

    async def ready() -> list[str]:
        return consumers.problems() + await stores.problems()

    return ready
