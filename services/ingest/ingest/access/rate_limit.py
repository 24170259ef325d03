"""Limits of each key and each address: so many a minute, over all replicas (GCRA)."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol

from ingest.access.keys import Sender
from newsroom.http.problems import ProblemError

_REQUESTS, _REQUESTS_AN_ARTICLE = 60, 2  # a minute, of a key that has a limit
_REPARSES = 1  # a minute


@dataclass(frozen=True, slots=True)
class Grant:
    """The number that may be taken now, and the seconds until as many more may as were wanted in vain."""

    granted: int
    retry_after: int


class RateLimiter(Protocol):
    """The count of what each subject took lately. Calls raise StoreUnavailableError."""

    async def take(self, subject: str, wanted: int, per_minute: int, *, whole: bool = False) -> Grant:
        """As many of the wanted as may be taken now, up to a minute's worth; `whole` takes all or none."""
        ...

    def exhausted(self, subject: str) -> int:
        """The seconds until a subject that was refused even one may take any; 0 where that is not known."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of senders: everything follows from the articles a minute of a key; 0 is no limit.

    `bytes_at_least` is what a key may send a minute, however few its articles. An address is limited in
    requests with a wrong key (`wrong_keys`), and in all its requests where `requests` is not 0.
    Methods raise ProblemError (429, and 413 for what would never fit), and StoreUnavailableError.
    """

    limiter: RateLimiter
    bytes_an_article: int
    bytes_at_least: int
    wrong_keys: int = 0
    requests: int = 0

    async def wrong_key(self, address: str | None) -> None:
        """Counts a request with a key that is not known."""
        await self._take(f"wrong-key:{address}", "requests with a wrong key", self.wrong_keys)

    async def request(self, sender: Sender) -> None:
        """Counts a request, before its body is read."""
        await self._take(f"address:{sender.address}", "requests from this address", self.requests)
        if sender.per_minute:
            most = _REQUESTS + _REQUESTS_AN_ARTICLE * sender.per_minute
            await self._take(f"{sender.key_id}:requests", "requests", most)

    async def size(self, sender: Sender, size: int) -> None:
        """Counts the bytes of a body."""
        if not sender.per_minute or not size:
            return
        most = max(self.bytes_at_least, sender.per_minute * self.bytes_an_article)
        if size > most:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
            raise ProblemError(status, f"This key may send up to {most:,} bytes a minute.")
        await self._take(f"{sender.key_id}:bytes", "bytes", most, size)

    async def reparse(self, sender: Sender) -> None:
        """Counts an order to read documents again."""
        if sender.per_minute:
            await self._take(f"{sender.key_id}:reparses", "orders to read again", _REPARSES)

    async def unknown_reference(self, sender: Sender) -> None:
        """Counts a withdrawal or restoration of an unknown article; one of a known article never is."""
        await self._take(f"{sender.key_id}:unknown", "withdrawals of unknown articles", sender.per_minute)

    def check_articles(self, sender: Sender) -> None:
        """Refuses what could bring articles where the sender was just refused some. Asks nobody."""
        seconds = self.limiter.exhausted(sender.key_id) if sender.per_minute else 0
        if seconds:
            raise too_many(Grant(0, seconds))

    async def unknown_references(self, sender: Sender, wanted: int) -> Grant:
        """As many withdrawals of unknown articles as may be taken now."""
        return await self.limiter.take(f"{sender.key_id}:unknown", wanted, sender.per_minute)

    async def articles(self, sender: Sender, wanted: int) -> Grant:
        """As many articles as may be taken now."""
        if not sender.per_minute or not wanted:
            return Grant(wanted, 0)
        return await self.limiter.take(sender.key_id, wanted, sender.per_minute)

    async def _take(self, subject: str, what: str, per_minute: int, wanted: int = 1) -> None:
        if not per_minute:
            return
        grant = await self.limiter.take(subject, wanted, per_minute, whole=True)
        if grant.granted < wanted:
            raise _slow_down(f"That are all the {what} that are taken for now", grant)


def too_many(grant: Grant) -> ProblemError:
    """The refusal of an article above the limit: 429 with the seconds to wait."""
    return _slow_down("This key has sent all the articles that it may for now", grant)


def _slow_down(reason: str, grant: Grant) -> ProblemError:
    seconds = max(grant.retry_after, 1)
    return ProblemError(
        HTTPStatus.TOO_MANY_REQUESTS,
        f"{reason}: try again in {seconds} s.",
        retry_after=seconds,
        extra={"retry_after": seconds},
    )
