"""Our stream over the live log in Redis, without the rest of publish."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from os import environ

from newsroom.events.topics import Filter
from newsroom.http.asgi import Application, Receive, Scope, Send
from newsroom.live import Hub, LiveEntry, LogPage, stream_endpoint
from newsroom.live.resume import ExpiredCursor, from_log
from newsroom.runtime.clock import SystemClock
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import FAILURES, connect
from newsroom.streams.cursor import Cursor, Since
from newsroom.streams.topology import Topology
from newsroom.streams.wire import Entry
from publish.adapters.redis_live_log import RedisLiveLog

_TOPICS = frozenset({"lang:en"})


class BareReader:
    """The live log without its archive, and without reading the events themselves."""

    def __init__(self, log: RedisLiveLog) -> None:
        self._log = log

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        try:
            async for entries in self._log.tail(after):
                yield _bare(entries)
        except FAILURES as error:
            raise StoreUnavailableError(str(error)) from error

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        return _bare(await self._log.recent(limit))

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        return LogPage.of(_bare(await self._log.page(after, limit)), wanted)

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        oldest, latest = await self._log.oldest(), Cursor.parse(await self._log.latest())
        return from_log(wanted, Cursor.parse(oldest) if oldest else None, latest)

    async def latest(self) -> str:
        return await self._log.latest()


def _bare(entries: Sequence[Entry]) -> list[LiveEntry]:
    return [
        LiveEntry(entry.id, entry.encoded or b"", "published", "a", topics_after=_TOPICS) for entry in entries
    ]


def _everything(_: Sequence[tuple[str, str]]) -> Filter:
    return Filter()


class App:
    """The stream at every path, and the hub for the length of the server's life."""

    def __init__(self) -> None:
        self._stream: Application | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._stream is not None:
            await self._stream(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        redis = connect(environ["FANOUT_REDIS_URL"])
        hub = Hub(BareReader(RedisLiveLog(redis, Topology())), SystemClock())
        self._stream = stream_endpoint(hub, _everything)
        following = asyncio.create_task(hub.run())
        while not hub.ready:  # noqa: ASYNC110 - nobody listens before it is
            await asyncio.sleep(0.01)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await hub.close()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
        await redis.aclose()
        await send({"type": "lifespan.shutdown.complete"})


app = App()
