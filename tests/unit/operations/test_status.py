from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from newsroom.operations.services import ServiceState
from newsroom.operations.status import (
    DeadLetterCount,
    Disk,
    MongoState,
    RedisState,
    SourcesState,
    Status,
    epochs,
)
from newsroom.stores.mongo_facts import DeskCounts, MongoFacts
from newsroom.stores.redis_facts import RedisFacts

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
REDIS = RedisFacts("9.1.2", 5, "master", 1, 100, True, 1, True, "always", "noeviction", NOW, "d")
MONGO = MongoFacts("6.0.5", "rs0", True, True, 1, 100, 50, NOW, "d", {"ingest": "0.d"})
READY = ServiceState(name="ingest", url="http://h:1", ready=True, version="1", started_at=NOW)


def status(**changes: Any) -> Status:
    known: dict[str, Any] = {
        "at": NOW,
        "build": "1",
        "deployment": "d",
        "services": (READY,),
        "redis": RedisState(url="redis://h", facts=REDIS, clock_skew=0.0),
        "mongo": MongoState(url="mongodb://h", facts=MONGO, clock_skew=0.0),
        "groups": (),
        "dead_letters": (),
        "sources": SourcesState(healthy=("wire",)),
        "desk": DeskCounts(3, 2),
        "suggestions": 1,
        "epochs": epochs({"ingest": "0.d"}, {"ingest": "0.d"}),
        "disks": (Disk(what="disk", total=100, free=50),),
    }
    return Status(**known | changes)


def test_where_all_is_well_nothing_wants_an_operator() -> None:
    assert status().problems == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"services": (READY.model_copy(update={"ready": False, "problem": "no key"}),)},
            "ingest is not ready: no key",
        ),
        (
            {"services": (ServiceState(name="ingest", url="u", problem="ingest at u: gone"),)},
            "ingest at u: gone",
        ),
        ({"redis": RedisState(url="u", problem="Redis at u: gone")}, "Redis at u: gone"),
        (
            {"mongo": MongoState(url="u", facts=MONGO, clock_skew=-3.0)},
            "the clocks of this machine and of MongoDB are 3.0 s apart",
        ),
        (
            {"redis": RedisState(url="u", facts=replace(REDIS, used_memory=90), clock_skew=0.0)},
            "Redis' memory is nearly full",
        ),
        ({"dead_letters": (DeadLetterCount(stream="s.g.dead", count=2),)}, "2 dead letters on s.g.dead"),
        ({"sources": SourcesState(failing=("wire",))}, "source wire fails"),
        ({"sources": SourcesState(silent=("wire",))}, "source wire is silent"),
        ({"epochs": epochs({}, {"publish": "1.d"})}, "the numbers of publish are not in Redis"),
        ({"disks": (Disk(what="disk of x", total=100 * 2**20, free=2**20),)}, "disk of x: 1 MB free of 100"),
    ],
)
def test_what_wants_an_operator_is_one_sentence(changes: dict[str, Any], said: str) -> None:
    [problem] = status(**changes).problems
    assert problem.startswith(said)


def test_the_problems_are_in_the_json() -> None:
    read = Status.model_validate_json(status(sources=SourcesState(failing=("wire",))).model_dump_json())
    assert read.problems == ("source wire fails: `newsroom sources list`",)
