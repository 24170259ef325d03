"""Rebuild of a running service's state in Redis from MongoDB.

First its epoch is blocked, so that it decides nothing meanwhile. Then the events it has emitted drain into
MongoDB, or its numbers would go back. Then its state is deleted, and the service, which finds its epoch
missing, restores all of it.
"""

import asyncio
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from newsroom.stores.epoch import REBUILDING, is_epoch
from newsroom.stores.redis import RedisClient
from newsroom.streams.inspect import group_states
from newsroom.streams.topology import Topology

_BATCH = 500
_PAUSE = 0.2


class NotDrainedError(Exception):
    """Timeout: a group did not finish its entries in time; nothing was deleted."""


async def rebuild(
    redis: RedisClient,
    topology: Topology,
    owner: str,
    groups: Sequence[tuple[str, str]],
    drain_seconds: float,
    numbers_of: Sequence[str] = (),
) -> int:
    """Deletes an owner's state once these groups, as (stream, group), have finished its events.

    With it go the last numbers appended to the streams `numbers_of`, where the owner restores these too.
    Returns the number of deleted keys. Raises NotDrainedError after `drain_seconds`.
    """
    keys = topology.epochs(owner)
    before = await redis.mget(keys)
    await redis.mset(dict.fromkeys(keys, REBUILDING))
    try:
        async with asyncio.timeout(drain_seconds):
            while unfinished := await _unfinished(redis, topology, groups):  # noqa: ASYNC110 - Redis
                await asyncio.sleep(_PAUSE)
    except TimeoutError as error:
        await redis.mset({key: value for key, value in zip(keys, before, strict=True) if value is not None})
        raise NotDrainedError(f"not finished: {', '.join(unfinished)}") from error
    epochs = {key.encode() for key in keys}
    patterns = [topology.own_keys(owner), *map(topology.all_numbers, numbers_of)]
    deleted = sum([await _delete(redis, pattern, epochs) for pattern in patterns])
    await redis.delete(*keys)
    return deleted


async def preview(
    redis: RedisClient,
    topology: Topology,
    owner: str,
    groups: Sequence[tuple[str, str]],
    numbers_of: Sequence[str] = (),
) -> tuple[int, list[str]]:
    """How many keys a rebuild would delete, and the groups that it would wait for."""
    patterns = [topology.own_keys(owner), *map(topology.all_numbers, numbers_of)]
    epochs = {key.encode() for key in topology.epochs(owner)}
    keys = {key for pattern in patterns async for key in redis.scan_iter(pattern, count=_BATCH)}
    return len(keys - epochs), await _unfinished(redis, topology, groups)


async def has_epoch(redis: RedisClient, topology: Topology, owner: str) -> bool:
    """Whether an owner's state has been restored."""
    return all(is_epoch(value) for value in await redis.mget(topology.epochs(owner)))


async def _unfinished(redis: RedisClient, topology: Topology, groups: Sequence[tuple[str, str]]) -> list[str]:
    return [
        f"{state.group} on {state.stream}"
        for state in await group_states(redis, topology)
        if (topology.logical(state.stream), state.group) in groups and (state.lag or state.pending)
    ]


async def _delete(redis: RedisClient, pattern: str, kept: AbstractSet[bytes]) -> int:
    keys = [key async for key in redis.scan_iter(pattern, count=_BATCH) if key not in kept]
    for start in range(0, len(keys), _BATCH):
        await redis.unlink(*keys[start : start + _BATCH])
    return len(keys)
