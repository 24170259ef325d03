"""One attempt at a delivery: body, signature, request, entry of the delivery log."""

import hashlib
import json
import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from newsroom.events.identity import event_id
from newsroom.events.subscriptions import PAUSED, VERIFIED, SubscriptionNotice, encode_notice, notice
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import Cursor
from publish.log.logged_change import LoggedChange
from publish.subscriptions.attempts import Attempt, Response, Verdict, verdict
from publish.subscriptions.model import Subscription
from publish.subscriptions.ports import WebhookSender
from publish.subscriptions.render import Renderer
from publish.subscriptions.secrets import SIGNING, Sealer, SealingError, Secret
from publish.subscriptions.signatures import signed_headers

_LOGGED = 10_000  # attempts that wait to be written; beyond, the oldest are forgotten
_OPENED = 2_000  # secrets kept open
# CloudEvents' structured and batched modes.
_TYPE = "application/cloudevents+json; charset=utf-8"
_BATCH_TYPE = "application/cloudevents-batch+json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """Body of one request, under the id that its retries share."""

    webhook_id: str
    body: bytes
    cursors: tuple[str, ...] = ()
    batch: bool = False


def request_of(changes: Sequence[LoggedChange], *, batch: bool) -> Request:
    """Events as one request: the event itself, or a batch of them. They go out as they are stored."""
    ids = [event_id(change.live.article.id, change.live.seq) for change in changes]
    cursors = tuple(change.cursor for change in changes)
    if not batch:
        return Request(ids[0], changes[0].encoded, cursors)
    digest = hashlib.sha256(" ".join(ids).encode()).hexdigest()
    body = b"[%b]" % b",".join(change.encoded for change in changes)
    return Request(f"batch_{digest[:32]}", body, cursors, batch=True)


def attempt_of(
    subscription: Subscription, url: str, request: Request, attempt: int, at: datetime, response: Response
) -> Attempt:
    """The entry of the delivery log for a request that was begun at `at`."""
    return Attempt(
        subscription_id=subscription.id,
        id=request.webhook_id,
        at=at,
        url=url,
        cursors=request.cursors,
        attempt=attempt,
        delivered=verdict(response) is Verdict.DELIVERED,
        status=response.status,
        error=response.error,
        excerpt=response.body.decode(errors="replace"),
        seconds=round(response.seconds, 3),
    )


@dataclass(slots=True)
class Courier:
    """Signs and posts requests, and keeps the log of attempts until it is written."""

    sender: WebhookSender
    sealer: Sealer
    clock: Clock
    log: deque[Attempt] = field(default_factory=lambda: deque[Attempt](maxlen=_LOGGED))
    _opened: dict[str, Secret] = field(default_factory=dict[str, Secret])

    async def post(
        self, subscription: Subscription, url: str, request: Request, attempt: int = 1
    ) -> Response:
        """The receiver's response, or a failure of ours where a secret cannot be opened."""
        at = self.clock.now()
        try:
            signing = [self._open(sealed.id, subscription) for sealed in subscription.secrets[-SIGNING:]]
        except SealingError as error:
            response = Response(None, str(error))
        else:
            headers = {
                "Content-Type": _BATCH_TYPE if request.batch else _TYPE,
                **signed_headers(request.webhook_id, at, request.body, signing),
            }
            if request.cursors:
                headers["Newsroom-Cursor"] = ", ".join(request.cursors)
            response = await self.sender.post(url, headers, request.body)
        self.log.append(attempt_of(subscription, url, request, attempt, at, response))
        return response

    async def verify(self, subscription: Subscription) -> bool:
        """The handshake with every address: each answers a signed event with its challenge."""
        for url in filter(None, (subscription.url, subscription.backup_url)):
            challenge = secrets.token_urlsafe(24)
            response = await self.notify(subscription, VERIFIED, url, challenge=challenge)
            if verdict(response) is not Verdict.DELIVERED or not _answers_challenge(response.body, challenge):
                return False
        return True

    async def notify(
        self,
        subscription: Subscription,
        kind: str,
        url: str | None = None,
        *,
        challenge: str | None = None,
        reason: str | None = None,
    ) -> Response:
        """Sends an event about the subscription itself, to its address or another of its own."""
        data = SubscriptionNotice(subscription=subscription.id, challenge=challenge, reason=reason)
        event = notice(kind, data, secrets.token_hex(4), self.clock.now())
        return await self.post(
            subscription, url or subscription.url or "", Request(event.id, encode_notice(event))
        )

    def _open(self, secret_id: str, subscription: Subscription) -> Secret:
        opened = self._opened.get(secret_id)
        if opened is None:
            sealed = next(sealed for sealed in subscription.secrets if sealed.id == secret_id)
            if len(self._opened) >= _OPENED:
                self._opened.clear()
            opened = self._opened[secret_id] = self.sealer.open(sealed)
        return opened


def _answers_challenge(body: bytes, challenge: str) -> bool:
    """Whether a receiver proved that it expects us."""
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("challenge") == challenge


@dataclass(frozen=True, slots=True)
class Sent:
    """Attempt that was made: its response, and the last entry that it carried."""

    response: Response
    cursor: str


@dataclass(frozen=True, slots=True)
class WebhookTransport:
    """Transport of web hooks: events, rendered from the log at each attempt."""

    courier: Courier
    renderer: Renderer

    async def deliver(
        self, subscription: Subscription, url: str, cursors: Sequence[Cursor], attempt: int
    ) -> Sent | None:
        """Posts entries; None where nothing of them may be shown any more. Raises StoreUnavailableError."""
        changes = await self.renderer.render(cursors)
        if not changes:
            return None
        request = request_of(changes, batch=subscription.batch > 1)
        response = await self.courier.post(subscription, url, request, attempt)
        return Sent(response, changes[-1].cursor)

    async def verify(self, subscription: Subscription) -> bool:
        return await self.courier.verify(subscription)

    async def announce_pause(self, subscription: Subscription) -> None:
        reason = "deliveries have failed for too long; events are kept, set the state to active to go on"
        await self.courier.notify(subscription, PAUSED, subscription.backup_url, reason=reason)
