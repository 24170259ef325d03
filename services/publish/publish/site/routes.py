"""Routes of the pages."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.pages.assets import PREFIX, Assets, load_assets
from newsroom.runtime.clock import Clock
from publish.feeds.edition import Publication
from publish.feeds.feed_page import PageToken
from publish.http.page_token import MalformedTokenError
from publish.reads.ports import TopicReads
from publish.site import paths
from publish.site.articles import ArticlePages
from publish.site.days import parse_day
from publish.site.frame import PageFrame
from publish.site.lists import ListPages
from publish.site.page import Moved, Page
from publish.site.ports import PageSources
from publish.site.rendering import renderer
from publish.site.responder import PageResponder
from publish.site.trending_strip import TrendingStrip

_STATIC = Path(__file__).parent / "static"
_READ = ["GET", "HEAD"]
_YEAR = 365 * 24 * 3600
_LONGEST_SEARCH = 200  # characters
_KEPT_FOR_EVER = {
    "Cache-Control": f"public, max-age={_YEAR}, immutable",
    "X-Content-Type-Options": "nosniff",
}


# Makes a list as of a cursor, below a place in it.
MakeList = Callable[[str, PageToken | None], Awaitable[Page | Moved]]


def page_routes(
    sources: PageSources, publication: Publication, zone: str, topics: TopicReads, clock: Clock
) -> APIRouter:
    """The routes of all pages. To be included last: they answer whatever nothing else does.

    `zone` names the newsroom's time zone.
    """
    assets, newsroom_zone = load_assets(_STATIC, further=_client_files()), ZoneInfo(zone)
    strip = TrendingStrip(topics, clock)
    frame = PageFrame(sources.feed, strip, publication.languages, clock, newsroom_zone)
    responder = PageResponder(sources.history, frame, renderer(publication, newsroom_zone, assets))
    router = APIRouter(include_in_schema=False)
    _fixed(router, assets, publication.base)
    _lists(router, responder, ListPages(frame, sources.found, frozenset(publication.categories)))
    _articles(router, responder, ArticlePages(frame))
    _rest(router, responder)
    return router


def _client_files() -> list[Path]:
    """The library's client of the stream, which pages use as anybody may."""
    folder = Path(str(files("newsroom.client"))) / "javascript"
    return [folder / name for name in ("shared-stream.js", "stream-worker.js")]


def _fixed(router: APIRouter, assets: Assets, base: str) -> None:
    """Routes whose answers never change while the process runs."""
    robots = f"User-agent: *\nDisallow: /v1/\nDisallow: /*/search\n\nSitemap: {base}/sitemap-news.xml\n"

    @router.api_route(f"{PREFIX}/{{name}}", methods=_READ)
    async def static(name: str) -> Response:
        if (asset := assets.files.get(name)) is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Response(asset.content, headers=_KEPT_FOR_EVER, media_type=asset.media_type)

    @router.api_route("/robots.txt", methods=_READ)
    async def robots_txt() -> Response:
        return Response(robots, media_type="text/plain")


def _lists(router: APIRouter, responder: PageResponder, lists: ListPages) -> None:
    @router.api_route("/", methods=_READ)
    async def entrance(request: Request) -> Response:
        return responder.entrance(request)

    @router.api_route("/{language}/", methods=_READ)
    async def front(request: Request, language: str) -> Response:
        return await responder.page(request, language, lambda cursor: lists.front(language, cursor))

    @router.api_route("/{language}/tag/{tag:path}/", methods=_READ)
    async def tag(request: Request, language: str, tag: str, page: str = "") -> Response:
        return await paged(request, language, page, lambda *place: lists.tag(language, tag, *place))

    @router.api_route("/{language}/archive/{day}/", methods=_READ)
    async def day(request: Request, language: str, day: str, page: str = "") -> Response:
        if (on := parse_day(day)) is None:
            return await responder.missing(request)
        return await paged(request, language, page, lambda *place: lists.day(language, on, *place))

    @router.api_route("/{language}/archive", methods=_READ)
    async def calendar(request: Request, language: str, day: str = "") -> Response:
        if language not in responder.frame.languages:
            return await responder.missing(request)
        on = parse_day(day) or responder.frame.today
        return RedirectResponse(paths.day(language, on), HTTPStatus.SEE_OTHER)

    @router.api_route("/{language}/search", methods=_READ)
    async def search(request: Request, language: str, q: str = "", page: str = "") -> Response:
        words = _words_of(q)
        return await paged(request, language, page, lambda *place: lists.search(language, words, *place))

    @router.api_route("/{language}/{category}/", methods=_READ)
    async def category(request: Request, language: str, category: str, page: str = "") -> Response:
        return await paged(request, language, page, lambda *place: lists.category(language, category, *place))

    async def paged(request: Request, language: str, page: str, make: MakeList) -> Response:
        try:
            below = PageToken.decode(page) if page else None
        except MalformedTokenError:
            return await responder.missing(request)
        return await responder.page(request, language, lambda cursor: make(cursor, below))


def _words_of(text: str) -> str:
    """The text typed into the search, of a sane length and printable."""
    typed = "".join(letter if letter.isprintable() else " " for letter in text[:_LONGEST_SEARCH])
    return " ".join(typed.split())


def _articles(router: APIRouter, responder: PageResponder, articles: ArticlePages) -> None:
    @router.api_route("/{language}/{category}/{name}", methods=_READ)
    async def article(request: Request, language: str) -> Response:
        path = request.url.path
        return await responder.page(
            request, language, lambda cursor: articles.article(path, language, cursor)
        )


def _rest(router: APIRouter, responder: PageResponder) -> None:
    """Lists end in a slash, whoever forgets it; all else is not there."""

    @router.api_route("/{language}", methods=_READ)
    @router.api_route("/{language}/{category}", methods=_READ)
    async def list_without_slash(request: Request, language: str) -> Response:
        async def moved(_cursor: str) -> Moved:
            return Moved(f"{request.url.path}/")

        return await responder.page(request, language, moved)

    @router.api_route("/{rest:path}", methods=_READ)
    async def rest(request: Request) -> Response:
        return await responder.missing(request)
