"""Rebuild of the live log as a shadow stream, swapped in atomically: no reader sees half of it."""

import uuid
from collections.abc import Iterable

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.cursor import Cursor
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.retention import first_unfinished
from newsroom.streams.topology import ARCHIVE, PUBLISH, Topology
from newsroom.streams.wire import fields_of
from publish.log.logged_change import LoggedChange

_ABANDONED_SECONDS = 600  # what a process that died left beside the log goes by itself

# KEYS: 1 the owner's epoch, 2 the shadow stream, 3 the log. ARGV: 1 the fence's token.
# Where the epoch's place holds anything else, another replica was first, or all was lost again.
_SWAP_IN = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  redis.call('DEL', KEYS[2])
  return 0
end
redis.call('PERSIST', KEYS[2])
redis.call('RENAME', KEYS[2], KEYS[3])
return 1
"""


class LiveLogRebuild:
    """A shadow stream, swapped in by compare-and-set on the fence of publish's restoration.

    While that stands in the epoch's place, nothing is appended to the log that is there.
    """

    def __init__(self, redis: RedisClient, topology: Topology, fence: str) -> None:
        self._redis = redis
        self._fence = fence
        self._epoch_key = topology.epoch(PUBLISH)
        self._log = topology.stream(ARTICLE_PUBLISHED.stream)
        self._shadow = topology.beside(PUBLISH, "anew", uuid.uuid4().hex)
        self._swap = redis.register_script(_SWAP_IN)

    async def add(self, changes: Iterable[LoggedChange]) -> None:
        """Entries under their ids, in order."""
        async with self._redis.pipeline(transaction=False) as pipeline:
            for change in changes:
                pipeline.xadd(self._shadow, fields_of(change.encoded), id=change.cursor)  # type: ignore[arg-type]  # redis-py's field type is invariant
            pipeline.expire(self._shadow, _ABANDONED_SECONDS)
            await pipeline.execute()

    async def swap_in(self) -> bool:
        """Replaces the log, its groups going on where they are; False where the fence is gone."""
        await self._copy_groups()
        await ensure_groups(self._redis, [self._shadow], ARCHIVE)
        keys = [self._epoch_key, self._shadow, self._log]
        return bool(await self._swap(keys=keys, args=[self._fence]))

    async def _copy_groups(self) -> None:
        """Copies each group behind what it has finished: entries pending in it are delivered again."""
        if not await self._redis.exists(self._log):
            return
        for group in await group_infos(self._redis, self._log):
            place = await self._place(group.name, group.pending)
            await ensure_groups(self._redis, [self._shadow], group.name, place)

    async def _place(self, group: str, pending: int) -> str:
        unfinished = await first_unfinished(self._redis, self._log, group)
        return str(Cursor.parse(unfinished).before) if pending else unfinished
