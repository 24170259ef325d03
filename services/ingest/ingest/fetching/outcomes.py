"""Outcomes of a fetch."""

from dataclasses import dataclass
from enum import StrEnum


class FailureKind(StrEnum):
    """Reasons for which nothing came."""

    CLOSED_ADDRESS = "closed-address"
    BAD_ADDRESS = "bad-address"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TOO_SLOW = "too-slow"
    TOO_LARGE = "too-large"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BROKEN_ANSWER = "broken-answer"
    SLOW_DOWN = "slow-down"  # 429, 503
    GONE = "gone"  # 410
    REFUSED = "refused"  # any other 4xx
    SERVER_ERROR = "server-error"


@dataclass(frozen=True, slots=True)
class Conditions:
    """Validators of the document we have: the server need not send it again."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value is not None}


NOTHING_KNOWN = Conditions()


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document, and its conditions. `url` is its address in the end, `moved_to` the permanent one.

    `media_type` and `charset` as in a Document.
    """

    url: str
    content: bytes
    media_type: str | None = None
    charset: str | None = None
    conditions: Conditions = NOTHING_KNOWN
    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class NotModified:
    """The document we have is still the one there."""

    moved_to: str | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """The reason for which nothing came; `retry_after` is in seconds, where the server asked for it."""

    kind: FailureKind
    detail: str
    retry_after: float | None = None


Outcome = Fetched | NotModified | Failed
