"""From a request to an answer: the language, the shell, the headers, and what goes wrong."""

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
from translate.desk.read_model import Looking
from translate.desk_site.authentication import Access, SignInError
from translate.desk_site.forms import RefusedError
from translate.desk_site.page_models import Notice, Page, RefusedPage, Shell, SignInPage
from translate.desk_site.rendering import Renderer
from translate.desk_site.sessions import Session

LANGUAGE = "desk-language"
SIGN_IN = "/desk/login"
LOGIN_TOKEN = "desk-login"  # noqa: S105 - a cookie's name
MEDIA_TYPE = "text/html; charset=utf-8"
_YEAR = 365 * 24 * 3600
_LOGIN_SECONDS = 3600

# Makes a page for somebody who is signed in.
Make = Callable[[Shell], Awaitable[Page]]


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers with pages. `public_url` is where the page's script may look whether outputs are clean."""

    access: Access
    looking: Looking
    renderer: Renderer
    clock: Clock
    public_url: str

    def language(self, request: Request) -> str:
        """The language the editor chose, else the browser's."""
        chosen, accepted = request.cookies.get(LANGUAGE), request.headers.get("accept-language")
        return preferred(chosen, accepted, self.looking.languages)

    async def page(self, request: Request, make: Make) -> Response:
        """A page of the desk. Raises SignInError."""
        session = await self.access.required(request)
        return self._rendered(request, await make(await self._shell(request, session)))

    def sign_in(self, request: Request, *, back: str, why: RefusedError | None = None) -> Response:
        """The page that asks for a key."""
        token = request.cookies.get(LOGIN_TOKEN) or secrets.token_urlsafe(32)
        status = why.status if why else HTTPStatus.OK
        page = SignInPage(shell=None, status=status, token=token, back=back, why=why.why if why else None)
        answer = self._rendered(request, page)
        secure = request.url.scheme == "https"
        answer.set_cookie(
            LOGIN_TOKEN,
            token,
            max_age=_LOGIN_SECONDS,
            path="/desk",
            secure=secure,
            httponly=True,
            samesite="strict",
        )
        return answer

    async def refused(self, request: Request, refused: RefusedError) -> Response:
        """A page that says why; within the desk for whoever is signed in."""
        session = await self.access.session(request)
        shell = await self._shell(request, session) if session else None
        return self._rendered(request, RefusedPage(shell=shell, status=refused.status, why=refused.why))

    def away(self, request: Request) -> Response:
        """While a store does not answer, no shell can be looked up."""
        page = RefusedPage(shell=None, status=HTTPStatus.SERVICE_UNAVAILABLE, why="away")
        answer = self._rendered(request, page)
        answer.headers["Retry-After"] = "5"
        return answer

    def to(self, path: str, notice: Notice | None = None) -> Response:
        """After a change: the page that shows what came of it."""
        if notice is not None:
            told = {"did": notice.did, **({"act": notice.act_id} if notice.act_id else {})}
            path = f"{path}{'&' if '?' in path else '?'}{urlencode(told)}"
        return RedirectResponse(path, HTTPStatus.SEE_OTHER, self._headers)

    def remember(self, request: Request, answer: Response, language: str) -> None:
        """Keeps the language that an editor chose."""
        secure = request.url.scheme == "https"
        answer.set_cookie(
            LANGUAGE,
            language,
            max_age=_YEAR,
            path="/desk",
            secure=secure,
            httponly=True,
            samesite="strict",
        )

    async def _shell(self, request: Request, session: Session) -> Shell:
        query = [(name, value) for name, value in request.query_params.items() if name not in ("did", "act")]
        here = request.url.path + (f"?{urlencode(query)}" if query else "")
        did = request.query_params.get("did")
        return Shell(
            editor=session.editor,
            csrf=session.csrf,
            waiting=await self.looking.waiting.count(),
            pauses=await self.looking.switches.pauses(),
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


def guarded(answering: Answering) -> type[APIRoute]:
    """Routes whose refusals are pages too."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            inner = super().get_route_handler()

            async def handle(request: Request) -> Response:
                try:
                    return await inner(request)
                except SignInError:
                    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
                    if request.method != "GET":
                        back = "/desk/"
                    return answering.to(f"{SIGN_IN}?to={quote(back, safe='/')}")
                except RefusedError as refused:
                    return await answering.refused(request, refused)
                except StoreUnavailableError:
                    return answering.away(request)

            return handle

    return Guarded
