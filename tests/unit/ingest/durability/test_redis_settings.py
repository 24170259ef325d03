"""Whether Redis keeps what it answers."""

from dataclasses import replace

import pytest

from ingest.durability.redis_settings import RedisFacts, Verdict, judge

DURABLE = RedisFacts(
    aof_enabled=True,
    aof_written=True,
    appendfsync="always",
    maxmemory_policy="noeviction",
    used_memory=10,
    maxmemory=100,
)


def test_what_the_contract_wants_is_fine() -> None:
    assert judge(DURABLE, 0.85) == Verdict()


@pytest.mark.parametrize(
    ("facts", "word"),
    [
        (replace(DURABLE, aof_enabled=False), "appendonly"),
        (replace(DURABLE, aof_written=False), "disk"),
        (replace(DURABLE, appendfsync="everysec"), "everysec"),
        (replace(DURABLE, appendfsync=None), "refuses CONFIG"),
        (replace(DURABLE, maxmemory_policy="allkeys-lru"), "allkeys-lru"),
    ],
)
def test_anything_less_is_a_reason(facts: RedisFacts, word: str) -> None:
    [reason] = judge(facts, 0.85).reasons
    assert word in reason


@pytest.mark.parametrize(("used", "limit", "short"), [(85, 100, False), (86, 100, True), (10**9, 0, False)])
def test_memory_is_short_above_the_ceiling(used: int, limit: int, short: bool) -> None:
    assert judge(replace(DURABLE, used_memory=used, maxmemory=limit), 0.85).memory_short is short
