"""The rate limit of each key: a number of articles a minute, over all replicas (GCRA)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Grant:
    """The number of articles that may be taken now, and the seconds until another may."""

    granted: int
    retry_after: int


class RateLimiter(Protocol):
    """The count of each key's recent articles. Calls raise StoreUnavailableError."""

    async def take(self, key_id: str, wanted: int, per_minute: int) -> Grant:
        """As many of the wanted as may be taken now."""
        ...


def too_many(grant: Grant) -> ProblemError:
    """The refusal of an article above the limit: 429 with the seconds to wait."""
    seconds = max(grant.retry_after, 1)
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"This key has sent all the articles that it may for now: try again in {seconds} s.",
        retry_after=seconds,
        extra={"retry_after": seconds},
    )
