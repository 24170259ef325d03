"""The fetch of one address: by condition, redirects followed with care, within limits altogether."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus

import aiohttp
from yarl import URL

from ingest.fetching.credentials import NOBODYS, Credentials, without_user
from ingest.fetching.decoding import ACCEPTED
from ingest.fetching.exchange import ExchangeError, HttpResponse, connections, exchange
from ingest.fetching.gate import HostGate
from ingest.fetching.limits import Limits
from ingest.fetching.outcomes import (
    NOTHING_KNOWN,
    Conditions,
    Failed,
    FailureKind,
    Fetched,
    NotModified,
    Outcome,
)
from ingest.fetching.redirects import REDIRECTS, Trail
from newsroom.http.fetch_guard import Guard
from newsroom.http.retry_after import seconds_of
from newsroom.runtime.clock import Clock

PRODUCT = "newsroom-ingest"
_ACCEPT = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_SLOW_DOWN = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches for one source. Never raises for what a server does."""

    session: aiohttp.ClientSession
    guard: Guard
    gate: HostGate
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    credentials: Credentials = NOBODYS
    user_agent: str = f"{PRODUCT}/0.1"

    async def get(self, url: str, conditions: Conditions = NOTHING_KNOWN) -> Outcome:
        """The document at the address, if it is another than the conditions name."""
        try:
            trail = Trail(without_user(URL(url)))
        except ValueError as error:
            return Failed(FailureKind.BAD_ADDRESS, f"{url!r} is no address: {error}")
        left = self.limits.total
        try:
            while True:
                answer, spent = await self._hop(trail.url, conditions, left)
                left -= spent
                if answer.status not in REDIRECTS:
                    return self._outcome(trail, answer, conditions)
                trail = self._followed(trail, answer)
        except ExchangeError as error:
            return Failed(error.kind, error.detail)

    async def _hop(self, url: URL, conditions: Conditions, left: float) -> tuple[HttpResponse, float]:
        """One answer, and the seconds it took once it was the host's turn. Raises ExchangeError."""
        refusal = self.guard.refusal(url)
        if refusal is not None:
            raise ExchangeError(FailureKind.CLOSED_ADDRESS, refusal)
        headers = {
            "User-Agent": self.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ACCEPTED,
            **conditions.headers(),
            **self.credentials.for_url(url),
        }
        async with self.gate.of(str(url.host)):
            since = time.monotonic()
            try:
                async with asyncio.timeout(max(0.0, left)):
                    answer = await exchange(self.session, url, headers, self.limits)
            except TimeoutError as error:
                detail = f"{url.host} did not come to an end in {self.limits.total:.0f} s"
                raise ExchangeError(FailureKind.TIMEOUT, detail) from error
            return answer, time.monotonic() - since

    def _followed(self, trail: Trail, answer: HttpResponse) -> Trail:
        next_one = trail.follow(answer.status, answer.headers.get("Location"))
        if next_one is None:
            raise ExchangeError(FailureKind.BROKEN_ANSWER, f"{trail.url.host} redirects to no address")
        if next_one.hops > self.limits.redirects:
            detail = f"more than {self.limits.redirects} redirects, the last to {next_one.url.host}"
            raise ExchangeError(FailureKind.TOO_MANY_REDIRECTS, detail)
        return next_one

    def _outcome(self, trail: Trail, answer: HttpResponse, asked: Conditions) -> Outcome:
        if answer.status == HTTPStatus.NOT_MODIFIED and asked != NOTHING_KNOWN:
            return NotModified(trail.new_home)
        if answer.status in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            return _fetched(trail, answer)
        retry_after = seconds_of(answer.headers.get("Retry-After"), self.clock.now())
        return Failed(_kind(answer.status), f"{trail.url.host} answers {answer.status}", retry_after)


def _kind(status: int) -> FailureKind:
    if status in _SLOW_DOWN:
        return FailureKind.SLOW_DOWN
    if status == HTTPStatus.GONE:
        return FailureKind.GONE
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return FailureKind.REFUSED
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return FailureKind.SERVER_ERROR
    return FailureKind.BROKEN_ANSWER


def _fetched(trail: Trail, answer: HttpResponse) -> Fetched:
    kind = Message()
    kind["Content-Type"] = answer.headers.get("Content-Type", "")
    return Fetched(
        url=str(trail.url),
        content=answer.body,
        media_type=kind.get_content_type() if kind["Content-Type"] else None,
        charset=kind.get_content_charset(),
        conditions=Conditions(answer.headers.get("ETag"), answer.headers.get("Last-Modified")),
        moved_to=trail.new_home,
    )


@asynccontextmanager
async def fetching(
    guard: Guard, gate: HostGate, clock: Clock, limits: Limits, credentials: Credentials, user_agent: str
) -> AsyncGenerator[Fetcher]:
    """A fetcher whose connections live as long as the block."""
    async with connections(guard, limits) as session:
        yield Fetcher(session, guard, gate, clock, limits, credentials, user_agent)
