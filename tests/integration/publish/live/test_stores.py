"""The stream over the live log as it is: Redis, with MongoDB for what Redis keeps no more."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange
from newsroom.events.topics import topics_of
from newsroom.live import LiveSettings
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores import mongo
from newsroom.stores.redis import FAILURES, RedisClient, connect
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.hot.invalidation import InvalidationIndex
from publish.log.history import LogHistory
from publish.log.live_reader import LiveReader
from publish.log.logged_change import logged_changes
from publish.log.restore import restore_live_log
from tests.integration.publish.live.lab import Client, Served, Sse, serving, until
from tests.support.published import public

SETTINGS = LiveSettings(ring_events=20, replay_page=7, tick=0.02, reconnect=0.05, reconnect_highest=0.1)
TOPOLOGY = Topology()


class Newsroom:
    """Says things on a live log, and tends it."""

    def __init__(self, redis: RedisClient, db: mongo.Database) -> None:
        self.redis = redis
        self.log = RedisLiveLog(redis, TOPOLOGY)
        self.archive = MongoLiveLog(db)
        self.reader = LiveReader(LogHistory(self.log, self.archive), self.log, InvalidationIndex())
        self.stream = TOPOLOGY.stream(ARTICLE_PUBLISHED.stream)
        self.publisher = Publisher(redis, TOPOLOGY, PUBLISH)
        self.said = 0

    async def say(self, count: int) -> None:
        """So many changes more, by one after the other."""
        for _ in range(count):
            self.said += 1
            await self.redis.xadd(self.stream, {"__data__": encoded(self.said)})

    async def keep(self) -> None:
        """Copies the log to its archive."""
        await self.archive.archive(logged_changes(await self.log.page("0-0", 10_000)))


def encoded(number: int) -> bytes:
    article = public(f"n{number}", seq=number)
    topics = topics_of("en", article.category, ["wuf13"])
    change = LiveChange(
        change="published", seq=number, article=article, topics_before=(), topics_after=topics
    )
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return Emission.of(ARTICLE_PUBLISHED, ARTICLE_PUBLISHED.event(change, time=at)).encoded


def numbers(events: list[Sse]) -> list[int]:
    return [ARTICLE_PUBLISHED.decode(event.text).data.seq for event in events]


@pytest.fixture
async def newsroom(redis_client: RedisClient, db: mongo.Database) -> Newsroom:
    return Newsroom(redis_client, db)


@pytest.fixture
async def site(newsroom: Newsroom) -> AsyncIterator[Served]:
    async with serving(newsroom.reader, SETTINGS) as served:
        yield served


async def test_what_redis_trimmed_is_replayed_from_the_archive(newsroom: Newsroom, site: Served) -> None:
    client = await Client.open(site.port)
    await newsroom.say(60)
    seen = await client.take(60)
    await newsroom.keep()
    await newsroom.redis.xtrim(newsroom.stream, maxlen=10)
    back = await Client.open(site.port, last_id=seen[4].id)
    first = await Client.open(site.port, "?cursor=earliest&category=energy&category=sport&lang=en")
    await newsroom.say(1)
    assert numbers(await back.take(56)) == list(range(6, 62))
    assert numbers(await first.take(61)) == list(range(1, 62))
    for one in (client, back, first):
        one.abort()


async def test_a_redis_that_lost_all_goes_on_under_the_same_cursors(newsroom: Newsroom, site: Served) -> None:
    open_one = await Client.open(site.port)
    await newsroom.say(40)
    seen = await open_one.take(40)
    await newsroom.keep()
    await newsroom.redis.flushall()
    fence = "restoring:token-of-the-test"
    await newsroom.redis.set(TOPOLOGY.epoch(PUBLISH), fence)
    await restore_live_log(newsroom.archive, newsroom.log, newsroom.publisher, 0, fence)
    await newsroom.redis.set(TOPOLOGY.epoch(PUBLISH), newsroom.publisher.epoch)
    await newsroom.say(3)
    assert numbers(await open_one.take(3)) == [41, 42, 43]
    back = await Client.open(site.port, last_id=seen[9].id)
    events = await back.take(33)
    assert numbers(events) == list(range(11, 44))
    assert [event.id for event in events[:30]] == [event.id for event in seen[10:]]
    for one in (open_one, back):
        one.abort()


async def test_a_cursor_whose_entry_was_taken_out_is_gone_on_from(newsroom: Newsroom) -> None:
    await newsroom.say(3)
    latest = await newsroom.log.latest()
    await newsroom.log.remove([latest])
    async with serving(newsroom.reader, SETTINGS) as site:
        client = await Client.open(site.port, last_id=latest)
        await newsroom.say(1)
        assert numbers(await client.take(1)) == [4]
        client.abort()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis(tmp_path / "redis", free_base()) as server:
        yield server


def has_come_to(site: Served, entries: int) -> bool:
    return site.hub.counts.entries >= entries


def has_noticed(site: Served, outages: int) -> bool:
    return site.hub.counts.reader_failures >= outages


async def test_a_redis_killed_under_load_costs_no_event_and_no_socket(
    own_redis: EmbeddedRedis, db: mongo.Database
) -> None:
    redis = connect(own_redis.url)
    newsroom = Newsroom(redis, db)
    await redis.set(TOPOLOGY.epoch(PUBLISH), "0.of-the-test")

    async def say_all() -> None:
        while newsroom.said < 300:
            number = newsroom.said + 1
            with suppress(*FAILURES):
                # Under an id of its own: said once, also where Redis was killed with its answer.
                if await newsroom.log.newest_above(f"{number - 1}-0") is None:
                    await redis.xadd(newsroom.stream, {"__data__": encoded(number)}, id=f"{number}-0")
                newsroom.said = number
            await asyncio.sleep(0.002)

    async with serving(newsroom.reader, SETTINGS) as site:
        crowd = [await Client.open(site.port, "?lang=en") for _ in range(20)]
        reading = [asyncio.create_task(client.take(300, seconds=60)) for client in crowd]
        saying = asyncio.create_task(say_all())
        for outage in range(1, 4):
            await until(partial(has_come_to, site, 60 * outage))
            await asyncio.to_thread(own_redis.kill)
            await until(partial(has_noticed, site, outage))
            own_redis.start()
        await saying
        for events in await asyncio.gather(*reading):
            assert numbers(events) == list(range(1, 301))
        for client in crowd:
            client.abort()
    await redis.aclose()
