"""Defence against cross-site request forgery: the origin checked, and a token of the session or the login."""

import hmac
from http import HTTPStatus
from urllib.parse import urlsplit

from fastapi import Request

from translate.desk_site.forms import Form
from translate.desk_site.request_errors import RefusedError
from translate.desk_site.sessions import Session

TOKEN = "csrf"  # noqa: S105 - a field's name
HEADER = "x-csrf-token"
LOGIN_TOKEN = "desk-login"  # noqa: S105 - a cookie's name


def check_origin(request: Request) -> None:
    """Refuses a request from another site's page, by the origin that browsers send. Raises RefusedError."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")


def check_session_token(request: Request, form: Form, session: Session) -> None:
    """Refuses a change that no page of the session asked for. Raises RefusedError."""
    if not session.admits(request.headers.get(HEADER) or form.get(TOKEN)):
        raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")


def check_login_token(request: Request, form: Form) -> None:
    """Refuses a form sent before signing in whose token is not the cookie's. Raises RefusedError."""
    known = request.cookies.get(LOGIN_TOKEN, "")
    if not known or not hmac.compare_digest(known.encode(), form.get(TOKEN).encode()):
        raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")
