"""Retention of streams: trimmed by age, never past the first unfinished entry of a configured group.

By `MINID` and never by length: a length limit deletes unread and pending entries in silence.
"""

from collections.abc import Sequence

from newsroom.stores.redis import RedisClient
from newsroom.streams.cursor import BEGINNING, Cursor
from newsroom.streams.redis_commands import GroupInfo, group_infos, pending_entries, read_range


def trim_bound(oldest_kept_ms: int, unfinished: Sequence[str]) -> str:
    """The least id to keep: the age limit, or the first entry that some group has not finished."""
    return str(min([Cursor(max(0, oldest_kept_ms), 0), *map(Cursor.parse, unfinished)]))


async def first_unfinished(redis: RedisClient, stream: str, group: str) -> str:
    """The first entry that a group may still need; `0-0` where the group is not there yet."""
    infos = {info.name: info for info in await group_infos(redis, stream)}
    return await _first_unfinished(redis, stream, infos.get(group))


async def finished_until(redis: RedisClient, stream: str, group: str) -> str | None:
    """The highest id up to which a group has finished all entries; None where it is not there yet."""
    if not await redis.exists(stream):
        return None
    infos = {info.name: info for info in await group_infos(redis, stream)}
    if group not in infos:
        return None
    # Asked after the info: what was delivered since is above that last id.
    pending = await pending_entries(redis, stream, group, count=1)
    delivered = Cursor.parse(infos[group].last_delivered)
    return str(min([delivered, *(Cursor.parse(entry.id).before for entry in pending)]))


async def oldest_unfinished(redis: RedisClient, stream: str, info: GroupInfo) -> str | None:
    """The oldest entry that a group has not finished, delivered or not; None where it has finished all."""
    if pending := await pending_entries(redis, stream, info.name, count=1):
        return pending[0].id
    unread = await read_range(redis, stream, start=f"({info.last_delivered}", count=1)
    return unread[0].id if unread else None


async def trim(redis: RedisClient, stream: str, groups: Sequence[str], oldest_kept_ms: int) -> int:
    """Trims one stream (its name in Redis); returns the number of deleted entries."""
    if not await redis.exists(stream):
        return 0
    infos = {info.name: info for info in await group_infos(redis, stream)}
    unfinished = [await _first_unfinished(redis, stream, infos.get(group)) for group in groups]
    return int(await redis.xtrim(stream, minid=trim_bound(oldest_kept_ms, unfinished), approximate=False))


async def _first_unfinished(redis: RedisClient, stream: str, info: GroupInfo | None) -> str:
    if info is None:
        return BEGINNING
    # Asked even where the info has none pending: what was delivered since must be kept.
    pending = await pending_entries(redis, stream, info.name, count=1)
    # With nothing pending all up to the last delivered are finished; that one is kept, one too many.
    return pending[0].id if pending else info.last_delivered
