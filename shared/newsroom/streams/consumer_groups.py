"""Creation of consumer groups, at the beginning of their streams: nothing emitted earlier is missed."""

from collections.abc import Iterable

from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient


async def ensure_groups(redis: RedisClient, streams: Iterable[str], group: str, start: str = "0") -> None:
    """Creates the group behind the id `start` on each stream (names in Redis); idempotent."""
    for stream in streams:
        try:
            await redis.xgroup_create(stream, group, id=start, mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise
