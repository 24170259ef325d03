"""Polling a feed: politely, cheaply, and never losing what it had."""

from pathlib import Path
from typing import Any

import pytest

from ingest.durability.redis_settings import Verdict
from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import read_range
from tests.support.ingest import said
from tests.support.outside import Outside, Reply, hang
from tests.support.sources import Lab, lab, native

NDJSON = {"Content-Type": "application/x-ndjson"}


def feed(world: Outside, **fields: Any) -> dict[str, Any]:
    return {
        "name": "wire",
        "kind": "feed",
        "url": world.url("/feed"),
        "allow_hosts": [f"127.0.0.1:{world.port}"],
        "interval": {"min": "60s", "max": "10m"},
        **fields,
    }


def says(*names: str, **fields: Any) -> Reply:
    return Reply(native(names), headers=NDJSON, **fields)


@pytest.fixture
async def wire(redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside) -> Lab:
    return await lab(redis_client, mongo_url, tmp_path, feed(world))


async def heard(redis: RedisClient) -> list[str]:
    return sorted(one.event.data.source_id for one in await said(redis))


async def test_new_articles_come_once_and_an_unchanged_feed_is_not_sent_again(
    wire: Lab, world: Outside, redis_client: RedisClient
) -> None:
    world.says["/feed"] = says("a", "b", etag='"1"')
    assert await wire.poll() is PollOutcome.NEWS
    assert await wire.poll() is None, "it was asked a moment ago"
    assert await wire.poll(turn=600) is PollOutcome.NOT_MODIFIED
    assert world.asked["/feed"][1]["If-None-Match"] == '"1"'
    world.says["/feed"] = says("c", "b", "a", etag='"2"')
    assert await wire.poll(turn=600) is PollOutcome.NEWS
    assert await heard(redis_client) == ["a", "b", "c"]
    status = await wire.status()
    assert (status.state, status.failures, status.problem) == ("waiting", 0, None)
    assert status.last_new_article == status.last_success == wire.clock.now()


async def test_a_feed_that_stays_the_same_without_saying_so_is_not_read_again(
    wire: Lab, world: Outside
) -> None:
    world.says["/feed"] = says("a")
    assert await wire.poll() is PollOutcome.NEWS
    assert await wire.poll(turn=600) is PollOutcome.NOT_MODIFIED


async def test_the_interval_follows_the_news(wire: Lab, world: Outside) -> None:
    intervals = []
    for names in ("a", "a", "a", "a", "a", "a", "a", "ab", "abc", "abcd"):
        world.says["/feed"] = says(*names)
        await wire.poll(turn=601)
        intervals.append((await wire.status()).interval_seconds)
    assert intervals == [60, 90, 135, 202.5, 303.75, 455.625, 600, 300, 150, 75]


@pytest.mark.parametrize(
    ("retry_after", "early", "late"),
    [("900", 890, 20), ("Mon, 02 Mar 2026 12:15:00 GMT", 890, 20), (None, 50, 20)],
)
async def test_who_asks_to_slow_down_is_left_alone_for_as_long(
    wire: Lab, world: Outside, retry_after: str | None, early: float, late: float
) -> None:
    world.says["/feed"] = Reply(status=429, headers={"Retry-After": retry_after} if retry_after else {})
    assert await wire.poll() is PollOutcome.FAILED
    assert await wire.poll(turn=early) is None
    world.says["/feed"] = says("a")
    assert await wire.poll(turn=late) is PollOutcome.NEWS


async def test_failures_are_asked_about_less_and_less_often_and_told(wire: Lab, world: Outside) -> None:
    world.says["/feed"] = Reply(status=500)
    waits = []
    for _ in range(7):
        assert await wire.poll(turn=700) is PollOutcome.FAILED
        status = await wire.status()
        assert status.next_poll is not None
        waits.append((status.next_poll - wire.clock.now()).total_seconds())
    assert status.failures == 7
    assert status.state == "failing"
    assert status.problem is not None
    assert "500" in status.problem
    assert waits[0] < waits[1] < waits[2] < waits[3] <= 600
    assert all(wait <= 600 for wait in waits)
    world.says["/feed"] = says("a")
    assert await wire.poll(turn=700) is PollOutcome.NEWS
    assert (await wire.status()).failures == 0


