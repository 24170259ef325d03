"""Routes of a session: login, logout, and the language of the desk."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import Response

from translate.desk_site.csrf import LOGIN_TOKEN, check_login_token, check_origin, check_session_token
from translate.desk_site.forms import path_within, read_form
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.responses import SIGN_IN, Responses


def session_routes(router: APIRouter, responses: Responses) -> None:
    """Adds the login's page, and the forms that sign in, sign out and choose a language."""
    _login(router, responses)
    _signed_in(router, responses)


def _login(router: APIRouter, responses: Responses) -> None:
    authentication = responses.authentication

    @router.get(SIGN_IN)
    async def ask(request: Request, to: str = "/desk/") -> Response:
        """Asks for a key, or redirects an editor who is signed in."""
        if await authentication.session(request) is not None:
            return responses.redirect(path_within(to))
        return responses.sign_in(request, back=path_within(to))

    @router.post(SIGN_IN)
    async def sign_in(request: Request) -> Response:
        check_origin(request)
        form = await read_form(request)
        back = path_within(form.get("to"))
        try:
            check_login_token(request, form)
            session = await authentication.sign_in(request, form.get("key"))
        except RefusedError as refused:
            return responses.sign_in(request, back=back, refused=refused)
        answer = responses.redirect(back)
        authentication.keep(request, answer, session)
        answer.delete_cookie(LOGIN_TOKEN, path="/desk", httponly=True, samesite="strict")
        return answer


def _signed_in(router: APIRouter, responses: Responses) -> None:
    authentication = responses.authentication

    @router.post("/desk/logout")
    async def sign_out(request: Request) -> Response:
        session, _ = await authentication.change(request)
        answer = responses.redirect(SIGN_IN)
        await authentication.end(answer, session)
        return answer

    @router.post("/desk/language")
    async def language(request: Request) -> Response:
        """Chooses the language of the desk; before signing in, too."""
        check_origin(request)
        form = await read_form(request)
        session = await authentication.session(request)
        if session is None:
            check_login_token(request, form)
        else:
            check_session_token(request, form, session)
        chosen = form.get("language")
        if chosen not in responses.reads.languages:
            raise RefusedError(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed")
        answer = responses.redirect(path_within(form.get("back")))
        responses.remember_language(request, answer, chosen)
        return answer
