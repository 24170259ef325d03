"""Pings of a feed ("fat pings"): the whole feed as it is shown now, signed with the subscriber's secret
(https://www.w3.org/TR/websub/, 7).
"""

import asyncio
import hashlib
import hmac
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.live import PublicArticle
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import Cursor
from publish.feeds.documents import FeedDocuments
from publish.subscriptions.attempts import Attempt, Response
from publish.subscriptions.deliver import Request, Sent, attempt_of
from publish.subscriptions.feed_addresses import FeedAddress, FeedAddresses
from publish.subscriptions.model import FeedLease, Subscription
from publish.subscriptions.ports import WebhookSender
from publish.subscriptions.secrets import Sealer, SealingError
from publish.websub.intents import denial_url

_READ_AT_ONCE = 4  # feeds
_WRITTEN = 32  # feeds


@dataclass(frozen=True, slots=True)
class FeedBody:
    """Feed as it is posted."""

    body: bytes
    media_type: str
    link: str


class CurrentFeeds:
    """Feeds as they are shown now: each read anew, once for all who ask at the same moment.

    A feed whose articles are those of its last reading is not written again.
    """

    def __init__(self, documents: FeedDocuments) -> None:
        self._documents = documents
        self._written: OrderedDict[FeedAddress, tuple[Sequence[PublicArticle], FeedBody]] = OrderedDict()
        self._asked: dict[FeedAddress, asyncio.Task[FeedBody | None]] = {}
        self._reads = asyncio.Semaphore(_READ_AT_ONCE)

    async def read(self, feed: FeedAddress) -> FeedBody | None:
        """The feed as the store has it after this call. Raises StoreUnavailableError."""
        if feed not in self._asked:
            self._asked[feed] = asyncio.create_task(self._read(feed))
        return await asyncio.shield(self._asked[feed])

    async def _read(self, feed: FeedAddress) -> FeedBody | None:
        async with self._reads:
            await asyncio.sleep(0)  # whoever asks in this turn of the loop is part of it
            del self._asked[feed]
            document = await self._documents.read(feed.language, feed.category, feed.suffix)
            if document is None:
                return None
            known = self._written.get(feed)
            if known is not None and known[0] == document.articles:
                return known[1]
            body = await asyncio.to_thread(document.write)
            written = FeedBody(body, document.media_type, document.link)
            self._written[feed] = (document.articles, written)
            self._written.move_to_end(feed)
            if len(self._written) > _WRITTEN:
                self._written.popitem(last=False)
            return written


@dataclass(frozen=True, slots=True)
class FeedTransport:
    """Transport of `websub` subscriptions. `log` keeps attempts until they are written."""

    feeds: CurrentFeeds
    addresses: FeedAddresses
    sender: WebhookSender
    sealer: Sealer
    clock: Clock
    log: deque[Attempt]

    async def deliver(
        self, subscription: Subscription, url: str, cursors: Sequence[Cursor], attempt: int
    ) -> Sent | None:
        """Posts the feed; None where there is no such feed any more, or the lease is over. Raises
        StoreUnavailableError.
        """
        lease, at = _lease(subscription), self.clock.now()
        feed = self.addresses.parse(lease.feed)
        is_over = lease.until is None or lease.until <= at
        current = await self.feeds.read(feed) if feed is not None and not is_over else None
        if current is None:
            return None
        cursor = str(max(cursors))
        request = Request(f"feed_{hashlib.sha256(current.body).hexdigest()[:32]}", current.body, (cursor,))
        headers = {"Content-Type": current.media_type, "Link": current.link}
        try:
            if lease.secret is not None:
                secret = self.sealer.decrypt(lease.secret)
                headers["X-Hub-Signature"] = hub_signature(secret, current.body)
        except SealingError as error:
            response = Response(None, str(error))
        else:
            response = await self.sender.post(url, headers, current.body)
        if subscription.owner is not None:  # else nobody could ask for it
            self.log.append(attempt_of(subscription, url, request, attempt, at, response))
        return Sent(response, cursor)

    async def verify(self, subscription: Subscription) -> bool:
        """False: the hub's verifier asks the subscriber."""
        del subscription
        return False

    async def announce_pause(self, subscription: Subscription) -> None:
        """Denies the subscription, as the specification has it of one that a hub ends."""
        reason = "Deliveries have failed for too long; subscribe again."
        await self.sender.get(denial_url(subscription.url or "", _lease(subscription).feed, reason))


def hub_signature(secret: bytes, body: bytes) -> str:
    """The value of `X-Hub-Signature` (7.1): HMAC with SHA-256 of the body."""
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


def _lease(subscription: Subscription) -> FeedLease:
    if subscription.lease is None:
        raise ValueError(f"{subscription.id} has no feed")
    return subscription.lease
