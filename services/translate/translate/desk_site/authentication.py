"""Who may come in: sessions, logins, and the tokens that every change must bring."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from newsroom.runtime.clock import Clock
from translate.desk.editors import editor_with
from translate.desk_site.forms import Form, RefusedError, read_form
from translate.desk_site.sessions import LASTS, Session, Sessions

COOKIE = "desk"
TOKEN = "csrf"  # noqa: S105 - a field's name
HEADER = "x-csrf-token"
_PATH = "/desk"
_MOST_FAILURES = 10


class SignInError(Exception):
    """Nobody is signed in."""


class SessionStore(Protocol):
    """What a cookie alone cannot tell."""

    async def end(self, session_id: str, seconds: int) -> None: ...
    async def is_ended(self, session_id: str) -> bool: ...
    async def failures(self, address: str) -> int: ...
    async def fail(self, address: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Access:
    """The desk's door."""

    sessions: Sessions
    store: SessionStore
    clock: Clock

    async def session(self, request: Request) -> Session | None:
        """The editor's session, if there is one."""
        found = self.sessions.read(request.cookies.get(COOKIE), self.clock.now())
        if found is None or await self.store.is_ended(found.id):
            return None
        return found

    async def required(self, request: Request) -> Session:
        """Raises SignInError."""
        found = await self.session(request)
        if found is None:
            raise SignInError
        return found

    async def change(self, request: Request) -> tuple[Session, Form]:
        """A change that an editor asks for from one of our pages. Raises SignInError and RefusedError."""
        session = await self.required(request)
        check_origin(request)
        form = await read_form(request)
        if not session.admits(request.headers.get(HEADER) or form.get(TOKEN)):
            raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")
        return session, form

    async def sign_in(self, request: Request, key: str) -> Session:
        """Opens a session. Raises RefusedError, after some failures also for a right key."""
        address = request.client.host if request.client else ""
        if await self.store.failures(address) >= _MOST_FAILURES:
            raise RefusedError(HTTPStatus.TOO_MANY_REQUESTS, "too-many")
        editor = editor_with(self.sessions.keys, key)
        if editor is None:
            await self.store.fail(address)
            raise RefusedError(HTTPStatus.UNAUTHORIZED, "wrong-key")
        return self.sessions.open(editor, self.clock.now())

    def keep(self, request: Request, response: Response, session: Session) -> None:
        """Gives the browser the session."""
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


def check_origin(request: Request) -> None:
    """Refuses what another site's page sends: a browser says from where it comes."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        raise RefusedError(HTTPStatus.FORBIDDEN, "csrf")
