"""Retention of streams: trimmed by age, never past the first unfinished entry of a configured group.

By `MINID` and never by length: a length limit deletes unread and pending entries in silence.
"""

from collections.abc import Sequence

from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import group_infos, pending_entries


def entry_order(entry_id: str) -> tuple[int, int]:
    """Sort key of an entry id."""
    milliseconds, _, number = entry_id.partition("-")
    return int(milliseconds), int(number or 0)


def trim_bound(oldest_kept_ms: int, unfinished: Sequence[str]) -> str:
    """The least id to keep: the age limit, or the first unfinished entry of a group if that is older."""
    return min([f"{oldest_kept_ms}-0", *unfinished], key=entry_order)


async def first_unfinished(redis: RedisClient, stream: str, group: str) -> str:
    """The first entry that a group may still need; `0-0` where the group is not there yet."""
    infos = {info.name: info for info in await group_infos(redis, stream)}
    if group not in infos:
        return "0-0"
    pending = await pending_entries(redis, stream, group, count=1)
    # With nothing pending all up to the last delivered are finished; that one is kept, one too many.
    return pending[0].id if pending else infos[group].last_delivered


async def trim(redis: RedisClient, stream: str, groups: Sequence[str], oldest_kept_ms: int) -> int:
    """Trims one stream (its name in Redis); returns the number of deleted entries."""
    if not await redis.exists(stream):
        return 0
    unfinished = [await first_unfinished(redis, stream, group) for group in groups]
    return int(await redis.xtrim(stream, minid=trim_bound(oldest_kept_ms, unfinished), approximate=False))
