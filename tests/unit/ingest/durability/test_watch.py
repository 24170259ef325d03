"""The verdict that every post is held against."""

from dataclasses import dataclass, replace

import pytest

from ingest.durability.redis_settings import RedisFacts
from ingest.durability.watch import DurabilityWatch
from newsroom.http.problems import ProblemError
from newsroom.stores.errors import StoreUnavailableError

DURABLE = RedisFacts(
    aof_enabled=True,
    aof_written=True,
    appendfsync="always",
    maxmemory_policy="noeviction",
    used_memory=10,
    maxmemory=100,
)


@dataclass
class Redis:
    """What a look finds."""

    facts: RedisFacts | None = DURABLE
    numbers: bool = True

    async def read_facts(self) -> RedisFacts:
        if self.facts is None:
            raise StoreUnavailableError("Redis: gone")
        return self.facts

    async def ensure_numbers(self) -> None:
        if not self.numbers:
            raise StoreUnavailableError("MongoDB: gone")


def status(watch: DurabilityWatch) -> int:
    """The status a post would be refused with, 0 if it would not."""
    try:
        watch.check()
    except ProblemError as refused:
        return refused.status
    return 0


def test_nothing_is_taken_before_the_first_look() -> None:
    redis = Redis()
    assert status(DurabilityWatch(redis.read_facts, redis.ensure_numbers, 0.85)) == 503


@pytest.mark.parametrize(
    ("redis", "refused", "reason"),
    [
        (Redis(), 0, ""),
        (Redis(facts=None), 503, "Redis: gone"),
        (Redis(numbers=False), 503, "MongoDB: gone"),
        (Redis(facts=replace(DURABLE, aof_enabled=False)), 503, "appendonly"),
        (Redis(facts=replace(DURABLE, used_memory=99)), 429, ""),
    ],
)
async def test_what_a_look_finds_decides(redis: Redis, refused: int, reason: str) -> None:
    watch = DurabilityWatch(redis.read_facts, redis.ensure_numbers, 0.85)
    await watch.look()
    assert status(watch) == refused
    assert reason in "; ".join(watch.verdict.reasons)


async def test_it_goes_on_when_redis_is_back() -> None:
    redis = Redis(facts=None)
    watch = DurabilityWatch(redis.read_facts, redis.ensure_numbers, 0.85)
    await watch.look()
    redis.facts = DURABLE
    await watch.look()
    assert status(watch) == 0
