"""One poller a source: leases with fencing, silence told once, a file read again."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest.durability.redis_settings import Verdict
from ingest.sources.polling.poller import lease_request
from ingest.sources.polling.schedule import PollOutcome
from newsroom.stores.redis import RedisClient
from tests.support.clock import TurnedClock
from tests.support.ingest import said
from tests.support.outside import Outside, Reply, hang
from tests.support.sources import lab, native
from tests.support.waiting import PATIENCE, until

NDJSON = {"Content-Type": "application/x-ndjson"}


def feed(world: Outside, name: str = "wire", **fields: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "feed",
        "url": world.url(f"/{name}"),
        "allow_hosts": ["127.0.0.1"],
        "interval": {"min": 60, "max": 600},
        "timeout": 20,
        **fields,
    }


async def test_of_two_replicas_one_polls(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    clock = TurnedClock()
    one, two = [
        await lab(redis_client, mongo_url, tmp_path, feed(world), replica=name, clock=clock) for name in "12"
    ]
    for round_ in range(5):
        world.says["/wire"] = Reply(native([str(round_)]), headers=NDJSON)
        clock.turn(700)
        outcomes = await asyncio.gather(one.poll(), two.poll())
        assert sorted(map(str, outcomes)) == ["None", "news"]
    assert len(world.asked["/wire"]) == 5
    assert len(await said(redis_client)) == 5


async def test_a_source_whose_host_is_asked_waits_its_turn(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    sources = (feed(world), feed(world, "other"))
    one, two = [await lab(redis_client, mongo_url, tmp_path, *sources, replica=name) for name in "12"]
    world.says["/wire"] = hang
    world.says["/other"] = Reply(native(["a"], source="other"), headers=NDJSON)
    polling = asyncio.create_task(one.poll())

    async def is_asked() -> bool:
        return bool(world.asked["/wire"])

    await until(is_asked, "the first is being asked")
    assert str((await two.status()).polled_by).startswith("replica-1-")
    assert await two.poll("other") is None
    polling.cancel()
    await asyncio.gather(polling, return_exceptions=True)
    assert await two.poll("other") is PollOutcome.NEWS, "whoever is stopped gives its leases back"


async def test_what_a_dead_replica_was_polling_another_takes_over(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    one, two = [
        await lab(redis_client, mongo_url, tmp_path, feed(world), replica=name, lease_seconds=0.2)
        for name in "12"
    ]
    source = one.polling.file.sources.file.sources[0]
    dead = await one.store.acquire(lease_request(source), one.clock.now())
    assert dead is not None
    world.says["/wire"] = Reply(native(["a"]), headers=NDJSON, etag='"1"')
    assert await until(two.poll, "the lease has run out") is PollOutcome.NEWS
    # What comes back from the dead writes nothing and gives nothing back that is not its own.
    zombie = dead.state.model_copy(update={"etag": '"old"', "fingerprint": dead.request.fingerprint})
    assert not await one.store.save(dead, zombie)
    assert not await one.store.renew(dead)
    assert (await two.state()).etag == '"1"'
    two.clock.turn(700)
    held = await two.store.acquire(lease_request(source), two.clock.now())
    assert held is not None
    assert held.token > dead.token
    assert not await one.store.release(dead)
    assert not await one.store.save(replace(dead, token=held.token), zombie), "a token of another life"


async def test_a_poll_that_loses_its_lease_is_broken_off(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    one = await lab(redis_client, mongo_url, tmp_path, feed(world), lease_seconds=0.3)
    world.says["/wire"] = hang
    polling = asyncio.create_task(one.poll())

    async def is_asked() -> bool:
        return bool(world.asked["/wire"])

    await until(is_asked, "it is being asked")
    await redis_client.hset("newsroom:ingest:source:wire", mapping={"holder": "another", "token": 99})
    assert await asyncio.wait_for(polling, PATIENCE) is None
    assert await redis_client.hget("newsroom:ingest:source:wire", "state") is None


async def test_a_source_that_goes_quiet_is_told_once_and_once_that_it_speaks(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world, interval={"min": 60, "max": 3600}))
    for number in range(30):
        world.says["/wire"] = Reply(native([str(number)]), headers=NDJSON)
        await wire.poll(turn=66)
    assert await wire.silences() == []
    since = wire.clock.now()
    for _ in range(30):
        await wire.poll(turn=60)
    [silent] = await wire.silences()
    assert silent.observed_at - since < timedelta(minutes=15), "though it is asked less and less often"
    assert (silent.name, silent.source, silent.resumed, silent.silent_since) == ("wire", "wire", False, since)
    assert silent.usual_gap_seconds == 66
    assert (await wire.status()).state == "silent"
    world.says["/wire"] = Reply(native(["new"]), headers=NDJSON)
    await wire.poll(turn=3700)
    _, resumed = await wire.silences()
    assert (resumed.resumed, resumed.silent_since) == (True, since)
    assert (await wire.status()).state == "waiting"


async def test_a_silence_is_told_while_the_source_fails_and_by_a_bound_of_ones_own(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world, silence="1h"))
    world.says["/wire"] = Reply(status=500)
    for _ in range(8):
        await wire.poll(turn=600)
    [silent] = await wire.silences()
    assert silent.failures > 0
    assert silent.problem is not None
    assert silent.usual_gap_seconds is None


async def test_a_silence_that_was_said_but_not_written_is_not_said_again(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    rarely = feed(world, silence="1h", interval={"min": 60, "max": 1500})
    wire = await lab(redis_client, mongo_url, tmp_path, rarely)
    world.says["/wire"] = Reply(native(["a"]), headers=NDJSON)
    await wire.poll()
    before = await redis_client.hgetall("newsroom:ingest:source:wire")
    await wire.poll(turn=3700)
    await redis_client.hset("newsroom:ingest:source:wire", mapping={b"state": before[b"state"], b"due": b"0"})
    await wire.poll(turn=60)
    assert len(await wire.silences()) == 1


async def test_the_file_is_read_again_and_one_that_is_wrong_changes_nothing(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world))
    path = tmp_path / "sources.yaml"
    path.write_text("sources: [{")
    await wire.polling.dispatch()
    assert [one.name for one in await wire.polling.statuses()] == ["wire"]
    assert wire.polling.file.problem is not None
    path.unlink()
    await wire.polling.dispatch()
    assert wire.polling.file.problem is not None
    fresh = tmp_path / "fresh"
    fresh.write_text(json.dumps({"sources": [feed(world, "other"), feed(world, "third", enabled=False)]}))
    fresh.replace(path)
    await wire.polling.dispatch()
    assert wire.polling.file.problem is None
    assert [(one.name, one.state) for one in await wire.polling.statuses()] == [
        ("other", "new"),
        ("third", "off"),
    ]


async def test_nothing_is_asked_for_while_redis_would_not_keep_it(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world))
    wire.watch.verdict = Verdict(("its disk is full",))
    worker = asyncio.create_task(wire.polling.work())
    await wire.polling.dispatch()
    assert world.asked["/wire"] == []
    wire.watch.verdict = Verdict()
    world.says["/wire"] = Reply(native(["a"]), headers=NDJSON)
    await wire.polling.dispatch()

    async def is_polled() -> bool:
        return (await wire.status()).state == "waiting"

    await until(is_polled, "it is polled")
    worker.cancel()


async def test_a_host_that_hangs_keeps_no_other_host_waiting(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside
) -> None:
    slow = [feed(world, f"slow-{number}", url=world.url("/hanging")) for number in range(20)]
    other = feed(world, url=world.url("/wire", "localhost"), allow_hosts=["localhost"])
    wire = await lab(redis_client, mongo_url, tmp_path, *slow, other)
    world.says |= {"/hanging": hang, "/wire": Reply(native(["a"]), headers=NDJSON)}
    workers = [asyncio.create_task(wire.polling.work()) for _ in range(3)]

    async def is_polled() -> bool:
        await wire.polling.dispatch()
        return (await wire.status()).state == "waiting"

    await until(is_polled, "the other is polled", patience=10)
    assert len(world.asked["/hanging"]) == 1
    for worker in workers:
        worker.cancel()
    await asyncio.gather(*workers, return_exceptions=True)


@pytest.mark.parametrize("enabled", [True, False])
async def test_a_source_that_is_off_is_left_alone(
    redis_client: RedisClient, mongo_url: str, tmp_path: Path, world: Outside, enabled: bool
) -> None:
    wire = await lab(redis_client, mongo_url, tmp_path, feed(world, enabled=enabled))
    await wire.polling.poll("wire")
    assert len(world.asked["/wire"]) == enabled
