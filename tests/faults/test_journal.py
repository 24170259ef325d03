"""Everything answered 202 takes effect, though Redis is emptied before publish has read any of it."""

import os
import signal
from functools import partial

import pytest
import redis

from newsroom.events.identity import article_id
from tests.faults.scenario import check_log
from tests.support.system import System, running
from tests.support.waiting import wait_until

COUNT = 30


def article(name: str, headline: str = "As it came") -> dict[str, object]:
    return {
        "source": "lost",
        "source_id": name,
        "language": "en",
        "headline": headline,
        "body": f"Text of {name}, {headline}",
    }


@pytest.mark.parametrize("losses", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_what_publish_had_not_read_is_shown_after_redis_was_emptied(tmp_path, losses):
    with running(tmp_path) as system, redis.Redis.from_url(system.ready["redis"]) as client:
        system.post([article(f"{n}") for n in range(COUNT)])
        system.wait_until_finished()
        publish = system.ready["pids"]["publish"]
        os.kill(publish, signal.SIGSTOP)
        promised = [
            *system.post([article(f"{n}", "Corrected") for n in range(10)]),
            *system.post([article(f"{n}", "Corrected again") for n in range(10)]),
            *(system.withdraw("lost", f"{n}") for n in range(10, 20)),
            *system.post([article(f"new {n}") for n in range(10)]),
            *system.post([article(f"new {n}", "Corrected") for n in range(5)]),
            *(system.withdraw("lost", f"new {n}") for n in range(5, 8)),
        ]
        for _ in range(losses):
            client.flushall()
            wait_until(lambda: client.get("newsroom:ingest:epoch"), "ingest restores")
        os.kill(publish, signal.SIGCONT)
        for answer in promised:
            wait_until(partial(has_taken_effect, system, answer), f"{answer} is in effect")
        system.wait_until_finished()
        check_log(system.log())
        assert versions(system, "0") == versions(system, "9") == [1, 2, 3]
        [next_one] = system.post([article("0", "Corrected for a third time")])
        assert (next_one["status"], next_one["revision"]) == ("updated", 4)
        wait_until(lambda: revision(system, article_id("lost", "0")) == 4, "it goes on")


def has_taken_effect(system: System, answer: dict[str, object]) -> bool:
    if answer["status"] == "withdrawn":
        return bool(system.get(f"/v1/articles/{answer['id']}").status_code == 410)
    return revision(system, str(answer["id"])) >= int(str(answer["revision"]))


def revision(system: System, named: str) -> int:
    """The revision shown; what was withdrawn has passed them all."""
    answer = system.get(f"/v1/articles/{named}")
    if answer.status_code == 410:
        return 1_000
    return int(answer.json()["revision"]) if answer.status_code == 200 else 0


def versions(system: System, name: str) -> list[int]:
    found = system.get(f"/v1/articles/{article_id('lost', name)}/revisions").json()["revisions"]
    return sorted(one["revision"] for one in found)
