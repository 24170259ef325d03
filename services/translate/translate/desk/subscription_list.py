"""Subscriptions as editors see them: their terms, how far each has come, its deliveries and orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from newsroom.events.subscriptions import SubscriptionVerb
from newsroom.streams.cursor import Cursor


@dataclass(frozen=True, slots=True)
class ListedSubscription:
    """A subscription. `undelivered` are entries that are owed after failed attempts."""

    id: str
    owner: str
    name: str
    kind: str
    topics: Sequence[str]
    state: str
    verified: bool
    url: str | None
    contact: str | None
    cursor: Cursor
    last_confirmed: Cursor | None
    undelivered: int
    failing_since: datetime | None

    def lag(self, newest: Cursor | None) -> timedelta | None:
        """How far behind the log's newest entry it is; None where it has all."""
        if newest is None or self.cursor >= newest:
            return None
        return timedelta(milliseconds=newest.ms - self.cursor.ms)

    @property
    def confirmed_at(self) -> datetime | None:
        """When the last event that it confirmed was logged."""
        if self.last_confirmed is None or not self.last_confirmed.ms:
            return None
        return datetime.fromtimestamp(self.last_confirmed.ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class LoggedDelivery:
    """An attempt of the last 30 days; `status` is None where no answer came, and `error` says why."""

    at: datetime
    event_id: str
    url: str
    attempt: int
    delivered: bool
    status: int | None
    error: str | None
    excerpt: str
    seconds: float


@dataclass(frozen=True, slots=True)
class LoggedOrder:
    """An editor's order that publish carried out, or refused with a reason."""

    at: datetime
    order: SubscriptionVerb
    editor: str
    reason: str | None
    refusal: str | None


class SubscriptionList(Protocol):
    """Port to what publish keeps of subscriptions. Calls raise StoreUnavailableError."""

    async def page(self, after: str, limit: int) -> list[ListedSubscription]:
        """Those that a key owns, by id; readers of the feeds' hub have no owner, and no place here."""
        ...

    async def one(self, subscription_id: str) -> ListedSubscription | None: ...
    async def newest(self) -> Cursor | None:
        """The newest entry of the log."""
        ...

    async def deliveries(self, subscription_id: str, limit: int) -> list[LoggedDelivery]:
        """The last attempts, the newest first."""
        ...

    async def orders(self, subscription_id: str, limit: int) -> list[LoggedOrder]:
        """The last orders, the newest first."""
        ...
