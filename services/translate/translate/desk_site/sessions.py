"""Sessions of editors: a signed cookie, valid for twelve hours. Pure.

A cookie is signed with the editor's own key, so it ends with that key, and no further secret has to be kept.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import BaseModel, ConfigDict, ValidationError

LASTS = timedelta(hours=12)
_SALT = "newsroom.desk.session"
_LONGEST_COOKIE = 2000  # characters


class Session(BaseModel):
    """An editor signed in. `csrf` must come with every change; `issued` is in seconds since 1970."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    editor: str
    csrf: str
    issued: int

    def admits(self, token: str | None) -> bool:
        """True if a request was made from a page of this session."""
        return token is not None and hmac.compare_digest(self.csrf.encode(), token.encode())


@dataclass(frozen=True, slots=True)
class Sessions:
    """Opens and reads sessions of the editors whose keys are configured; `keys` are editor -> key."""

    keys: Mapping[str, str]

    def open(self, editor: str, now: datetime) -> Session:
        """A new session."""
        return Session(
            id=secrets.token_urlsafe(16),
            editor=editor,
            csrf=secrets.token_urlsafe(32),
            issued=round(now.timestamp()),
        )

    def cookie(self, session: Session) -> str:
        """The session as its signed cookie."""
        return str(_signer(self.keys[session.editor]).dumps(session.model_dump()))

    def read(self, cookie: str | None, now: datetime) -> Session | None:
        """The session, None where it is forged, over, or its editor's key is no more."""
        if not cookie or len(cookie) > _LONGEST_COOKIE:
            return None
        claimed = _session(_signer("").loads_unsafe(cookie)[1])
        key = self.keys.get(claimed.editor) if claimed else None
        if claimed is None or key is None:
            return None
        try:
            session = _session(_signer(key).loads(cookie))
        except BadSignature:
            return None
        age = now.timestamp() - claimed.issued
        return session if -60 <= age < LASTS.total_seconds() else None


def _signer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=_SALT, signer_kwargs={"digest_method": hashlib.sha256})


def _session(claims: object) -> Session | None:
    try:
        return Session.model_validate(claims)
    except ValidationError:
        return None
