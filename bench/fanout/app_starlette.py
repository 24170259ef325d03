"""The same stream as one writes it in an afternoon: sse-starlette, and a queue for each reader."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from os import environ

from sse_starlette import (
    EventSourceResponse,
    ServerSentEvent,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from newsroom.stores.redis import connect
from newsroom.streams.topology import Topology
from publish.adapters.redis_live_log import RedisLiveLog

Inbox = asyncio.Queue[tuple[str, str]]
inboxes: set[Inbox] = set()


async def follow(log: RedisLiveLog) -> None:
    async for entries in log.tail(await log.latest()):
        for entry in entries:
            event = (entry.encoded or b"").decode()
            for inbox in inboxes:
                inbox.put_nowait((entry.id, event))


async def stream(request: Request) -> EventSourceResponse:  # noqa: ARG001 - Starlette's signature
    inbox: Inbox = asyncio.Queue()
    inboxes.add(inbox)

    async def events() -> AsyncIterator[ServerSentEvent]:
        try:
            while True:
                cursor, event = await inbox.get()
                yield ServerSentEvent(data=event, id=cursor, event="published", sep="\n")
        finally:
            inboxes.discard(inbox)

    return EventSourceResponse(events(), sep="\n")


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncGenerator[None]:
    redis = connect(environ["FANOUT_REDIS_URL"])
    following = asyncio.create_task(follow(RedisLiveLog(redis, Topology())))
    yield
    following.cancel()
    await redis.aclose()


app = Starlette(routes=[Route("/v1/stream", stream)], lifespan=lifespan)
