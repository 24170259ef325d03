"""Epoch of an owner's numbers: the fencing token by which a service detects that Redis lost them.

MongoDB counts each owner's epochs; Redis holds the current one, and every script compares it first. Where
Redis lacks it, or holds an older one, a new epoch begins: the owner's numbers are restored from MongoDB
before it decides or emits anything, so that no revision, version, membership or seq goes back.
"""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Protocol

import structlog

from newsroom.stores.errors import EpochLostError, StoreUnavailableError
from newsroom.stores.redis import RedisClient

REBUILDING = "held"  # an epoch's value while the owner's state is being rebuilt
STRIDE = 1_000_000  # numbers of one epoch; those of a service that knows an older one stay below
_RESTORING = "restoring:"
_LEASE_MS = 5000
_SECONDS_BETWEEN_RENEWALS = 1.0
_log = structlog.get_logger(__name__)

# Takes the owner's first key for a restoration, unless another one or a rebuild has it. ARGV: token, lease.
_ACQUIRE = f"""
local value = redis.call('GET', KEYS[1])
if value == '{REBUILDING}' or (value and string.sub(value, 1, {len(_RESTORING)}) == '{_RESTORING}') then
  return value
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return false
"""
# Compare-and-set of a key. ARGV: what it must hold, its next value ('' deletes it), its lease (0 for none).
_EXCHANGE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then
  redis.call('DEL', KEYS[1])
elseif ARGV[3] == '0' then
  redis.call('SET', KEYS[1], ARGV[2])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1
"""


def epoch_text(number: int, deployment: str) -> str:
    """The epoch as Redis holds it."""
    return f"{number}.{deployment}"


def epoch_number(epoch: str) -> int:
    """How many epochs of its owner came before; 0 of what is no epoch."""
    number, _, _ = epoch.partition(".")
    return int(number) if number.isascii() and number.isdigit() else 0


def floor_of(epoch: str) -> int:
    """The number above which this epoch's numbers begin, whatever an earlier one had reached."""
    return epoch_number(epoch) * STRIDE


def is_epoch(value: bytes | str | None) -> bool:
    """Whether a key's value is an epoch, and no token of one who restores or rebuilds."""
    text = value.decode() if isinstance(value, bytes) else value
    return text is not None and text != REBUILDING and not text.startswith(_RESTORING)


class EpochHolder(Protocol):
    """Port to a writer under the epoch; `epoch` is the one this process knows, empty at first."""

    epoch: str


class EpochSource(Protocol):
    """Store of one owner's epochs. Calls raise StoreUnavailableError."""

    async def current(self) -> str:
        """The newest epoch, empty where none has begun."""
        ...

    async def begin(self) -> str:
        """The next epoch, which is the current one from now on."""
        ...


class EpochGuard:
    """Guard of an owner's numbers in Redis: restores them after a loss.

    `restore` must be idempotent. It is given the token of its fence: while every key of the epoch holds
    that, nothing was lost since and nobody else restores.
    """

    def __init__(
        self,
        redis: RedisClient,
        keys: Sequence[str],
        holder: EpochHolder,
        *,
        owner: str,
        epochs: EpochSource,
        restore: Callable[[str], Awaitable[int]],
    ) -> None:
        """`keys` hold the owner's epoch in Redis: one in each slot where its scripts run."""
        self._redis = redis
        self._keys = keys
        self._holder = holder
        self._owner = owner
        self._epochs = epochs
        self._restore = restore
        self._turn = asyncio.Lock()

    async def holds(self) -> bool:
        """Whether Redis holds this owner's epoch, as this process knows it."""
        known = self._holder.epoch.encode()
        return bool(known) and all(stored == known for stored in await self._redis.mget(self._keys))

    async def ensure(self) -> None:
        """Restores the owner's numbers where they are not in Redis, under an epoch of their own.

        Raises EpochLostError while another replica does so, or where they were lost again meanwhile.
        """
        async with self._turn:
            self._holder.epoch = await self._epochs.current()
            if not await self.holds():
                await self._restored()

    async def _restored(self) -> None:
        fence = _Fence(self._redis, self._keys)
        await fence.acquire()
        try:
            _log.warning("epoch.restoring", owner=self._owner)
            epoch = await self._epochs.begin()
            async with fence.renewed():
                restored = await self._restore(fence.token)
            await fence.give_way(epoch, restored)
        except BaseException:  # a cancellation, too
            with contextlib.suppress(StoreUnavailableError):
                await fence.abandon()
            raise
        self._holder.epoch = epoch
        _log.warning("epoch.restored", owner=self._owner, subjects=restored)


class _Fence:
    """Fence of one restoration: a random token in place of the epoch, under a lease.

    A Redis that is emptied, or comes back without what was written last, has lost the token or the count
    that is written behind everything restored: the epoch is set only over both.
    """

    def __init__(self, redis: RedisClient, keys: Sequence[str]) -> None:
        self.token = f"{_RESTORING}{uuid.uuid4().hex}"
        self._redis = redis
        self._keys = keys
        self._acquire = redis.register_script(_ACQUIRE)
        self._exchange = redis.register_script(_EXCHANGE)

    async def acquire(self) -> None:
        """Puts the token into every key, the last of which decides who restores."""
        *others, first = self._keys
        if taken := await self._acquire(keys=[first], args=[self.token, _LEASE_MS]):
            is_rebuilt = taken == REBUILDING.encode()
            raise EpochLostError(
                "its state is being rebuilt" if is_rebuilt else "another replica restores its numbers"
            )
        for key in others:
            await self._redis.set(key, self.token, px=_LEASE_MS)

    @contextlib.asynccontextmanager
    async def renewed(self) -> AsyncIterator[None]:
        """Keeps the lease during the block."""
        over = asyncio.Event()
        renewing = asyncio.create_task(self._renew(over), name="lease of a restoration")
        try:
            yield
        finally:
            over.set()
            await asyncio.gather(renewing, return_exceptions=True)

    async def give_way(self, epoch: str, restored: int) -> None:
        """Sets the epoch, only while the token and the count of what was restored are there."""
        counted = f"{self.token}:{restored}"
        kept = [await self._exchanged(key, self.token, counted, _LEASE_MS) for key in self._keys]
        if not all(kept) or not all([await self._exchanged(key, counted, epoch, 0) for key in self._keys]):
            raise EpochLostError("its numbers were lost again while they were restored")

    async def abandon(self) -> None:
        """Leaves the restoration to whoever comes next, at once."""
        for key in self._keys:
            await self._exchanged(key, self.token, "", 0)

    async def _renew(self, over: asyncio.Event) -> None:
        """Renews until told to end: a call to Redis is not cancelled, its reply would be left unread."""
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS_BETWEEN_RENEWALS):
                    await over.wait()
            for key in self._keys:
                await self._exchanged(key, self.token, self.token, _LEASE_MS)

    async def _exchanged(self, key: str, held: str, value: str, lease_ms: int) -> bool:
        return bool(await self._exchange(keys=[key], args=[held, value, lease_ms]))
