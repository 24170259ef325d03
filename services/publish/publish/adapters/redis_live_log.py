"""Live log in Redis: its tail, its pages, removal of entries, and its rebuild from the archive."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import cast

from redis.exceptions import ResponseError

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.epoch import is_epoch
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.cursor import BEGINNING, Cursor
from newsroom.streams.redis_commands import last_generated_id, read_newest, read_range
from newsroom.streams.topology import ARCHIVE, PUBLISH, Topology
from newsroom.streams.wire import Entry
from publish.adapters.redis_log_rebuild import LiveLogRebuild
from publish.adapters.redis_tail import StreamTail

STREAM = ARTICLE_PUBLISHED.stream
_BLOCK_MS = 1000
_TIMEOUT_SECONDS = 5.0  # beyond the wait for an entry
_AT_ONCE = 32  # entries: whoever reads them decodes them without a pause


class RedisLiveLog:
    """Reads `article-published`, whose entry ids are the one cursor.

    The live log is one partition: a cursor is a place in one order.
    """

    def __init__(self, redis: RedisClient, topology: Topology, block_ms: int = _BLOCK_MS) -> None:
        """`block_ms` is how long the tail waits for an entry before it yields an empty list."""
        self._redis = redis
        self._topology = topology
        self._stream = topology.stream(STREAM)
        self._head = StreamTail(redis, self._stream, "COUNT", 1)
        self._next = StreamTail(
            redis,
            self._stream,
            "COUNT",
            _AT_ONCE,
            "BLOCK",
            block_ms,
            timeout=block_ms / 1000 + _TIMEOUT_SECONDS,
        )

    async def latest(self) -> str:
        """The highest cursor ever given out, also where its entry is gone; `0-0` where there was none.

        While the log is not restored yet it is Redis' own time, which no cursor was ever above.
        """
        latest = await last_generated_id(self._redis, self._stream) or BEGINNING
        if is_epoch(await self._redis.get(self._topology.epoch(PUBLISH))):
            return latest
        return str(max(Cursor.parse(latest), await self._now()))

    async def now(self) -> str:
        """Redis' own time: no entry that it gave out is above it."""
        return str(await self._now())

    async def recent(self, limit: int) -> list[Entry]:
        """The newest entries, oldest first."""
        return await read_newest(self._redis, self._stream, limit)

    async def newest_above(self, cursor: str) -> str | None:
        """The cursor of the newest entry where it is above this one; costs next to nothing where none is."""
        if not await self._head.above(cursor):
            return None
        newest = await read_newest(self._redis, self._stream, 1)
        return newest[0].id if newest else None

    async def oldest(self) -> str | None:
        """The cursor of the oldest entry kept in Redis."""
        oldest = await read_range(self._redis, self._stream, count=1)
        return oldest[0].id if oldest else None

    async def page(self, after: str, limit: int) -> list[Entry]:
        """Entries after a cursor, oldest first."""
        return await read_range(self._redis, self._stream, start=f"({after}", count=limit)

    async def tail(self, after: str) -> AsyncIterator[list[Entry]]:
        """Entries after a cursor as they come, for ever; an empty list after each wait."""
        while True:
            entries = _entries(await self._next.above(after))
            if entries:
                after = entries[-1].id
            else:
                await asyncio.sleep(0)
            yield entries

    async def remove(self, cursors: Sequence[str]) -> None:
        """Deletes entries; cursors that name them stay valid."""
        if cursors:
            await self._redis.xdel(self._stream, *cursors)

    async def holds(self, cursors: Sequence[str]) -> bool:
        """Whether all of these entries are here; `cursors` are in their order."""
        there = await read_range(self._redis, self._stream, start=cursors[0], end=cursors[-1])
        return set(cursors) <= {entry.id for entry in there}

    def rebuild(self, fence: str) -> LiveLogRebuild:
        """A shadow stream to be swapped in for this one while the fence holds."""
        return LiveLogRebuild(self._redis, self._topology, fence)

    async def continue_above(self, cursor: str) -> None:
        """Makes the next entry's id higher than every cursor that was given out, even if its entry is gone.

        Those that were lost before they were archived are no higher than Redis' own time.
        """
        await ensure_groups(self._redis, [self._stream], ARCHIVE)
        cursor = str(max(Cursor.parse(cursor), await self._now()))
        try:
            await self._redis.execute_command("XSETID", self._stream, cursor)  # type: ignore[no-untyped-call]  # redis-py has no method for it
        except ResponseError as error:
            if "smaller" not in str(error):
                raise

    async def _now(self) -> Cursor:
        seconds, microseconds = await self._redis.time()
        return Cursor(seconds * 1000 + microseconds // 1000, 0)


def _entries(reply: object) -> list[Entry]:
    streams = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", reply or [])
    return [
        Entry(stream.decode(), entry_id.decode(), fields)
        for stream, pairs in streams
        for entry_id, fields in pairs
    ]
