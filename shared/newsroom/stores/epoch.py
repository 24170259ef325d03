"""Epoch of an owner's numbers: the fencing token by which a service detects that Redis lost them.

MongoDB counts each owner's epochs; Redis holds the current one, and every script compares it first. Where
Redis lacks it, or holds an older one, a new epoch begins: the owner's numbers are restored from MongoDB
before it decides or emits anything, so that no revision, version, membership or seq goes back.

A Redis that comes back with an older append-only file carries the right epoch. Each owner therefore writes
high-water marks of its streams to MongoDB, and Redis runs an owner's scripts only once somebody has compared
them since it started: its script cache is volatile, and `EpochGuard` alone loads these scripts.
"""

import asyncio
import contextlib
import hashlib
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from redis.exceptions import NoScriptError, ResponseError

from newsroom.stores.errors import EpochLostError, StoreUnavailableError
from newsroom.stores.periodic import Periodic
from newsroom.stores.redis import RedisClient

REBUILDING = "held"  # an epoch's value while the owner's state is being rebuilt
STRIDE = 1_000_000  # numbers of one epoch; those of a service that knows an older one stay below
_RESTORING = "restoring:"
_SECONDS_BETWEEN_MARKS = 1.0
_SECONDS_BETWEEN_CHECKS = 5.0  # a third of the deployment's lease of its Redis
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

# ARGV: what the owner's epoch must hold, then a value for each key behind it.
_WRITE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
for i = 2, #KEYS do redis.call('SET', KEYS[i], ARGV[i]) end
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


async def unchecked() -> None:
    """The check of stores that are known to belong together."""


async def no_positions() -> Mapping[str, str]:
    """Positions of an owner without streams."""
    return {}


