"""Responses of the desk: pages in the editor's language with their headers, redirects, pages of errors."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute

from newsroom.pages.languages import preferred
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from translate.desk.read_model import DeskReadModel
from translate.desk_site.authentication import Authentication
from translate.desk_site.csrf import LOGIN_TOKEN
from translate.desk_site.page_models import Notice, Page, RefusedPage, Shell, SignInPage
from translate.desk_site.rendering import Renderer
from translate.desk_site.request_errors import RefusedError, SignInError
from translate.desk_site.sessions import Session

LANGUAGE = "desk-language"
SIGN_IN = "/desk/login"
MEDIA_TYPE = "text/html; charset=utf-8"
_YEAR = 365 * 24 * 3600
_LOGIN_SECONDS = 3600

# Builds the page of an editor who is signed in.
BuildPage = Callable[[Shell], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Responses:
    """Answers requests with pages.

    `live_cursor` is the position of the live updates, as of which a page is built. `public_url` is the site
    whose outputs the page's script may look at.
    """

    authentication: Authentication
    reads: DeskReadModel
    renderer: Renderer
    clock: Clock
    live_cursor: Callable[[], str]
    public_url: str

    def language(self, request: Request) -> str:
        """The language the editor chose, else the browser's."""
        chosen, accepted = request.cookies.get(LANGUAGE), request.headers.get("accept-language")
        return preferred(chosen, accepted, self.reads.languages)

    async def page(self, request: Request, build: BuildPage) -> Response:
        """A page of the desk. Raises SignInError."""
        session = await self.authentication.required(request)
        return self._rendered(request, await build(await self._shell(request, session)))

    def sign_in(self, request: Request, *, back: str, refused: RefusedError | None = None) -> Response:
        """The page that asks for a key."""
        token = request.cookies.get(LOGIN_TOKEN) or secrets.token_urlsafe(32)
        status = refused.status if refused else HTTPStatus.OK
        why = refused.why if refused else None
        answer = self._rendered(
            request, SignInPage(shell=None, status=status, token=token, back=back, why=why)
        )
        _set_cookie(request, answer, LOGIN_TOKEN, token, _LOGIN_SECONDS)
        return answer

    async def refused(self, request: Request, refused: RefusedError) -> Response:
        """A page with the reason; within the desk for an editor who is signed in."""
        session = await self.authentication.session(request)
        shell = await self._shell(request, session) if session else None
        return self._rendered(request, RefusedPage(shell=shell, status=refused.status, why=refused.why))

    def unavailable(self, request: Request) -> Response:
        """A page without a shell, which cannot be read while a store does not answer."""
        page = RefusedPage(shell=None, status=HTTPStatus.SERVICE_UNAVAILABLE, why="away")
        answer = self._rendered(request, page)
        answer.headers["Retry-After"] = "5"
        return answer

    def redirect(self, path: str, notice: Notice | None = None) -> Response:
        """After a change: a redirect to the page that shows its result."""
        if notice is not None:
            query = {"did": notice.did, **({"act": notice.act_id} if notice.act_id else {})}
            path = f"{path}{'&' if '?' in path else '?'}{urlencode(query)}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER, self._headers)

    def remember_language(self, request: Request, answer: Response, language: str) -> None:
        """Keeps the language that an editor chose, for a year."""
        _set_cookie(request, answer, LANGUAGE, language, _YEAR)

    async def _shell(self, request: Request, session: Session) -> Shell:
        query = [(name, value) for name, value in request.query_params.items() if name not in ("did", "act")]
        here = request.url.path + (f"?{urlencode(query)}" if query else "")
        did = request.query_params.get("did")
        return Shell(
            editor=session.editor,
            csrf=session.csrf,
            live_cursor=self.live_cursor(),
            waiting=await self.reads.suggestions.count(),
            held=await self.reads.held.count(),
            differing=await self.reads.asked(),
            kills=await self.reads.held.count_of_kills(),
            pauses=await self.reads.pauses.pauses(),
            here=here,
            now=self.clock.now(),
            notice=Notice(did, request.query_params.get("act")) if did else None,
        )

    def _rendered(self, request: Request, page: Page) -> Response:
        body = self.renderer.render(self.language(request), page)
        return Response(body, page.status, self._headers, MEDIA_TYPE)

    @property
    def _headers(self) -> dict[str, str]:
        public = urlsplit(self.public_url)
        policy = (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            f"connect-src 'self' {public.scheme}://{public.netloc}; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Vary": "Cookie, Accept-Language",
        }


def answering_errors(responses: Responses) -> type[APIRoute]:
    """A route class whose errors are answered with pages too."""

    class PageRoute(APIRoute):
        """A route of pages alone."""

        def get_route_handler(self) -> Callable[[Request], Any]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await inner(request)
                except SignInError:
                    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                    if request.method != "GET":
                        back = "/desk/"
                    return responses.redirect(f"{SIGN_IN}?to={quote(back, safe='/')}")
                except RefusedError as refused:
                    return await responses.refused(request, refused)
                except StoreUnavailableError:
                    return responses.unavailable(request)

            return handle

    return PageRoute


def _set_cookie(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/desk",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
