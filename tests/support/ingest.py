"""ingest in the test's own process, against real servers."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx

from ingest.app import build
from ingest.settings import IngestSettings
from newsroom.events.catalogue import BY_STREAM
from newsroom.events.envelope import Event
from newsroom.stores.epoch import is_epoch
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.wire import decode
from tests.support.waiting import until

KEY = "the-key-of-the-test"
ARTICLE_STREAMS = ("article-created", "article-updated", "article-withdrawn")


@dataclass(frozen=True, slots=True)
class Said:
    """An event that a test found on a stream."""

    stream: str
    event: Event[Any]

    @property
    def number(self) -> int:
        return BY_STREAM[self.stream].number(self.event.data)


@contextlib.asynccontextmanager
async def started(redis_url: str, mongo_url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a running ingest, ready or not, with the key for every source."""
    app = build(
        IngestSettings(
            **{"redis_url": redis_url, "mongo_url": mongo_url, "ingest_key": KEY, "readers": 1, **settings}
        )
    )
    headers = {"Authorization": f"Bearer {KEY}"}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://ingest", headers=headers) as http:
            yield http


@contextlib.asynccontextmanager
async def ready(redis_url: str, mongo_url: str, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an ingest that takes articles."""
    async with started(redis_url, mongo_url, **settings) as http:
        await until(lambda: is_ready(http), "ingest is ready")
        yield http


async def is_ready(http: httpx.AsyncClient) -> bool:
    return (await http.get("/health/ready")).is_success


async def why_not_ready(http: httpx.AsyncClient) -> str:
    """The reasons, empty where it is ready."""
    answer = await http.get("/health/ready")
    return "" if answer.is_success else str(answer.json()["detail"])


async def lose_redis(http: httpx.AsyncClient, redis: RedisClient) -> None:
    """Empties Redis, and waits until ingest takes articles again."""
    await redis.flushall()

    async def restored() -> bool:
        return is_epoch(await redis.get("newsroom:ingest:epoch")) and await is_ready(http)

    await until(restored, "it is filled again")


async def said(redis: RedisClient) -> list[Said]:
    """All that ingest said, in order of each article's revisions."""
    found = [
        Said(stream, decode(entry, stream))
        for stream in ARTICLE_STREAMS
        for entry in await read_range(redis, stream)
    ]
    return sorted(found, key=lambda one: (one.event.subject, one.number))
