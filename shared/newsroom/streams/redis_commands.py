"""The stream commands that are read from, with the one type each answer has under our settings.

redis-py types every answer as the union of what any setting may give.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient
from newsroom.streams.wire import Entry

_HIGHEST_ID = "18446744073709551615-18446744073709551615"


class NoGroupError(Exception):
    """The group, or its stream, is not there: new, or lost with Redis' data."""


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """An entry delivered and not acknowledged."""

    id: str
    consumer: str
    deliveries: int


@dataclass(frozen=True, slots=True)
class ConsumerInfo:
    """A consumer of one stream's group, and for how many milliseconds it has not asked for anything."""

    name: str
    pending: int
    idle_ms: int


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A consumer group of one stream. `lag` is None where Redis cannot tell."""

    name: str
    last_delivered: str
    pending: int
    lag: int | None


async def read_range(
    redis: RedisClient, stream: str, *, start: str = "-", end: str = "+", count: int | None = None
) -> list[Entry]:
    """Entries from `start` to `end`, both included unless written with a leading `(`."""
    found = await redis.xrange(stream, min=start, max=end, count=count)
    return _entries(stream, found)


async def read_newest(redis: RedisClient, stream: str, count: int) -> list[Entry]:
    """The newest entries, oldest first."""
    return _entries(stream, await redis.xrevrange(stream, count=count))[::-1]


async def read_group(
    redis: RedisClient, stream: str, group: str, consumer: str, after: str, *, count: int, block_ms: int
) -> list[Entry]:
    """A consumer's next entries: after an id those it holds pending, after `>` new ones.

    One that was deleted while pending has no fields. Raises NoGroupError.
    """
    try:
        answer = await redis.xreadgroup(group, consumer, {stream: after}, count=count, block=block_ms)
    except ResponseError as error:
        if str(error).startswith("NOGROUP"):
            raise NoGroupError(str(error)) from error
        raise
    found = cast("list[tuple[bytes, list[tuple[bytes, Mapping[bytes, bytes] | None]]]]", answer or [])
    return [Entry(stream, _text(id_), fields or {}) for _, entries in found for id_, fields in entries]


async def last_generated_id(redis: RedisClient, stream: str) -> str | None:
    """The highest id the stream ever gave, also to an entry since deleted; None without a stream."""
    try:
        info = await redis.xinfo_stream(stream)
    except ResponseError as error:
        if "no such key" in str(error):
            return None
        raise
    return _text(info["last-generated-id"])


async def claim(
    redis: RedisClient, stream: str, group: str, consumer: str, ids: Sequence[str]
) -> list[Entry]:
    """Makes pending entries a consumer's; those that were deleted meanwhile are not among the answer."""
    return _entries(
        stream, await redis.xclaim(stream, group, consumer, min_idle_time=0, message_ids=list(ids))
    )


async def pending_entries(
    redis: RedisClient,
    stream: str,
    group: str,
    *,
    start: str = "-",
    end: str = "+",
    count: int,
    consumer: str | None = None,
    idle_ms: int | None = None,
) -> list[PendingEntry]:
    """A group's pending entries, oldest first."""
    found = cast(
        "list[dict[str, Any]]",
        await redis.xpending_range(
            stream, group, min=start, max=end, count=count, consumername=consumer, idle=idle_ms
        ),
    )
    return [
        PendingEntry(_text(one["message_id"]), _text(one["consumer"]), int(one["times_delivered"]))
        for one in found
    ]


async def touch(redis: RedisClient, streams: Sequence[str], group: str, consumer: str) -> None:
    """Shows that a consumer is alive, by asking for what it has pending above the highest id: nothing."""
    await redis.xreadgroup(group, consumer, dict.fromkeys(streams, _HIGHEST_ID), count=1)


async def consumer_infos(redis: RedisClient, stream: str, group: str) -> list[ConsumerInfo]:
    """The consumers that a stream's group has had, dead ones too."""
    found = await redis.xinfo_consumers(stream, group)
    return [ConsumerInfo(_text(one["name"]), int(one["pending"]), int(one["idle"])) for one in found]


async def group_infos(redis: RedisClient, stream: str) -> list[GroupInfo]:
    """The groups of a stream that exists."""
    found = await redis.xinfo_groups(stream)
    return [
        GroupInfo(_text(one["name"]), _text(one["last-delivered-id"]), int(one["pending"]), one.get("lag"))
        for one in found
    ]


def _entries(stream: str, found: object) -> list[Entry]:
    pairs = cast("list[tuple[bytes, Mapping[bytes, bytes] | None]]", found or [])
    return [Entry(stream, _text(entry_id), fields) for entry_id, fields in pairs if fields]


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
