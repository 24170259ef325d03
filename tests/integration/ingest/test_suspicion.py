"""Counts of sources in Redis, and the proposal that comes of them: once an hour and source."""

from datetime import timedelta

from ingest.adapters.redis_suspicion import RedisSuspicion
from ingest.articles.suspicion import Arrived, SuspicionWatch
from newsroom.events.catalogue import SOURCE_SUSPECTED
from newsroom.events.sources import SourceSuspected
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import INGEST, Topology
from newsroom.streams.wire import decode
from tests.support.clock import TurnedClock
from tests.support.plumbing import publisher

HOUR = timedelta(hours=1).total_seconds()


async def watch(redis: RedisClient, clock: TurnedClock) -> SuspicionWatch:
    return SuspicionWatch(RedisSuspicion(redis, Topology(), await publisher(redis, INGEST)), clock)


async def proposals(redis: RedisClient) -> list[SourceSuspected]:
    entries = await read_range(redis, SOURCE_SUSPECTED.stream)
    return [decode(entry, SOURCE_SUSPECTED.stream).data for entry in entries]


async def test_ten_times_the_usual_is_proposed_once_an_hour(redis_client: RedisClient) -> None:
    clock = TurnedClock()
    watching = await watch(redis_client, clock)
    for hour in range(12):
        watching.noted += [Arrived("report", f"News {hour} {n}", undated=False) for n in range(3)]
        await watching.look()
        clock.turn(HOUR)
    assert await proposals(redis_client) == []
    for part in range(3):
        watching.noted += [Arrived("report", f"Flood {part} {n}", undated=False) for n in range(20)]
        watching.noted += [Arrived("other", f"News {part}", undated=False)]
        await watching.look()
    [proposal] = await proposals(redis_client)
    assert (proposal.source, proposal.kind, proposal.count, proposal.usual) == ("report", "rate", 40, 3.0)


async def test_old_articles_that_come_back_undated_are_proposed(redis_client: RedisClient) -> None:
    clock = TurnedClock()
    watching = await watch(redis_client, clock)
    old = [Arrived("report", f"Old story {n}", undated=False) for n in range(6)]
    watching.noted += old
    await watching.look()
    watching.noted += [article._replace(undated=True) for article in old]
    await watching.look()
    assert await proposals(redis_client) == [], "that of the same day may be sent twice"
    clock.turn(48 * HOUR)
    watching.noted += old
    await watching.look()
    assert await proposals(redis_client) == [], "with their dates they are no news"
    clock.turn(HOUR)
    watching.noted += [article._replace(undated=True) for article in old]
    await watching.look()
    [proposal] = await proposals(redis_client)
    assert (proposal.kind, proposal.count) == ("undated", 6)


async def test_what_is_kept_is_bounded(redis_client: RedisClient) -> None:
    clock = TurnedClock()
    watching = await watch(redis_client, clock)
    for _ in range(5):
        watching.noted.append(Arrived("report", "News", undated=False))
        await watching.look()
        clock.turn(200 * HOUR)
    assert await redis_client.hlen("newsroom:ingest:arrivals:report") <= 3
    assert watching.noted.maxlen == 20_000
