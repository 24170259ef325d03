"""Our stream over a log in Redis, without the rest of publish."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, suppress
from os import environ
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from newsroom.events.topics import Filter
from newsroom.runtime.clock import SystemClock
from publish.live import Hub, LiveEntry, LogUnavailableError, stream_endpoint
from publish.live.asgi import Application, Receive, Scope, Send

STREAM = "fanout"
_TOPICS = frozenset({"lang:en"})


class RedisLog:
    """The live log as a Redis stream whose entries have the one field `event`."""

    def __init__(self, redis: Redis) -> None:
        self._redis: Any = redis

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        while True:
            try:
                found = await self._redis.xread({STREAM: after}, count=500, block=1000)
            except (RedisError, OSError) as error:
                raise LogUnavailableError(str(error)) from error
            for _, entries in found or ():
                batch = [_entry(*entry) for entry in entries]
                after = batch[-1].cursor
                yield batch

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        found = await self._redis.xrevrange(STREAM, count=limit)
        return [_entry(*entry) for entry in reversed(found)]

    async def page(self, after: str, limit: int) -> Sequence[LiveEntry]:
        found = await self._redis.xrange(STREAM, min=f"({after}", count=limit)
        return [_entry(*entry) for entry in found]

    async def oldest(self) -> str | None:
        return "0-0"

    async def latest(self) -> str:
        found = await self._redis.xrevrange(STREAM, count=1)
        return found[0][0].decode() if found else "0-0"


def _entry(cursor: bytes, fields: dict[bytes, bytes]) -> LiveEntry:
    return LiveEntry(cursor.decode(), fields[b"event"], "published", "a", topics_after=_TOPICS)


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
        async with AsyncExitStack() as stack:
            await receive()
            redis = await stack.enter_async_context(Redis(port=int(environ["FANOUT_REDIS_PORT"])))
            hub = Hub(RedisLog(redis), SystemClock())
            self._stream = stream_endpoint(hub, _everything)
            following = asyncio.create_task(hub.run())
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await hub.close()
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            await send({"type": "lifespan.shutdown.complete"})


app = App()
