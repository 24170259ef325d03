"""Signed posts to a receiver of web hooks, as publish makes them, for whoever tries a receiver out.

Install it with `newsroom[httpx]`.
"""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from newsroom.client.webhook_signatures import key_of, signature

TIMEOUT_SECONDS = 15.0  # publish waits no longer
JSON = "application/cloudevents+json; charset=utf-8"
BATCH = "application/cloudevents-batch+json; charset=utf-8"
_EXCERPT = 200  # characters of an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer of a receiver; `status` is None where none came, and `text` says why."""

    status: int | None
    text: str = ""

    @property
    def is_success(self) -> bool:
        """2xx alone: a redirect is a failure (Standard Webhooks)."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_refusal(self) -> bool:
        return self.status is not None and 400 <= self.status < 500

    @property
    def challenge(self) -> str | None:
        """The challenge that it repeats."""
        try:
            parsed = json.loads(self.text)
        except ValueError:
            return None
        return str(parsed.get("challenge")) if isinstance(parsed, dict) else None

    def __str__(self) -> str:
        excerpt = self.text[:_EXCERPT]
        return f"no answer: {excerpt}" if self.status is None else f"{self.status} {excerpt}".strip()


@dataclass(frozen=True, slots=True)
class Post:
    """Request before it is signed. `signed` replaces the body that is signed, `at` its time."""

    webhook_id: str
    body: bytes
    media_type: str = JSON
    cursors: tuple[str, ...] = ()
    signed: bytes | None = None
    at: int | None = None
    other_secrets: tuple[str, ...] = field(default=())  # whose signatures come first


@dataclass(frozen=True, slots=True)
class SignedPosts:
    """Posts to one address, signed with one secret (`whsec_…`)."""

    http: httpx.AsyncClient
    url: str
    secret: str

    async def send(self, post: Post, *, is_signed: bool = True) -> Answer:
        """The answer; never raises for what a receiver does."""
        headers = {"Content-Type": post.media_type, **(self._signature(post) if is_signed else {})}
        if post.cursors:
            headers["Newsroom-Cursor"] = ", ".join(post.cursors)
        try:
            response = await self.http.post(
                self.url,
                content=post.body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
            )
        except httpx.HTTPError as error:
            return Answer(None, repr(error))
        return Answer(response.status_code, response.text)

    def _signature(self, post: Post) -> Mapping[str, str]:
        timestamp = str(int(time.time()) if post.at is None else post.at)
        body = post.body if post.signed is None else post.signed
        secrets = (*post.other_secrets, self.secret)
        signatures = [signature(key_of(secret), post.webhook_id, timestamp, body) for secret in secrets]
        return {
            "webhook-id": post.webhook_id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(signatures),
        }
