"""Router of the desk's pages, put together."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.pages.assets import Assets, load_assets
from newsroom.pages.categories import load_categories
from newsroom.runtime.clock import Clock
from translate.desk.acts import DeskActs
from translate.desk.holds import DeskHolds
from translate.desk.orders import DeskOrders
from translate.desk.past_reads import PastReads
from translate.desk.read_model import DeskReadModel
from translate.desk.settlements import DeskSettlements
from translate.desk.subscription_list import SubscriptionList
from translate.desk_site.authentication import Authentication
from translate.desk_site.rendering import renderer
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.responses import Responses, answering_errors
from translate.desk_site.routes.article_routes import article_routes
from translate.desk_site.routes.coverage_routes import coverage_routes
from translate.desk_site.routes.discrepancy_routes import discrepancy_routes
from translate.desk_site.routes.held_routes import held_routes
from translate.desk_site.routes.past_routes import past_routes
from translate.desk_site.routes.session_routes import session_routes
from translate.desk_site.routes.setting_routes import setting_routes
from translate.desk_site.routes.story_routes import story_routes
from translate.desk_site.routes.subscription_routes import subscription_routes
from translate.desk_site.routes.suggestion_routes import suggestion_routes

_STATIC = Path(__file__).parent / "static"
_PREFIX = "/desk/static"
_YEAR = 365 * 24 * 3600
_IMMUTABLE = {
    "Cache-Control": f"public, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
}


class DeskSettings(Protocol):
    """The settings that the desk's pages need."""

    @property
    def languages(self) -> tuple[str, ...]: ...
    @property
    def public_url(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def categories_file(self) -> Path | None: ...


class LiveLog(Protocol):
    """The log of changes that pages follow."""

    @property
    def position(self) -> str:
        """The cursor of the newest change that this process knows."""
        ...


@dataclass(frozen=True, slots=True)
class DeskServices:
    """The use cases and reads behind the desk's pages."""

    acts: DeskActs
    orders: DeskOrders
    holds: DeskHolds
    settlements: DeskSettlements
    reads: DeskReadModel
    past: PastReads
    subscriptions: SubscriptionList
    authentication: Authentication
    live_log: LiveLog
    clock: Clock


def desk_site(services: DeskServices, settings: DeskSettings) -> APIRouter:
    """The routes under `/desk`, and the way there from `/`."""
    assets = load_assets(_STATIC, _PREFIX)
    categories = load_categories(settings.categories_file)
    responses = Responses(
        services.authentication,
        services.reads,
        renderer(settings.languages, ZoneInfo(settings.zone), categories, assets),
        services.clock,
        lambda: services.live_log.position,
        settings.public_url.rstrip("/"),
    )
    router = APIRouter(include_in_schema=False, route_class=answering_errors(responses))
    _static_routes(router, assets)
    session_routes(router, responses)
    suggestion_routes(router, responses, services.acts)
    story_routes(router, responses, services.acts)
    coverage_routes(router, responses)
    held_routes(router, responses, services.holds, ZoneInfo(settings.zone))
    discrepancy_routes(router, responses, services.settlements)
    article_routes(router, responses, services.orders)
    past_routes(router, responses, services.past, ZoneInfo(settings.zone))
    subscription_routes(router, responses, services.subscriptions, services.orders)
    setting_routes(router, responses, services.orders, list(categories))

    @router.get("/desk/{rest:path}")
    async def rest(request: Request) -> Response:
        await services.authentication.required(request)
        raise RefusedError(HTTPStatus.NOT_FOUND, "unknown")

    return router


def _static_routes(router: APIRouter, assets: Assets) -> None:
    """Adds redirects to the first page, and files that never change while we run."""
    files = {name: (file.content, file.media_type) for name, file in assets.files.items()}

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
        return Response(content, headers=_IMMUTABLE, media_type=media_type)
