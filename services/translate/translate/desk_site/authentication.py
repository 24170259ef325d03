"""Authentication of editors: sessions from cookies, logins with a rate limit on failures, logouts."""

from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from typing import Protocol

import structlog
from fastapi import Request
from fastapi.responses import Response

from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from translate.desk.editors import editor_of_key
from translate.desk_site.csrf import check_origin, check_session_token
from translate.desk_site.forms import Form, read_form
from translate.desk_site.request_errors import RefusedError, SignInError
from translate.desk_site.sessions import LASTS, Session, Sessions

_log = structlog.get_logger(__name__)
COOKIE = "desk"
_PATH = "/desk"
_MOST_FAILURES = 10


class SessionStore(Protocol):
    """Sessions ended early, and failed logins by subject. Calls raise StoreUnavailableError.

    `fail` counts one more, and returns how many there were lately.
    """

    async def end(self, session_id: str, seconds: int) -> None: ...
    async def is_ended(self, session_id: str) -> bool: ...
    async def fail(self, subject: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Authentication:
    """Sessions of requests: read, required, opened and ended."""

    sessions: Sessions
    store: SessionStore
    clock: Clock

    async def session(self, request: Request) -> Session | None:
        """The editor's session, if there is one."""
        session = self.sessions.read(request.cookies.get(COOKIE), self.clock.now())
        if session is None or await self.store.is_ended(session.id):
            return None
        return session

    async def required(self, request: Request) -> Session:
        """The editor's session. Raises SignInError."""
        session = await self.session(request)
        if session is None:
            raise SignInError
        return session

    async def change(self, request: Request) -> tuple[Session, Form]:
        """A change that an editor asks for from one of our pages. Raises SignInError and RefusedError."""
        session = await self.required(request)
        check_origin(request)
        form = await read_form(request)
        check_session_token(request, form, session)
        return session, form

    async def sign_in(self, request: Request, key: str) -> Session:
        """Opens a session. Raises RefusedError, of another kind after ten failures of an address or a key.

        A right key always opens one: whoever fails on purpose would else lock the editors out. Keys are too
        long to be guessed, however many are tried.
        """
        editor = editor_of_key(self.sessions.keys, key)
        if editor is not None:
            return self.sessions.open(editor, self.clock.now())
        address = request.client.host if request.client else ""
        failures = [await self.store.fail(f"address:{address}"), await self.store.fail(f"key:{_digest(key)}")]
        metrics.LOGINS_FAILED.inc()
        _log.warning("desk.login_failed", address=address, failures=max(failures))
        if max(failures) > _MOST_FAILURES:
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "too-many")
        raise RefusedError(HTTPStatus.UNAUTHORIZED, "wrong-key")

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Sets the session's cookie."""
        response.set_cookie(
            COOKIE,
            self.sessions.cookie(session),
            max_age=round(LASTS.total_seconds()),
            path=_PATH,
            secure=request.url.scheme == "https",
            httponly=True,
            samesite="strict",
        )

    async def end(self, response: Response, session: Session) -> None:
        """Ends a session, for whoever else holds its cookie too."""
        await self.store.end(session.id, round(LASTS.total_seconds()))
        response.delete_cookie(COOKIE, path=_PATH, httponly=True, samesite="strict")


def _digest(key: str) -> str:
    """A name for a wrong key that does not give it away: it may be the right one of elsewhere."""
    return sha256(key.encode()).hexdigest()[:16]
