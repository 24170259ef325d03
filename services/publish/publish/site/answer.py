"""From a request to an answer: the language, the headers. `publish.hot` keeps what is made here."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from newsroom.pages.languages import COOKIE, preferred
from publish.http.conditional import conditional
from publish.site import paths
from publish.site.page import Moved, Page
from publish.site.ports import History
from publish.site.rendering import Renderer
from publish.site.security import HEADERS
from publish.site.surroundings import Beside

MEDIA_TYPE = "text/html; charset=utf-8"
_YEAR = 365 * 24 * 3600

# Makes a page as of a cursor.
Make = Callable[[str], Awaitable[Page | Moved]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as it goes out."""

    status: HTTPStatus
    body: bytes


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers with pages."""

    history: History
    beside: Beside
    renderer: Renderer

    def preferred(self, request: Request) -> str:
        """The language of a reader whose address names none."""
        accepted = request.headers.get("accept-language")
        return preferred(request.cookies.get(COOKIE), accepted, self.beside.languages)

    async def page(self, request: Request, language: str, make: Make) -> Response:
        """The page that `make` makes, or the way to where it is."""
        if language not in self.beside.languages:
            return await self.missing(request)
        # Before the page's queries: what comes in between is then both on it and after the cursor.
        page = await make(await self.history.position())
        if isinstance(page, Moved):
            return RedirectResponse(page.path, HTTPStatus.PERMANENT_REDIRECT)
        return _remembering(language, request, _answer(request, self._rendered(language, page)))

    async def missing(self, request: Request) -> Response:
        """What is under no address: a page for browsers, a problem for programs."""
        if "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(HTTPStatus.NOT_FOUND)
        language = self.preferred(request)
        page = await self.beside.missing(language, await self.history.position())
        return _answer(request, self._rendered(language, page))

    def entrance(self, request: Request) -> Response:
        """From `/` to the reader's language; never again from anywhere else."""
        headers = {"Vary": "Cookie, Accept-Language", "Cache-Control": "private, no-cache"}
        return RedirectResponse(paths.front(self.preferred(request)), HTTPStatus.FOUND, headers)

    def _rendered(self, language: str, page: Page) -> Rendered:
        return Rendered(page.status, self.renderer.render(language, page))


def _answer(request: Request, made: Rendered) -> Response:
    if made.status is HTTPStatus.OK:
        return conditional(request, made.body, MEDIA_TYPE, headers=HEADERS)
    return Response(made.body, made.status, {"Cache-Control": "no-cache", **HEADERS}, MEDIA_TYPE)


def _remembering(language: str, request: Request, answer: Response) -> Response:
    """The answer, which remembers the language where another or none was."""
    if request.cookies.get(COOKIE) != language:
        answer.set_cookie(COOKIE, language, max_age=_YEAR, samesite="lax", httponly=True)
        answer.headers["Cache-Control"] = "private, no-cache"
    return answer
