"""Streams of `stream` subscriptions in Redis: the log's entries of their topics, under the log's entry ids.

Whatever is taken out of the log is taken out of every one of them.
"""

from collections.abc import Sequence
from typing import Any

from redis.exceptions import ResponseError

from newsroom.stores.redis import RedisClient
from newsroom.streams.cursor import BEGINNING, Cursor
from newsroom.streams.redis_commands import group_infos
from newsroom.streams.retention import first_unfinished
from newsroom.streams.topology import PUBLISH, Topology
from newsroom.streams.wire import fields_of
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.logged_change import LoggedChange

_MAKER = "maker"  # a group made and removed again: the only way to make an empty stream
_HELD_AT_MOST = 500  # names of streams in one pipeline


class RedisSubscriptionStreams:
    """The streams, and the set of those that there are."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology
        self._names = topology.own_key(PUBLISH, "subscription-streams")

    async def open(self, subscription_id: str) -> bool:
        """Makes the stream where it is missing; False where it was, new or lost with Redis' data."""
        stream = self._stream(subscription_id)
        await self._redis.sadd(self._names, subscription_id)
        if await self._redis.exists(stream):
            return True
        await self._redis.xgroup_create(stream, _MAKER, id="0", mkstream=True)
        await self._redis.xgroup_destroy(stream, _MAKER)
        return False

    async def append(self, subscription_id: str, changes: Sequence[LoggedChange]) -> bool:
        """Appends entries that are not there yet, in order; False where the stream is lost."""
        stream = self._stream(subscription_id)
        async with self._redis.pipeline(transaction=False) as pipeline:
            for change in changes:
                fields: dict[Any, Any] = {**fields_of(change.encoded)}  # redis-py's type is invariant
                pipeline.xadd(stream, fields, id=change.cursor, nomkstream=True)
            answers = await pipeline.execute(raise_on_error=False)
        for answer in answers:
            if isinstance(answer, ResponseError):
                if "equal or smaller" not in str(answer):
                    raise answer
            elif answer is None:
                return False
        return True

    async def take_out(self, subscription_id: str, cursors: Sequence[str]) -> None:
        """Deletes entries of one stream."""
        if cursors:
            await self._redis.xdel(self._stream(subscription_id), *cursors)

    async def take_out_everywhere(self, cursors: Sequence[str]) -> None:
        """Deletes entries of every stream."""
        names = sorted(await self.names())
        for start in range(0, len(names), _HELD_AT_MOST):
            async with self._redis.pipeline(transaction=False) as pipeline:
                for name in names[start : start + _HELD_AT_MOST]:
                    pipeline.xdel(self._stream(name), *cursors)
                await pipeline.execute()

    async def trim(self, subscription_id: str, oldest_kept_ms: int) -> str | None:
        """Deletes what every group has finished, without a group what is too old; returns the bound."""
        stream = self._stream(subscription_id)
        if not await self._redis.exists(stream):
            return None
        groups = [info.name for info in await group_infos(self._redis, stream)]
        unfinished = [Cursor.parse(await first_unfinished(self._redis, stream, group)) for group in groups]
        bound = str(min(unfinished, default=Cursor(max(0, oldest_kept_ms), 0)))
        await self._redis.xtrim(stream, minid=bound, approximate=False)
        return bound if groups and bound != BEGINNING else None

    async def length(self, subscription_id: str) -> int:
        return int(await self._redis.xlen(self._stream(subscription_id)))

    async def delete(self, subscription_id: str) -> None:
        await self._redis.delete(self._stream(subscription_id))
        await self._redis.srem(self._names, subscription_id)

    async def names(self) -> set[str]:
        """The ids of the subscriptions that have a stream."""
        members = await self._redis.smembers(self._names)
        return {name.decode() if isinstance(name, bytes) else name for name in members}

    def _stream(self, subscription_id: str) -> str:
        return self._topology.subscription_stream(subscription_id)


class LiveLogWithStreams(RedisLiveLog):
    """The live log whose removals reach the subscriptions' streams too."""

    def __init__(self, redis: RedisClient, topology: Topology, streams: RedisSubscriptionStreams) -> None:
        super().__init__(redis, topology)
        self._streams = streams

    async def remove(self, cursors: Sequence[str]) -> None:
        await super().remove(cursors)
        if cursors:
            await self._streams.take_out_everywhere(cursors)
