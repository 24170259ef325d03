"""Epoch of a deployment: the fencing token by which a service detects that Redis lost its numbers.

MongoDB keeps one epoch for the whole newsroom; Redis holds it once for each owner of numbers. Where an
owner's is missing or another, its numbers are restored from MongoDB before it decides or emits anything,
so that no revision, version, membership or seq goes back.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import structlog

from newsroom.stores.errors import EpochLostError
from newsroom.stores.redis import RedisClient

REBUILDING = "held"  # an epoch's value while the owner's state is being rebuilt
_log = structlog.get_logger(__name__)


class EpochHolder(Protocol):
    """Port to a writer under the epoch; `epoch` is the one this process knows, empty at first."""

    epoch: str


class EpochGuard:
    """Guard of an owner's numbers in Redis: restores them after a loss.

    `restore` must be idempotent, and safe to race with another process.
    """

    def __init__(
        self,
        redis: RedisClient,
        keys: Sequence[str],
        holder: EpochHolder,
        *,
        owner: str,
        epoch: Callable[[], Awaitable[str]],
        restore: Callable[[], Awaitable[int]],
    ) -> None:
        """`keys` hold the owner's epoch in Redis: one in each slot where its scripts run."""
        self._redis = redis
        self._keys = keys
        self._holder = holder
        self._owner = owner
        self._epoch = epoch
        self._restore = restore

    async def holds(self) -> bool:
        """Whether Redis holds this owner's epoch, as this process knows it."""
        known = self._holder.epoch.encode()
        return bool(known) and all(stored == known for stored in await self._redis.mget(self._keys))

    async def ensure(self) -> None:
        """Restores the owner's numbers where they are not in Redis, then marks them as there."""
        self._holder.epoch = await self._epoch()
        if await self.holds():
            return
        if REBUILDING.encode() in await self._redis.mget(self._keys):
            raise EpochLostError("its state is being rebuilt")
        _log.warning("epoch.restoring", owner=self._owner)
        restored = await self._restore()
        for key in self._keys:
            await self._redis.set(key, self._holder.epoch)
        _log.warning("epoch.restored", owner=self._owner, subjects=restored)
