"""How many articles a key may send a minute."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from ingest.access.keys import Sender
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class Grant:
    """How many articles may be taken now, and the seconds until another may."""

    granted: int
    retry_after: int


class Rates(Protocol):
    """Where what was sent of late is counted. Calls raise StoreUnavailableError."""

    async def take(self, key_id: str, wanted: int, per_minute: int) -> Grant: ...


@dataclass(frozen=True, slots=True)
class RateLimit:
    """The limit of each key: its own, else `per_minute`; 0 is none."""

    rates: Rates
    per_minute: int = 0

    async def take(self, sender: Sender, wanted: int) -> Grant:
        """Raises StoreUnavailableError."""
        limit = self.per_minute if sender.per_minute is None else sender.per_minute
        if limit == 0 or not sender.key_id or wanted == 0:
            return Grant(wanted, 0)
        return await self.rates.take(sender.key_id, wanted, limit)


def too_many(grant: Grant) -> ProblemError:
    """The refusal of an article above the limit."""
    seconds = max(grant.retry_after, 1)
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"This key has sent all the articles that it may for now: try again in {seconds} s.",
        retry_after=seconds,
        extra={"retry_after": seconds},
    )
