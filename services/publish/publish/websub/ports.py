"""Ports of the hub. Calls raise StoreUnavailableError."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from publish.subscriptions.model import Subscription
from publish.websub.intents import Intent


class IntentStore(Protocol):
    """Intents that wait to be verified, one for each subscription that they are about."""

    async def put(self, intent: Intent) -> None: ...

    async def pending(self, but_of: Collection[str], limit: int) -> list[Intent]:
        """The oldest of each host, but of some hosts."""
        ...

    async def remove(self, intent: Intent) -> None: ...
    async def count(self, host: str | None = None) -> int: ...


class LeasedSubscriptions(Protocol):
    """Subscriptions of kind `websub`; `write` is a compare-and-set on `revision`."""

    async def find(self, owner: str | None, subscription_id: str) -> Subscription | None: ...

    async def add(self, subscription: Subscription) -> bool:
        """Makes one; False where there is one of its id."""
        ...

    async def remove(self, subscription: Subscription) -> bool:
        """Deletes it where nobody has changed it since."""
        ...

    async def write(self, subscription: Subscription) -> bool: ...
    async def delete(self, owner: str | None, subscription_id: str) -> bool: ...


class Leases(Protocol):
    """Leases of all subscriptions."""

    async def count_anonymous(self, host: str | None = None) -> int:
        """The subscriptions without an owner, of all hosts or of one."""
        ...

    async def unconfirmed(self, until: datetime, after: str, limit: int) -> list[Subscription]:
        """Those of owners that are not confirmed, or whose lease ends before `until`, by id above `after`."""
        ...

    async def over(self, now: datetime, limit: int) -> list[Subscription]:
        """Those whose lease is over; without an owner also those that nothing is sent to any more."""
        ...
