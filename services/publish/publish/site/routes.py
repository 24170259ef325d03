"""The pages' routes."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.runtime.clock import Clock, SystemClock
from publish.cursors import MalformedTokenError, PageToken
from publish.site import paths
from publish.site.assets import PREFIX, load_assets
from publish.site.categories import load_categories
from publish.site.languages import COOKIE, preferred
from publish.site.page import Page
from publish.site.pages import Moved, Pages, Reads
from publish.site.rendering import renderer

_READ = ["GET", "HEAD"]
_YEAR = 365 * 24 * 3600
Make = Callable[[str], Awaitable[Page | Moved]]


class SiteSettings(Protocol):
    """What the pages are told of where they are: `publish.settings.PublishSettings`."""

    @property
    def public_url(self) -> str: ...
    @property
    def zone(self) -> str: ...


def site(reads: Reads, settings: SiteSettings, clock: Clock | None = None) -> APIRouter:
    """The routes of all pages. To be included last: they answer whatever begins with a language."""
    zone = ZoneInfo(settings.zone)
    languages, categories, assets = reads.languages, load_categories(), load_assets()
    pages = Pages(reads.feed, languages, frozenset(categories), clock or SystemClock(), zone)
    html = renderer(languages, settings.public_url.rstrip("/"), zone, categories, assets)
    router = APIRouter(include_in_schema=False)

    async def answer(request: Request, language: str, make: Make) -> Response:
        if language not in languages:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        made = await make(await reads.history.latest())
        if isinstance(made, Moved):
            return RedirectResponse(made.path, HTTPStatus.PERMANENT_REDIRECT)
        response = Response(html.render(language, made), made.status, _HEADERS, "text/html; charset=utf-8")
        if request.cookies.get(COOKIE) != language:
            response.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
        return response

    @router.api_route("/", methods=_READ)
    async def entrance(request: Request) -> Response:
        accepted = request.headers.get("accept-language")
        language = preferred(request.cookies.get(COOKIE), accepted, languages)
        headers = {"Vary": "Cookie, Accept-Language", "Cache-Control": "private, no-cache"}
        return RedirectResponse(paths.front(language), HTTPStatus.FOUND, headers)

    @router.api_route(f"{PREFIX}/{{name}}", methods=_READ)
    async def static(name: str) -> Response:
        if (asset := assets.files.get(name)) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(asset.content, headers=_KEPT_FOR_EVER, media_type=asset.media_type)

    @router.api_route("/{language}/", methods=_READ)
    async def front(request: Request, language: str) -> Response:
        return await answer(request, language, lambda cursor: pages.front(language, cursor))

    @router.api_route("/{language}/{category}/", methods=_READ)
    async def category(request: Request, language: str, category: str, page: str | None = None) -> Response:
        async def make(cursor: str) -> Page:
            try:
                below = PageToken.decode(page) if page else None
            except MalformedTokenError:
                return await pages.missing(language, cursor)
            return await pages.category(language, category, cursor, below)

        return await answer(request, language, make)

    @router.api_route("/{language}/{category}/{name}", methods=_READ)
    async def article(request: Request, language: str, category: str, name: str) -> Response:
        return await answer(request, language, lambda cursor: pages.article(language, category, name, cursor))

    return router


_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: http: data:;"
        " media-src https: http:; connect-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'; manifest-src 'self'"
    ),
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
_KEPT_FOR_EVER = {
    "Cache-Control": f"public, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
}