class FencedScript:
    """Script that compares the epoch first. Redis knows it only once its data has been verified."""

    def __init__(
        self, redis: RedisClient, owner: str, source: str, *, beyond_memory_limit: bool = False
    ) -> None:
        """With `beyond_memory_limit` it writes also where Redis has no memory left for anything else."""
        self._redis = redis
        flags = "#!lua flags=allow-oom\n" if beyond_memory_limit else ""
        # Owners verify their own data alone, so each has scripts of its own.
        self._source = f"{flags}-- of {owner}\n{source}"
        self.sha = hashlib.sha1(self._source.encode(), usedforsecurity=False).hexdigest()
        self.calls = 0
        """Calls of this process that are over: without any, none of its streams has grown."""

    async def __call__(self, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Any:
        """Its answer. Raises EpochLostError where the numbers are not here, or not verified yet."""
        try:
            return await self._redis.evalsha(self.sha, len(keys), *keys, *args)
        except NoScriptError as error:
            raise EpochLostError("Redis has started anew, and its numbers are not verified yet") from error
        except ResponseError as error:
            if str(error).startswith("EPOCH"):
                raise EpochLostError(str(error)) from error
            raise
        finally:
            self.calls += 1  # once it is over: what is counted is in the stream

    async def load(self) -> None:
        """Makes it known to Redis."""
        await self._redis.script_load(self._source)


class FencedWrites:
    """Writes of a restoration: refused once its fence is gone, however long its process slept."""

    def __init__(self, redis: RedisClient) -> None:
        self._script = redis.register_script(_WRITE)

    async def set(self, epoch_key: str, fence: str, values: Mapping[str, bytes]) -> None:
        """Sets keys of one slot, that of `epoch_key`. Raises EpochLostError."""
        if values and not await self._script(keys=[epoch_key, *values], args=[fence, *values.values()]):
            raise EpochLostError("its numbers were lost again while they were restored")


class Writer(Protocol):
    """Writer to an owner's streams; `calls` is how often this process has called it."""

    @property
    def calls(self) -> int: ...


class EpochHolder(Protocol):
    """Port to a writer under the epoch; `epoch` is the one this process knows, empty at first."""

    epoch: str


class EpochSource(Protocol):
    """Store of one owner's epochs. Calls raise StoreUnavailableError."""

    async def current(self) -> str:
        """The newest epoch, empty where none has begun."""
        ...

    async def begin(self) -> str:
        """The next epoch, which is the current one from now on, without marks."""
        ...

    async def marks(self, epoch: str) -> Mapping[str, str]:
        """High-water marks of the owner's streams under an epoch."""
        ...

    async def raise_marks(self, epoch: str, marks: Mapping[str, str]) -> None:
        """Raises marks, lowers none; compared with the epoch in the write."""
        ...


@dataclass(frozen=True, slots=True)
class Restoration:
    """One restoration of an owner's numbers, which hold from then on under `epoch`.

    While every key of the epoch holds `fence`, nothing was lost since and nobody else restores.
    """

    fence: str
    epoch: str


class EpochGuard:
    """Guard of an owner's numbers in Redis: restores them after a loss.

    `restore` must be idempotent.
    """

    def __init__(
        self,
        redis: RedisClient,
        keys: Sequence[str],
        holder: EpochHolder,
        *,
        owner: str,
        epochs: EpochSource,
        restore: Callable[[Restoration], Awaitable[int]],
        positions: Callable[[], Awaitable[Mapping[str, str]]] = no_positions,
        scripts: Sequence[FencedScript] = (),
        writers: Sequence[Writer] = (),
        check_stores: Callable[[], Awaitable[None]] = unchecked,
    ) -> None:
        """`keys` hold the owner's epoch in Redis: one in each slot where its scripts run.

        `positions` are those that its streams have reached in Redis, as texts that sort; they are not asked
        for again while none of `writers`, where they are given, was called. `check_stores` raises
        StoreUnavailableError where the stores are not to be written to at all.
        """
        self._redis = redis
        self._keys = keys
        self._holder = holder
        self._owner = owner
        self._epochs = epochs
        self._restore = restore
        self._positions = positions
        self._scripts = scripts
        self._writers = writers
        self._marked: tuple[str, Mapping[str, str]] = ("", {})
        self._calls_marked = -1
        self._turn = asyncio.Lock()
        self._check_stores = check_stores
        self._problem: str | None = "waiting for Redis and MongoDB"

    async def holds(self) -> bool:
        """Whether Redis holds this owner's epoch, as this process knows it, and is verified."""
        held = await self._has_epoch() and await self._is_verified()
        if not held and self._problem is None:
            self._problem = f"Redis does not hold the numbers of {self._owner}"
        return held

    def problems(self) -> list[str]:
        """Reasons not to be ready, as of the last look."""
        return [] if self._problem is None else [self._problem]

    def tasks(self, after: asyncio.Event | None = None) -> list[Periodic]:
        """The periodic work: marks, and the check that keeps the deployment's lease of its Redis."""
        return [
            Periodic("epoch.marks", _SECONDS_BETWEEN_MARKS, self.keep_marks, after),
            Periodic("stores.check", _SECONDS_BETWEEN_CHECKS, self._check_stores, after),
        ]

    async def keep_marks(self) -> None:
        """Raises the high-water marks to what the streams have reached.

        Where this process appended nothing since, they have not moved, or by a replica that marks them.
        """
        epoch, calls = self._holder.epoch, sum(writer.calls for writer in self._writers)
        if not await self.holds():
            return
        if self._writers and (self._marked[0], self._calls_marked) == (epoch, calls):
            return
        marks = (epoch, await self._positions())
        if marks != self._marked:
            await self._epochs.raise_marks(*marks)
        self._marked, self._calls_marked = marks, calls

    async def ensure(self) -> None:
        """Restores the owner's numbers where they are not in Redis, under an epoch of their own.

        Raises EpochLostError while another replica does so, or where they were lost again meanwhile.
        """
        async with self._turn:
            try:
                await self._ensure()
            except StoreUnavailableError as error:
                self._problem = str(error)
                raise
            self._problem = None

    async def _ensure(self) -> None:
        await self._check_stores()
        self._holder.epoch = await self._epochs.current()
        if await self.holds():
            return
        if await self._has_epoch() and not await self._is_behind():
            await self._verified()
        else:
            await self._restored()

    async def _has_epoch(self) -> bool:
        known = self._holder.epoch.encode()
        return bool(known) and all(stored == known for stored in await self._redis.mget(self._keys))

    async def _is_verified(self) -> bool:
        shas = [script.sha for script in self._scripts]
        return not shas or all(await self._redis.script_exists(*shas))

    async def _verified(self) -> None:
        for script in self._scripts:
            await script.load()

    async def _is_behind(self) -> bool:
        """Whether a stream has not reached its mark: Redis came back without what was written last."""
        marks = await self._epochs.marks(self._holder.epoch)
        positions = await self._positions()
        behind = [stream for stream, mark in marks.items() if positions.get(stream, "") < mark]
        if behind:
            _log.error("epoch.behind", owner=self._owner, streams=sorted(behind))
        return bool(behind)

    async def _restored(self) -> None:
        fence = _Fence(self._redis, self._keys)
        await fence.acquire()
        try:
            _log.warning("epoch.restoring", owner=self._owner)
            epoch = await self._epochs.begin()
            async with fence.renewed():
                restored = await self._restore(Restoration(fence.token, epoch))
            await self._verified()
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
