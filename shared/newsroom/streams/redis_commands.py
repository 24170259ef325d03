"""Commands on streams with typed answers, for our settings of redis-py.

redis-py types every answer as the union of all its settings.
"""

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient
from newsroom.streams.wire import Entry

# The highest id that is one: Redis takes the one above it, all bits set, for `>`, and would hand out what is
# new.
_HIGHEST_ID = "18446744073709551615-18446744073709551614"
# Of a group behind deleted entries Redis says no lag (null): what is there is counted, so far and no farther.
_COUNTED_LAG = 1000
_COUNT_ABOVE = "return #redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])"


class NoGroupError(Exception):
    """Missing group or stream: new, or lost with Redis' data."""


@dataclass(frozen=True, slots=True)
class PendingEntry:
    """Entry delivered and not acknowledged; `idle_ms` since its last delivery."""

    id: str
    consumer: str
    deliveries: int
    idle_ms: int


@dataclass(frozen=True, slots=True)
class ConsumerInfo:
    """Consumer of a group on one stream; `idle_ms` since its last command."""

    name: str
    pending: int
    idle_ms: int


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """Consumer group of one stream. `lag` is a least where entries were deleted: counted up to 1,000."""

    name: str
    last_delivered: str
    pending: int
    lag: int


async def read_range(
    redis: RedisClient, stream: str, *, start: str = "-", end: str = "+", count: int | None = None
) -> list[Entry]:
    """Entries from `start` to `end`, both included unless written with a leading `(`."""
    return _entries(stream, await redis.xrange(stream, min=start, max=end, count=count))


async def read_newest(redis: RedisClient, stream: str, count: int) -> list[Entry]:
    """The newest entries, oldest first."""
    return _entries(stream, await redis.xrevrange(stream, count=count))[::-1]


async def read_newest_before(redis: RedisClient, stream: str, before: str, count: int) -> list[Entry]:
    """Entries up to the id `before`, newest first; `(` before it leaves it out, `+` is the newest."""
    return _entries(stream, await redis.xrevrange(stream, max=before, count=count))


async def read_group(
    redis: RedisClient, stream: str, group: str, consumer: str, after: str, *, count: int, block_ms: int
) -> list[Entry]:
    """A consumer's next entries: behind an id those pending for it, behind `>` new ones.

    An entry deleted while pending has no fields. Raises NoGroupError.
    """
    try:
        answer = await redis.xreadgroup(group, consumer, {stream: after}, count=count, block=block_ms)
    except ResponseError as error:
        if str(error).startswith("NOGROUP"):
            raise NoGroupError(str(error)) from error
        raise
    streams = cast("list[tuple[bytes, list[tuple[bytes, Mapping[bytes, bytes] | None]]]]", answer or [])
    return [Entry(stream, _text(id_), fields or {}) for _, entries in streams for id_, fields in entries]


async def last_generated_id(redis: RedisClient, stream: str) -> str | None:
    """High-water mark of a stream's ids, deleted entries included; None without a stream."""
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
    """Moves pending entries to a consumer and returns them, without those deleted meanwhile."""
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
    rows = cast(
        "list[dict[str, Any]]",
        await redis.xpending_range(
            stream, group, min=start, max=end, count=count, consumername=consumer, idle=idle_ms
        ),
    )
    return [
        PendingEntry(
            _text(row["message_id"]),
            _text(row["consumer"]),
            int(row["times_delivered"]),
            int(row["time_since_delivered"]),
        )
        for row in rows
    ]


async def touch(redis: RedisClient, streams: Sequence[str], group: str, consumer: str) -> None:
    """Heartbeat: resets a consumer's idle time by a read above the highest id, which answers nothing."""
    await redis.xreadgroup(group, consumer, dict.fromkeys(streams, _HIGHEST_ID), count=1)


async def consumer_infos(redis: RedisClient, stream: str, group: str) -> list[ConsumerInfo]:
    """All consumers that a stream's group ever had, dead ones too."""
    rows = await redis.xinfo_consumers(stream, group)
    return [ConsumerInfo(_text(row["name"]), int(row["pending"]), int(row["idle"])) for row in rows]


async def group_infos(redis: RedisClient, stream: str) -> list[GroupInfo]:
    """The groups of an existing stream."""
    infos: list[GroupInfo] = []
    for row in await redis.xinfo_groups(stream):
        last_delivered, lag = _text(row["last-delivered-id"]), row.get("lag")
        if lag is None:
            lag = await _count_above(redis, stream, last_delivered)
        infos.append(GroupInfo(_text(row["name"]), last_delivered, int(row["pending"]), lag))
    return infos


async def group_names(redis: RedisClient, stream: str) -> set[str]:
    """The groups of a stream, none of one that is missing."""
    try:
        return {_text(row["name"]) for row in await redis.xinfo_groups(stream)}
    except ResponseError as error:
        if "no such key" in str(error):
            return set()
        raise


async def _count_above(redis: RedisClient, stream: str, entry_id: str) -> int:
    answer = redis.eval(_COUNT_ABOVE, 1, stream, entry_id, str(_COUNTED_LAG))
    return int(await cast("Awaitable[int]", answer))


def _entries(stream: str, answer: object) -> list[Entry]:
    pairs = cast("list[tuple[bytes, Mapping[bytes, bytes] | None]]", answer or [])
    return [Entry(stream, _text(entry_id), fields) for entry_id, fields in pairs if fields]


def _text(value: bytes | str) -> str:
    return value.decode() if isinstance(value, bytes) else value
