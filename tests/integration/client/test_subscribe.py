"""A subscriber's loop over a group in Redis: at least once, by topic, across failures and its own ends."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from newsroom.client.news_event import NewsEvent
from newsroom.client.subscribe import subscribe
from newsroom.client.topics import EVERYTHING, Topics
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.redis import RedisClient
from newsroom.streams.dead_letters import DeadLetters
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_commands import group_infos, pending_entries
from newsroom.streams.topology import dead_letter_stream
from newsroom.streams.wire import FIELD
from tests.integration.client.conftest import published
from tests.support.articles import id_of
from tests.support.plumbing import QUICK
from tests.support.waiting import until

STREAM = ARTICLE_PUBLISHED.stream
GROUP = "mine"


def mine(redis_url: str, worker: str = "1", topics: Topics = EVERYTHING) -> AsyncGenerator[NewsEvent]:
    return subscribe(redis_url, group=GROUP, worker=worker, policy=QUICK, topics=topics)


async def ids(events: AsyncGenerator[NewsEvent], count: int) -> list[str]:
    return [(await anext(events)).id for _ in range(count)]


async def pending(redis: RedisClient) -> int:
    [info] = await group_infos(redis, STREAM)
    return info.pending


async def test_a_new_group_begins_with_the_oldest_entry_in_order(log: Publisher, redis_url: str):
    await log.append_once([published("one"), published("two")])
    async with aclosing(mine(redis_url)) as events:
        assert await ids(events, 2) == [id_of("one"), id_of("two")]
        await log.append_once([published("three")])
        assert await ids(events, 1) == [id_of("three")]


async def test_an_event_is_finished_when_the_next_is_asked_for(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one"), published("two")])
    async with aclosing(mine(redis_url)) as events:
        await ids(events, 2)
    assert await pending(redis_client) == 1
    async with aclosing(mine(redis_url)) as events:
        assert await ids(events, 1) == [id_of("two")]


async def test_events_of_other_topics_are_acknowledged_unseen(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one", "en"), published("two", "az"), published("three", "en")])
    async with aclosing(mine(redis_url, topics=Topics(lang=("az",)))) as events:
        assert await ids(events, 1) == [id_of("two")]
        await log.append_once([published("four", "az")])
        assert await ids(events, 1) == [id_of("four")]
        assert await pending(redis_client) == 1  # the fourth alone, which is in hand


async def test_what_fails_again_and_again_is_a_dead_letter_and_its_neighbours_go_on(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("poison"), published("good")])
    seen: list[str] = []
    letters = DeadLetters(redis_client)
    stopping = asyncio.Event()

    async def follow() -> None:
        async for event in subscribe(redis_url, group=GROUP, policy=QUICK, until=stopping):
            with event.attempt():
                seen.append(event.id)
                if event.id == id_of("poison"):
                    raise LookupError("no such reader")

    async def parked() -> list[str]:
        return [letter.parked.reason async for letter in letters.letters(dead_letter_stream(STREAM, GROUP))]

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(follow())
        assert await until(parked, "a dead letter") == ["LookupError: no such reader"]
        stopping.set()
    assert seen.count(id_of("poison")) == QUICK.attempts
    assert seen.count(id_of("good")) == 1
    assert await pending(redis_client) == 0


async def test_what_can_never_be_handled_is_a_dead_letter_at_once(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one"), published("two")])
    async with aclosing(mine(redis_url)) as events:
        with (await anext(events)).attempt():
            raise RejectedError("never")
        assert await ids(events, 1) == [id_of("two")]
    letters = DeadLetters(redis_client).letters(dead_letter_stream(STREAM, GROUP))
    assert [letter.parked.reason async for letter in letters] == ["never"]


async def test_what_a_dead_worker_held_is_taken_over(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one")])
    async with aclosing(mine(redis_url, "first")) as events:
        await ids(events, 1)
    async with aclosing(mine(redis_url, "second")) as events:
        assert await ids(events, 1) == [id_of("one")]


async def test_workers_share_a_group(log: Publisher, redis_url: str):
    stopping, seen = asyncio.Event(), dict[str, list[str]](a=[], b=[])

    async def follow(worker: str) -> None:
        async for event in subscribe(redis_url, group=GROUP, worker=worker, until=stopping):
            seen[worker].append(event.id)

    names = [str(number) for number in range(60)]

    async def all_seen() -> bool:
        return len(seen["a"]) + len(seen["b"]) >= len(names)

    async with asyncio.TaskGroup() as tasks:
        for worker in seen:
            tasks.create_task(follow(worker))
        await log.append_once(map(published, names))
        await until(all_seen, "every event is handled")
        stopping.set()
    assert sorted(seen["a"] + seen["b"]) == sorted(map(id_of, names))


async def test_a_stop_finishes_what_is_in_hand_and_gives_the_rest_back(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one"), published("two"), published("three")])
    stopping = asyncio.Event()
    events = subscribe(redis_url, group=GROUP, until=stopping)
    seen = []
    async for event in events:
        seen.append(event.id)
        stopping.set()
        await asyncio.sleep(0)  # let the loop see it
    assert seen == [id_of("one")]
    left = await pending_entries(redis_client, STREAM, GROUP, count=10)
    assert all(entry.deliveries <= 1 for entry in left)  # the stop was no attempt
    async with aclosing(mine(redis_url)) as events:
        assert await ids(events, 2) == [id_of("two"), id_of("three")]


async def test_what_was_taken_out_while_pending_is_passed_over(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    [entry_id] = await log.append_once([published("one")])
    async with aclosing(mine(redis_url)) as events:
        await ids(events, 1)
    await redis_client.xdel(STREAM, entry_id)
    await log.append_once([published("two")])
    async with aclosing(mine(redis_url)) as events:
        assert await ids(events, 1) == [id_of("two")]


async def test_a_group_lost_with_redis_is_made_again(
    log: Publisher, redis_client: RedisClient, redis_url: str
):
    await log.append_once([published("one")])
    async with aclosing(mine(redis_url)) as events:
        await ids(events, 1)
        await redis_client.xgroup_destroy(STREAM, GROUP)
        await log.append_once([published("two")])
        seen: set[str] = set()
        while id_of("two") not in seen:
            seen |= set(await ids(events, 1))


async def test_a_stream_of_ones_own_is_read_in_the_same_way(redis_client: RedisClient, redis_url: str):
    await redis_client.xadd("article-published.sub-1", {FIELD: published("one").encoded})
    async with aclosing(subscribe(redis_url, group=GROUP, stream="article-published.sub-1")) as events:
        assert await ids(events, 1) == [id_of("one")]


def test_what_does_not_fit_the_source_is_refused():
    with pytest.raises(ValueError, match="name a group"):
        subscribe("redis://127.0.0.1")
    with pytest.raises(ValueError, match="behind a cursor"):
        subscribe("http://127.0.0.1", group="mine")
    with pytest.raises(ValueError, match="its own position"):
        subscribe("redis://127.0.0.1", group="mine", cursor="1-1")
