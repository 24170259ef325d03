"""Have a service recreate its part of Redis from MongoDB, while it runs.

Its epoch is held first, so that it decides nothing meanwhile; what it has emitted is waited for until it
is in MongoDB, or its numbers would go back; then its state is deleted, and the service, which finds its
epoch missing, restores all of it.
"""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from newsroom.stores.epoch import HELD
from newsroom.stores.redis import RedisClient
from newsroom.streams.inspect import group_states
from newsroom.streams.topology import Topology

_BATCH = 500
_PAUSE = 0.2


class NotFinishedError(Exception):
    """A group did not finish in time; nothing was deleted."""


async def rebuild(
    redis: RedisClient,
    topology: Topology,
    owner: str,
    waited_for: Sequence[tuple[str, str]],
    patience: float,
    numbers_of: Sequence[str] = (),
) -> int:
    """Deletes an owner's state once these groups, as (stream, group), have finished its events.

    With it go the last numbers appended to the streams `numbers_of`, where the owner restores these too.

    Returns how many keys went. Raises NotFinishedError after `patience` seconds.
    """
    keys = topology.epochs(owner)
    before = await redis.mget(keys)
    await redis.mset(dict.fromkeys(keys, HELD))
    try:
        async with asyncio.timeout(patience):
            while unfinished := await _unfinished(redis, topology, waited_for):  # noqa: ASYNC110 - Redis
                await asyncio.sleep(_PAUSE)
    except TimeoutError as error:
        await redis.mset({key: value for key, value in zip(keys, before, strict=True) if value is not None})
        raise NotFinishedError(f"not finished: {', '.join(unfinished)}") from error
    kept = {key.encode() for key in keys}
    patterns = [topology.own_keys(owner), *map(topology.all_numbers, numbers_of)]
    gone = sum([await _delete(redis, pattern, kept) for pattern in patterns])
    await redis.delete(*keys)
    return gone


async def has_epoch(redis: RedisClient, topology: Topology, owner: str) -> bool:
    """Whether an owner's state has been restored."""
    return all(value is not None for value in await redis.mget(topology.epochs(owner)))


async def _unfinished(
    redis: RedisClient, topology: Topology, waited_for: Sequence[tuple[str, str]]
) -> list[str]:
    return [
        f"{state.group} on {state.stream}"
        for state in await group_states(redis, topology)
        if (topology.logical(state.stream), state.group) in waited_for and (state.lag or state.pending)
    ]


async def _delete(redis: RedisClient, pattern: str, kept: AbstractSet[bytes]) -> int:
    keys = [key async for key in redis.scan_iter(pattern, count=_BATCH) if key not in kept]
    for start in range(0, len(keys), _BATCH):
        await redis.unlink(*keys[start : start + _BATCH])
    return len(keys)
