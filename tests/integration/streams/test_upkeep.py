"""Metrics of a stream and its groups."""

from datetime import UTC, datetime

import pytest
from prometheus_client import REGISTRY

from newsroom.runtime.clock import SystemClock
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.topology import Topology
from newsroom.streams.upkeep import StreamUpkeep

STREAM, GROUP = "article-created", "publish"


def measured(name: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"stream": STREAM, "group": GROUP})


async def measure(redis) -> None:
    await StreamUpkeep(redis, Topology(), [STREAM], SystemClock(), retention_hours=1).measure()


@pytest.fixture
async def entries(redis_client):
    """Three entries; their ages are those of 5, 6 and 7 seconds after 1970."""
    await ensure_groups(redis_client, [STREAM], GROUP)
    for second in (5, 6, 7):
        await redis_client.xadd(STREAM, {"__data__": "x"}, id=f"{second}000-0")
    return redis_client


def now() -> float:
    return datetime.now(UTC).timestamp()


async def test_the_oldest_is_the_first_that_was_not_delivered(entries):
    before = now()
    await measure(entries)
    assert measured("newsroom_group_lag") == 3
    assert before - 5 <= (measured("newsroom_group_oldest_seconds") or 0) <= now() - 5


async def test_what_is_pending_is_older_than_what_was_not_delivered(entries):
    await entries.xreadgroup(GROUP, "c", {STREAM: ">"}, count=2)
    await entries.xack(STREAM, GROUP, "5000-0")
    before = now()
    await measure(entries)
    assert measured("newsroom_group_pending") == 1
    assert before - 6 <= (measured("newsroom_group_oldest_seconds") or 0) <= now() - 6


async def test_a_group_that_has_finished_all_has_none(entries):
    await entries.xreadgroup(GROUP, "c", {STREAM: ">"}, noack=True)
    await measure(entries)
    assert measured("newsroom_group_oldest_seconds") == 0
