"""What an article costs the stores, counted: what was won is not lost unnoticed.

The bounds are about half above what a busy machine of two cores counted when they were written; batches are
smaller there, and cost more an article.
"""

import json
import time
from collections.abc import Iterator

import pytest

from bench.pipeline.articles import lines
from bench.pipeline.counters import Counts, counts
from tests.support.system import System, running
from tests.support.waiting import wait_until

_RESTING_SECONDS = 10.0
_AT_REST = 35  # Redis commands a second, at most
_MONGO_AT_REST = 5  # requests a second


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("costs")) as running_system:
        post(running_system, 30, "warm")
        yield running_system


def count(system: System) -> Counts:
    return counts(system.ready["redis"], system.ready["mongo"])


def post(system: System, number: int, run: str) -> tuple[Counts, float]:
    """The work of so many articles, from their post until nothing is left to do, and its seconds."""
    before, started = count(system), time.monotonic()
    system.post([json.loads(line) for line in lines(number, run)])
    wait_until(lambda: len(system.feed(q=f"{run}x{number - 1}")) == 1, "the last is found")
    system.wait_until_finished()
    return count(system) - before, time.monotonic() - started


def test_a_single_article_costs_no_more_than_it_did(system: System) -> None:
    """Beside what is asked at rest, of eight the least; first: variants of many are compared later."""
    spent = [post(system, 1, f"one{number}") for number in range(8)]
    assert min(one.redis_commands - _AT_REST * seconds for one, seconds in spent) < 150, spent
    assert min(one.mongo_requests - _MONGO_AT_REST * seconds for one, seconds in spent) < 30, spent
    assert min(one.journal_syncs for one, _ in spent) < 16, spent


def test_of_many_articles_each_costs_little(system: System) -> None:
    number = 300
    spent, _ = post(system, number, "many")
    assert spent.redis_commands / number < 32, spent
    assert spent.redis_bytes / number < 35_000, spent
    assert spent.mongo_requests / number < 1.5, spent
    assert spent.mongo_writes / number < 11, spent  # two of them the journal's: kept, and pruned
    assert spent.journal_syncs / number < 0.8, spent


def test_at_rest_redis_is_hardly_asked(system: System) -> None:
    """Some 22 commands a second: reads block, and nobody looks for what does not wait."""
    system.wait_until_finished()

    def resting() -> bool:
        before, started = count(system), time.monotonic()
        time.sleep(_RESTING_SECONDS)
        return (count(system) - before).redis_commands / (time.monotonic() - started) < _AT_REST

    wait_until(resting, "Redis is left alone", 240)  # variants of the many above are compared first
