"""Coming in, going out, and the language of the desk."""

import hmac
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from translate.desk_site.authentication import TOKEN, check_origin
from translate.desk_site.forms import RefusedError, path_within, read_form
from translate.desk_site.responses import LOGIN_TOKEN, SIGN_IN, Answering


def session_routes(router: APIRouter, answering: Answering) -> None:
    access = answering.access

    @router.get(SIGN_IN)
    async def ask(request: Request, to: str = "/desk/") -> Response:
        """Asks for a key, or leads on whoever is signed in."""
        if await access.session(request) is not None:
            return answering.to(path_within(to))
        return answering.sign_in(request, back=path_within(to))

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        check_origin(request)
        form = await read_form(request)
        back = path_within(form.get("to"))
        try:
            _check_login_token(request, form.get(TOKEN))
            session = await access.sign_in(request, form.get("key"))
        except RefusedError as refused:
            return answering.sign_in(request, back=back, why=refused)
        answer = answering.to(back)
        access.keep(request, answer, session)
        answer.delete_cookie(LOGIN_TOKEN, path="/desk", httponly=True, samesite="strict")
        return answer

    @router.post("/desk/logout")
    async def sign_out(request: Request) -> Response:
        session, _ = await access.change(request)
        answer = answering.to(SIGN_IN)
        await access.end(answer, session)
        return answer

    @router.post("/desk/language")
    async def language(request: Request) -> Response:
        """Chooses the language of the desk; before signing in, too."""
        check_origin(request)
        form = await read_form(request)
        session = await access.session(request)
        if session is None:
            _check_login_token(request, form.get(TOKEN))
        elif not session.admits(form.get(TOKEN)):
            raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")
        chosen = form.get("language")
        if chosen not in answering.looking.languages:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        answer = answering.to(path_within(form.get("back")))
        answering.remember(request, answer, chosen)
        return answer


def _check_login_token(request: Request, given: str) -> None:
    known = request.cookies.get(LOGIN_TOKEN, "")
    if not known or not hmac.compare_digest(known.encode(), given.encode()):
        raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")