@pytest.mark.parametrize(
    "handler",
    [
        Reply(b"no feed at all", headers={"Content-Type": "text/plain"}),
        Reply(b"\0" * 1000),
        Reply(status=302, headers={"Location": "http://169.254.169.254/"}),
        Reply(b""),
    ],
)
async def test_what_is_no_feed_is_a_failure_with_a_reason(
    wire: Lab, world: Outside, redis_client: RedisClient, handler: Reply
) -> None:
    world.says["/feed"] = handler
    assert await wire.poll() is PollOutcome.FAILED
    problem = (await wire.status()).problem
    assert problem
    kept = await redis_client.xlen("document-received")
    assert await wire.poll(turn=700) is PollOutcome.FAILED
    assert (await wire.status()).problem == problem
    assert await redis_client.xlen("document-received") == kept, "what cannot be read is kept once"


async def test_a_feed_that_hangs_is_given_up(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world, timeout=0.2))
    world.says["/feed"] = hang
    assert await wire.poll() is PollOutcome.FAILED


async def test_what_is_gone_is_not_asked_again_until_it_is_configured_anew(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world))
    world.says["/feed"] = Reply(status=410)
    assert await wire.poll() is PollOutcome.GONE
    assert await wire.poll(turn=1e6) is None
    status = await wire.status()
    assert (status.state, status.next_poll) == ("gone", None)
    world.says["/new"] = says("a")
    moved = await lab(redis_client, mongo_url, tmp_path, feed(world, url=world.url("/new")))
    assert await moved.poll() is PollOutcome.NEWS
    assert (await moved.status()).state == "waiting"


async def test_a_permanent_move_is_remembered_until_it_leads_nowhere(wire: Lab, world: Outside) -> None:
    world.says["/feed"] = Reply(status=301, headers={"Location": "/new"})
    world.says["/new"] = says("a")
    await wire.poll()
    await wire.poll(turn=700)
    assert (len(world.asked["/feed"]), len(world.asked["/new"])) == (1, 2)
    assert (await wire.status()).moved_to == world.url("/new")
    world.says["/new"] = Reply(status=410)
    world.says["/feed"] = says("a", "b")
    assert await wire.poll(turn=700) is PollOutcome.FAILED
    assert await wire.poll(turn=700) is PollOutcome.NEWS


async def test_what_redis_could_not_take_is_asked_for_again_whole(
    wire: Lab, world: Outside, redis_client: RedisClient
) -> None:
    world.says["/feed"] = says("a", etag='"1"')
    wire.watch.verdict = Verdict(("its disk is full",))
    assert await wire.poll() is PollOutcome.POSTPONED
    assert (await wire.state()).etag is None
    assert (await wire.status()).failures == 0
    wire.watch.verdict = Verdict()
    assert await wire.poll(turn=10) is PollOutcome.NEWS
    assert await heard(redis_client) == ["a"]


async def test_a_crash_between_the_articles_and_the_state_doubles_nothing(
    wire: Lab, world: Outside, redis_client: RedisClient
) -> None:
    world.says["/feed"] = says("a", etag='"1"')
    await wire.poll()
    await redis_client.hdel("newsroom:ingest:source:wire", "state", "due")
    assert await wire.poll() is PollOutcome.NOTHING_NEW
    assert "If-None-Match" not in world.asked["/feed"][1]
    assert await heard(redis_client) == ["a"]


async def test_a_wrong_article_costs_no_other(wire: Lab, world: Outside, redis_client: RedisClient) -> None:
    world.says["/feed"] = Reply(native("a") + b"\n" + native("b", language="de"), headers=NDJSON)
    assert await wire.poll() is PollOutcome.NEWS
    status = await wire.status()
    assert status.refused == 1
    assert "de" in status.refusals[0]
    assert await heard(redis_client) == ["a"]


async def test_no_secret_is_shown_kept_or_sent_elsewhere(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    url = world.url("/feed?key=${KEY}")
    secret = "not-for-everybody"
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world, url=url), environment={"KEY": secret})
    world.says["/feed"] = says("a")
    assert await wire.poll() is PollOutcome.NEWS
    world.says["/feed"] = Reply(status=301, headers={"Location": f"/new?key={secret}"})
    world.says["/new"] = says("b")
    await wire.poll(turn=700)
    status = await wire.status()
    assert (status.place, status.moved_to) == (url, world.url("/new?key=***"))
    events = await read_range(redis_client, "document-received")
    assert len(events) > 1
    assert secret not in f"{events} {status}"


async def test_no_source_speaks_for_another(wire: Lab, world: Outside, redis_client: RedisClient) -> None:
    world.says["/feed"] = Reply(native("a", source="other"), headers=NDJSON)
    await wire.poll()
    assert (await wire.status()).refused == 1
    assert await heard(redis_client) == []
