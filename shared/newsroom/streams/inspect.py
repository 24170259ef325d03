"""State of every consumer group: length, lag and pending; and how many entries are parked."""

from collections.abc import Mapping
from dataclasses import dataclass

from newsroom.stores.redis import RedisClient
from newsroom.streams.dead_letters import DeadLetters
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.topology import GROUPS, Topology


@dataclass(frozen=True, slots=True)
class GroupState:
    """Group on a stream. `lag` counts entries not yet delivered, at least (see `GroupInfo`)."""

    stream: str
    group: str
    length: int
    lag: int
    pending: int


async def group_states(redis: RedisClient, topology: Topology) -> list[GroupState]:
    """States of all groups, those of others too, of every stream of ours that exists."""
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


async def dead_letter_counts(redis: RedisClient) -> Mapping[str, int]:
    """Letters on each dead-letter stream that there is."""
    return {stream: int(await redis.xlen(stream)) for stream in await DeadLetters(redis).streams()}
