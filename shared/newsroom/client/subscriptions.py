"""Client of `/v1/subscriptions`, with a subscriber's key.

Install it with `newsroom[httpx]`.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

import httpx
from pydantic import BaseModel, ConfigDict, Field

from newsroom.client.topics import Topics

_TIMEOUT_SECONDS = 30.0  # a test event may take 15 of them
_PATH = "/v1/subscriptions"
_PAGE = "100"
Kind = Literal["stream", "webhook", "websub"]
State = Literal["active", "paused", "failing", "off"]


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class NewSubscription(_Model):
    """Terms of a subscription to be made; what is None is left to publish."""

    name: str
    kind: Kind
    topics: Topics = Topics()
    start: str = Field("now", serialization_alias="from")
    url: str | None = None
    backup_url: str | None = None
    batch: int | None = None
    max_age_hours: float | None = None
    contact: str | None = None


class Subscription(_Model):
    """Subscription of this key. `secret` is there in the answer to its creation alone."""

    id: str
    name: str
    kind: Kind
    topics: Topics
    start: str = Field(alias="from")
    state: State
    cursor: str
    last_confirmed: str | None
    undelivered: int
    max_age_hours: float | None
    contact: str | None
    url: str | None = None
    backup_url: str | None = None
    batch: int | None = None
    stream: str | None = None
    feed: str | None = None
    lease_until: datetime | None = None
    secret: str | None = None


class Secret(_Model):
    """Secret just made."""

    id: str
    secret: str


class Delivery(_Model):
    """Attempt at a delivery; `status` is None where no answer came, and `error` says why."""

    id: str
    at: datetime
    url: str
    attempt: int
    delivered: bool
    status: int | None
    error: str | None
    excerpt: str
    seconds: float


class _Page(_Model):
    subscriptions: tuple[Subscription, ...]
    cursor: str | None


class _Deliveries(_Model):
    deliveries: tuple[Delivery, ...]


_Answer = TypeVar("_Answer", bound=_Model)


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Calls of one key. Each raises httpx.HTTPError: HTTPStatusError where publish refuses it."""

    http: httpx.AsyncClient

    async def create(self, wanted: NewSubscription) -> Subscription:
        body = wanted.model_dump(mode="json", by_alias=True, exclude_none=True)
        return await self._call(Subscription, "POST", _PATH, body)

    async def all(self) -> AsyncIterator[Subscription]:
        """Every subscription of the key, page by page."""
        query = {"limit": _PAGE}
        while True:
            response = await self.http.get(_PATH, params=query)
            page = _Page.model_validate_json(response.raise_for_status().content)
            for subscription in page.subscriptions:
                yield subscription
            if page.cursor is None:
                return
            query["cursor"] = page.cursor

    async def find(self, subscription_id: str) -> Subscription:
        return await self._call(Subscription, "GET", f"{_PATH}/{subscription_id}")

    async def set_state(
        self, subscription_id: str, state: Literal["active", "paused", "off"]
    ) -> Subscription:
        return await self._call(Subscription, "PATCH", f"{_PATH}/{subscription_id}", {"state": state})

    async def rotate(self, subscription_id: str) -> Secret:
        """A new secret; the one before signs too, until the next."""
        return await self._call(Secret, "POST", f"{_PATH}/{subscription_id}/secrets")

    async def test(self, subscription_id: str) -> Delivery:
        """Has a test event sent now."""
        return await self._call(Delivery, "POST", f"{_PATH}/{subscription_id}/test")

    async def resend(self, subscription_id: str, cursor: str) -> Delivery:
        """Has one event of the log sent again, now."""
        return await self._call(Delivery, "POST", f"{_PATH}/{subscription_id}/resend", {"cursor": cursor})

    async def replay(self, subscription_id: str, start: str, end: str | None = None) -> Subscription:
        """Has the events above one cursor sent again, up to another or today's end."""
        body = {"from": start} if end is None else {"from": start, "to": end}
        return await self._call(Subscription, "POST", f"{_PATH}/{subscription_id}/replay", body)

    async def deliveries(self, subscription_id: str, limit: int) -> tuple[Delivery, ...]:
        """The last attempts, newest first."""
        path = f"{_PATH}/{subscription_id}/deliveries?limit={limit}"
        return (await self._call(_Deliveries, "GET", path)).deliveries

    async def delete(self, subscription_id: str) -> None:
        (await self.http.delete(f"{_PATH}/{subscription_id}")).raise_for_status()

    async def _call(self, kind: type[_Answer], method: str, path: str, body: object = None) -> _Answer:
        response = await self.http.request(method, path, json=body)
        return kind.model_validate_json(response.raise_for_status().content)


@asynccontextmanager
async def connected(url: str, key: str) -> AsyncGenerator[Subscriptions]:
    """The subscriptions of a key at the publish at `url`."""
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=_TIMEOUT_SECONDS, trust_env=False
    ) as http:
        yield Subscriptions(http)
