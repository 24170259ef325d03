"""The streams that the desk's pages show, merged into one log of changes without content: a LogReader.

A cursor is `n-0`, where n counts all entries that the streams ever got, so every process gives the same
change the same cursor. Changes that come within half a second are one entry of the log.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

from redis.exceptions import ResponseError

from newsroom.events.topics import Filter
from newsroom.live import LiveEntry, LogPage
from newsroom.live.resume import ExpiredCursor, from_log
from newsroom.stores.redis import RedisClient, outage_of
from newsroom.streams.cursor import Cursor, Since
from newsroom.streams.topology import Topology
from translate.adapters.redis_discrepancies import changes_key

CHANGE = "news"
_SHOWN = (
    "article-withdrawn",
    "article-held",
    "story-linked",
    "link-decided",
    "link-suggested",
    "article-ordered",
    "topic-curated",
    "source-quarantined",
    "linking-switched",
    # The last to come of whatever readers see: MongoDB has it by then.
    "article-published",
)
_BLOCK_MS = 1000
_COALESCED_SECONDS = 0.5
_BEGINNING = "0-0"


class RedisDeskLog:
    """Follows the streams by their positions alone: no entry's content is read twice, most are never read."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        shown = [physical for name in _SHOWN for physical in topology.physical(name)]
        self._streams = [*shown, changes_key(topology)]
        self._count = 0

    @property
    def position(self) -> str:
        """The cursor of the newest change that this process knows."""
        return _cursor(self._count)

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        last, (last_ids, count) = _count_of(after), await self._positions()
        if count > last:
            last = count
            yield [self._entry(last)]
        while True:
            streams = cast("dict[Any, Any]", last_ids)
            if await self._redis.xread(streams, count=1, block=_BLOCK_MS):
                await asyncio.sleep(_COALESCED_SECONDS)
                last_ids, count = await self._positions()
                last = max(count, last + 1)  # also where Redis lost its streams, and counts anew
                yield [self._entry(last)]
            else:
                yield []

    async def recent(self, limit: int) -> Sequence[LiveEntry]:  # noqa: ARG002 - the port's signature
        """Nothing: a page that comes back needs one entry, which `page` gives."""
        return ()

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:  # noqa: ARG002 - the port's signature
        """A single entry for all changes above a cursor, nothing where there are none."""
        _, count = await self._positions()
        return LogPage.of([self._entry(count)] if count > _count_of(after) else [], wanted)

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        """From any cursor on, one entry stands for all changes."""
        return from_log(wanted, Cursor.parse(_BEGINNING), Cursor.parse(await self.latest()))

    async def latest(self) -> str:
        _, count = await self._positions()
        self._count = max(count, self._count)
        return self.position

    def _entry(self, count: int) -> LiveEntry:
        self._count = max(count, self._count)
        return LiveEntry(_cursor(count), b"{}", CHANGE, article_id="")

    async def _positions(self) -> tuple[Mapping[str, str], int]:
        """The highest id of each stream, and how many entries they all got."""
        pipeline = self._redis.pipeline(transaction=False)
        for stream in self._streams:
            pipeline.xinfo_stream(stream)
        last_ids: dict[str, str] = {}
        count = 0
        for stream, info in zip(self._streams, await pipeline.execute(raise_on_error=False), strict=True):
            if isinstance(info, ResponseError) and "no such key" in str(info):
                last_ids[stream] = _BEGINNING
                continue
            if isinstance(info, Exception):
                raise outage_of(info) or info
            last_ids[stream] = info["last-generated-id"].decode()
            count += info["entries-added"]
        return last_ids, count


def _cursor(count: int) -> str:
    return f"{count}-0"


def _count_of(cursor: str) -> int:
    return int(cursor.partition("-")[0])
