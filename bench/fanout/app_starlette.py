"""The same stream as one writes it in an afternoon: sse-starlette, a queue a reader, one reader of Redis."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from os import environ
from typing import Any

from redis.asyncio import Redis
from sse_starlette import EventSourceResponse, ServerSentEvent  # type: ignore[import-not-found,unused-ignore]  # only where the bench runs
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

STREAM = "fanout"
Inbox = asyncio.Queue[tuple[str, str]]
inboxes: set[Inbox] = set()


async def follow(redis: Any) -> None:
    after = "$"
    while True:
        for _, entries in await redis.xread({STREAM: after}, count=500, block=1000) or ():
            for cursor, fields in entries:
                after = cursor.decode()
                for inbox in inboxes:
                    inbox.put_nowait((after, fields[b"event"].decode()))


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
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    async with Redis(port=int(environ["FANOUT_REDIS_PORT"])) as redis:
        following = asyncio.create_task(follow(redis))
        yield
        following.cancel()


app = Starlette(routes=[Route("/v1/stream", stream)], lifespan=lifespan)
