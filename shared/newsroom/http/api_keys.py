"""API keys at rest: a file of lines, one key each, with the key's hash in its place.

A key is random and long, so that one round of SHA-256 is enough; its id is part of it, so that a look-up
needs no trial of every hash.
"""

import hmac
import re
import secrets
from collections.abc import Iterable
from hashlib import sha256

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

EVERY_SOURCE = "*"
_KEY = re.compile(r"nk_([0-9a-f]{8})_[A-Za-z0-9_-]{32,}")
_SECRET_BYTES = 24


class KeyLine(BaseModel):
    """Key of one sender. `per_minute` limits its articles, None is the default limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[0-9a-f]{8}$")
    name: str = Field(min_length=1, max_length=100)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    sources: tuple[str, ...] = Field(min_length=1)
    expires_at: AwareDatetime | None = None
    per_minute: int | None = Field(default=None, ge=0)

    def is_of(self, key: str) -> bool:
        """Whether this is the key's line, compared in constant time."""
        return hmac.compare_digest(self.sha256, digest(key))

    def as_line(self) -> str:
        return self.model_dump_json(exclude_defaults=True)


def new_key() -> str:
    """A fresh random key."""
    return f"nk_{secrets.token_hex(4)}_{secrets.token_urlsafe(_SECRET_BYTES)}"


def id_of(key: str) -> str | None:
    """The id within a key; None for a text of another form."""
    match = _KEY.fullmatch(key)
    return match[1] if match else None


def digest(key: str) -> str:
    """Hexadecimal SHA-256."""
    return sha256(key.encode()).hexdigest()


def read_lines(lines: Iterable[str]) -> tuple[KeyLine, ...]:
    """The keys of a file; `#` starts a comment line. Raises ValueError that names the line."""
    keys: dict[str, KeyLine] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            key = KeyLine.model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            raise ValueError(f"line {number}: {place}: {first['msg']}") from error
        if key.id in keys:
            raise ValueError(f"line {number}: id {key.id} is there twice")
        keys[key.id] = key
    return tuple(keys.values())
