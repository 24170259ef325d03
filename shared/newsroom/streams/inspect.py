"""How far every group has come: length, lag and pending."""

from dataclasses import dataclass

from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.topology import GROUPS, Topology


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group on a stream. `lag` counts entries not yet delivered, None where Redis cannot tell."""

    stream: str
    group: str
    length: int
    lag: int | None
    pending: int


async def group_states(redis: RedisClient, topology: Topology) -> list[GroupState]:
    """The state of every group of every stream there is, ours first, then any others there."""
    states: list[GroupState] = []
    for logical in GROUPS:
        for stream in topology.physical(logical):
            if not await redis.exists(stream):
                continue
            length = await redis.xlen(stream)
            states += [
                GroupState(stream, info.name, length, info.lag, info.pending)
                for info in await group_infos(redis, stream)
            ]
    return states
