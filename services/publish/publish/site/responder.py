"""Responses with pages: the reader's language, the headers. `publish.hot` caches them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.pages.languages import COOKIE, preferred
from publish.http.conditional import conditional
from publish.site import paths
from publish.site.frame import PageFrame
from publish.site.page import Moved, Page
from publish.site.ports import History
from publish.site.rendering import Renderer
from publish.site.security import HEADERS

MEDIA_TYPE = "text/html; charset=utf-8"
_YEAR = 365 * 24 * 3600

# Makes a page as of a cursor.
Make = Callable[[str], Awaitable[Page | Moved]]


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A rendered page and its status."""

    status: HTTPStatus
    body: bytes


@dataclass(frozen=True, slots=True)
class PageResponder:
    """Renders pages and answers with them."""

    history: History
    frame: PageFrame
    renderer: Renderer

    def preferred(self, request: Request) -> str:
        """The language of a reader whose address names none."""
        accepted = request.headers.get("accept-language")
        return preferred(request.cookies.get(COOKIE), accepted, self.frame.languages)

    async def page(self, request: Request, language: str, make: Make) -> Response:
        """The page that `make` makes, or a redirect to where it is."""
        if language not in self.frame.languages:
            return await self.missing(request)
        # Before the page's queries: what comes in between is then both on it and after the cursor.
        page = await make(await self.history.position())
        if isinstance(page, Moved):
            return RedirectResponse(page.path, HTTPStatus.PERMANENT_REDIRECT)
        return _remembering(language, request, _answer(request, self._rendered(language, page)))

    async def missing(self, request: Request) -> Response:
        """The answer where there is nothing: a page for browsers, a problem for programs."""
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        language = self.preferred(request)
        page = await self.frame.missing(language, await self.history.position())
        return _answer(request, self._rendered(language, page))

    def entrance(self, request: Request) -> Response:
        """The redirect from `/` to the reader's language; there is none from anywhere else."""
        headers = {"Vary": "Cookie, Accept-Language", "Cache-Control": "private, no-cache"}
        return RedirectResponse(paths.front(self.preferred(request)), HTTPStatus.FOUND, headers)

    def _rendered(self, language: str, page: Page) -> _Rendered:
        return _Rendered(page.status, self.renderer.render(language, page))


def _answer(request: Request, rendered: _Rendered) -> Response:
    if rendered.status is HTTPStatus.OK:
        return conditional(request, rendered.body, MEDIA_TYPE, headers=HEADERS)
    return Response(rendered.body, rendered.status, {"Cache-Control": "no-cache", **HEADERS}, MEDIA_TYPE)


def _remembering(language: str, request: Request, answer: Response) -> Response:
    """The answer, which remembers the language where another or none was."""
    if request.cookies.get(COOKIE) != language:
        answer.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer
