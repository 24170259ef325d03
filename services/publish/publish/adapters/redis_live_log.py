"""The live log in Redis: its tail, its pages, taking entries out, and restoring it from the archive."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import cast

from redis.exceptions import ResponseError

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.redis_commands import last_generated_id, read_newest, read_range
from newsroom.streams.topology import ARCHIVE, Topology
from newsroom.streams.wire import Entry
from publish.adapters.redis_log_rebuild import LogAnew
from publish.adapters.redis_tail import Asking
from publish.log.cursor import BEGINNING

STREAM = ARTICLE_PUBLISHED.stream
_BLOCK_MS = 1000
_AT_ONCE = 32  # entries: whoever reads them decodes them without a pause


class RedisLiveLog:
    """Reads `article-published`, whose entry ids are the one cursor.

    The live log is one partition: a cursor is a place in one order.
    """

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology
        self._stream = topology.stream(STREAM)
        self._look = Asking(redis, self._stream, "COUNT", 1)
        self._next = Asking(redis, self._stream, "COUNT", _AT_ONCE, "BLOCK", _BLOCK_MS)

    async def latest(self) -> str:
        """The highest cursor ever given out, also where its entry is gone; `0-0` where there was none."""
        return await last_generated_id(self._redis, self._stream) or BEGINNING

    async def recent(self, limit: int) -> list[Entry]:
        """The newest entries, oldest first."""
        return await read_newest(self._redis, self._stream, limit)

    async def newest_above(self, cursor: str) -> str | None:
        """The cursor of the newest entry where it is above this one; costs next to nothing where none is."""
        if not await self._look.above(cursor):
            return None
        newest = await read_newest(self._redis, self._stream, 1)
        return newest[0].id if newest else None

    async def oldest(self) -> str | None:
        """The cursor of the oldest entry kept in Redis."""
        found = await read_range(self._redis, self._stream, count=1)
        return found[0].id if found else None

    async def page(self, after: str, limit: int) -> list[Entry]:
        """Entries after a cursor, oldest first."""
        return await read_range(self._redis, self._stream, start=f"({after}", count=limit)

    async def tail(self, after: str) -> AsyncIterator[list[Entry]]:
        """Entries after a cursor as they come, for ever; an empty list about once a second."""
        while True:
            pairs = _pairs(await self._next.above(after))
            if pairs:
                after = pairs[-1].id
            else:
                await asyncio.sleep(0)
            yield pairs

    async def take_out(self, cursors: Sequence[str]) -> None:
        """Deletes entries; cursors that name them stay valid."""
        if cursors:
            await self._redis.xdel(self._stream, *cursors)

    async def holds(self, cursors: Sequence[str]) -> bool:
        """Whether all of these entries are here; `cursors` are in their order."""
        found = await read_range(self._redis, self._stream, start=cursors[0], end=cursors[-1])
        return set(cursors) <= {entry.id for entry in found}

    def anew(self, epoch: str) -> LogAnew:
        """One to take the place of this."""
        return LogAnew(self._redis, self._topology, epoch)

    async def go_on_above(self, cursor: str) -> None:
        """Makes the next entry's id higher than a cursor that was given out, even if its entry is gone."""
        await ensure_groups(self._redis, [self._stream], ARCHIVE)
        try:
            await self._redis.execute_command("XSETID", self._stream, cursor)  # type: ignore[no-untyped-call]  # redis-py has no method for it
        except ResponseError as error:
            if "smaller" not in str(error):
                raise


def _pairs(found: object) -> list[Entry]:
    answer = cast("list[tuple[bytes, list[tuple[bytes, dict[bytes, bytes]]]]]", found or [])
    return [
        Entry(stream.decode(), entry_id.decode(), fields)
        for stream, pairs in answer
        for entry_id, fields in pairs
    ]
