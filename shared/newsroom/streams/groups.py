"""Consumer groups, created at the beginning of their streams so that nothing emitted earlier is missed."""

from collections.abc import Iterable

from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient


async def ensure_groups(redis: RedisClient, streams: Iterable[str], group: str, start: str = "0") -> None:
    """Creates the group after `start` on each stream (names in Redis), where it is not there yet."""
    for stream in streams:
        try:
            await redis.xgroup_create(stream, group, id=start, mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
