"""The desk's routes, put together."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from newsroom.pages.assets import load_assets
from newsroom.pages.categories import load_categories
from newsroom.runtime.clock import Clock
from translate.desk.acts import Desk
from translate.desk.orders import DeskOrders
from translate.desk.read_model import Looking
from translate.desk_site.article_routes import article_routes
from translate.desk_site.authentication import Access, SessionStore
from translate.desk_site.forms import RefusedError
from translate.desk_site.live_updates import DeskNews
from translate.desk_site.rendering import renderer
from translate.desk_site.responses import Answering, guarded
from translate.desk_site.session_routes import session_routes
from translate.desk_site.sessions import Sessions
from translate.desk_site.setting_routes import setting_routes
from translate.desk_site.story_routes import story_routes
from translate.desk_site.suggestion_routes import suggestion_routes

_STATIC = Path(__file__).parent / "static"
_PREFIX = "/desk/static"
_YEAR = 365 * 24 * 3600
_KEPT_FOR_EVER = {
    "Cache-Control": f"public, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
}
_STREAM = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class DeskSettings(Protocol):
    """What the desk is told of where it is: `translate.settings.TranslateSettings`."""

    @property
    def editors(self) -> dict[str, str]: ...
    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def public_url(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def categories_file(self) -> Path | None: ...


@dataclass(frozen=True, slots=True)
class DeskServices:
    """What the desk's pages call."""

    desk: Desk
    orders: DeskOrders
    looking: Looking
    sessions: SessionStore
    news: DeskNews
    clock: Clock


def desk_site(services: DeskServices, settings: DeskSettings) -> APIRouter:
    """The routes under `/desk`, and the way there from `/`."""
    assets = load_assets(_STATIC, _PREFIX)
    categories = load_categories(settings.categories_file)
    render = renderer(settings.languages, ZoneInfo(settings.zone), categories, assets)
    access = Access(Sessions(settings.editors), services.sessions, services.clock)
    public_url = settings.public_url.rstrip("/")
    answering = Answering(access, services.looking, render, services.clock, public_url)
    router = APIRouter(include_in_schema=False, route_class=guarded(answering))
    _fixed(router, {name: (one.content, one.media_type) for name, one in assets.files.items()})
    _stream(router, answering, services.news)
    session_routes(router, answering)
    suggestion_routes(router, answering, services.desk)
    story_routes(router, answering, services.desk)
    article_routes(router, answering, services.orders)
    setting_routes(router, answering, services.orders, list(categories))

    @router.get("/desk/{rest:path}")
    async def rest(request: Request) -> Response:
        await access.required(request)
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")

    return router


def _fixed(router: APIRouter, files: dict[str, tuple[bytes, str]]) -> None:
    """What never changes while we run."""

    @router.get("/")
    async def entrance() -> Response:
        return RedirectResponse("/desk/")

    @router.get("/desk")
    async def without_slash() -> Response:
        return RedirectResponse("/desk/")

    @router.get(f"{_PREFIX}/{{name}}")
    async def static(name: str) -> Response:
        if name not in files:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        content, media_type = files[name]
        return Response(content, headers=_KEPT_FOR_EVER, media_type=media_type)


def _stream(router: APIRouter, answering: Answering, news: DeskNews) -> None:
    @router.get("/desk/live")
    async def live(request: Request) -> Response:
        """That something changed, as server-sent events."""
        if await answering.access.session(request) is None:
            raise HTTPException(HTTPStatus.UNAUTHORIZED)
        if news.is_full:
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "10"})
        told = news.follow(request.headers.get("last-event-id"))
        return StreamingResponse(told, headers=_STREAM, media_type="text/event-stream")
