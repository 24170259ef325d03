"""Intents of subscribers, and how one is verified (https://www.w3.org/TR/websub/, 5.2 and 5.3). Pure."""

import hashlib
import secrets
from datetime import datetime
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict

from publish.subscriptions.attempts import Response, Verdict, verdict
from publish.subscriptions.model import FeedLease, Subscription
from publish.subscriptions.secrets import Sealer
from publish.subscriptions.target_urls import host_of
from publish.websub.hub_request import HubRequest, Mode


class Intent(BaseModel):
    """Request that the owner of a callback is yet to confirm. `id` is the subscription's that it is about,
    `owner` the name of the key that made it, None without one.

    A later intent of the same feed and callback takes its place under another `nonce`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    nonce: str
    owner: str | None = None
    mode: Mode
    callback: str
    lease: FeedLease
    requested_at: datetime


def anonymous_id(feed: str, callback: str) -> str:
    """The id of a subscription without a key: feed and callback are its identity (5.1)."""
    return f"sub_{hashlib.sha256(f'{feed} {callback}'.encode()).hexdigest()[:20]}"


def intent_of(request: HubRequest, sealer: Sealer, now: datetime) -> Intent:
    """The intent of a request to the hub. Raises SealingError."""
    return Intent(
        id=anonymous_id(request.feed, request.callback),
        nonce=secrets.token_hex(8),
        mode=request.mode,
        callback=request.callback,
        lease=FeedLease(
            feed=request.feed,
            host=host_of(request.callback),
            seconds=request.lease_seconds,
            secret=sealer.encrypt(request.secret) if request.secret else None,
        ),
        requested_at=now,
    )


def renewal_of(subscription: Subscription, lease: FeedLease) -> Intent:
    """The intent of a subscription that a key has made: it is asked about before each lease."""
    return Intent(
        id=subscription.id,
        nonce=str(subscription.revision),
        owner=subscription.owner,
        mode="subscribe",
        callback=subscription.url or "",
        lease=lease,
        requested_at=subscription.created_at,
    )


def verification_url(intent: Intent, challenge: str) -> str:
    """The address that a verification asks: the callback, whose own query stays as it is."""
    fields = {"hub.mode": intent.mode, "hub.topic": intent.lease.feed, "hub.challenge": challenge}
    if intent.mode == "subscribe":
        fields["hub.lease_seconds"] = str(intent.lease.seconds)
    return _with_query(intent.callback, fields)


def denial_url(callback: str, feed: str, reason: str) -> str:
    """The address by which a subscriber learns that it is sent nothing, or nothing more."""
    return _with_query(callback, {"hub.mode": "denied", "hub.topic": feed, "hub.reason": reason})


def is_confirmed(response: Response, challenge: str) -> bool:
    """Whether the answer is 2xx with the challenge as its body."""
    return verdict(response) is Verdict.DELIVERED and response.body.strip() == challenge.encode()


def _with_query(address: str, fields: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"
