"""Embargoes end when they should, once, by whichever replica is there, across restarts."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.articles import id_of, revision
from tests.support.publishing import PublishProcess, publishing, say
from tests.support.waiting import wait_until

SOON, EVERY = 1.0, 0.5  # seconds until the first embargo ends, and from one to the next
ARTICLES = 12


@pytest.fixture
def replicas(redis_url: str, mongo_url: str, tmp_path: Path) -> Iterator[list[PublishProcess]]:
    with publishing(("one", "other"), redis_url, mongo_url, tmp_path) as found:
        yield found


def start(*replicas: PublishProcess) -> None:
    for replica in replicas:
        replica.start()
    for replica in replicas:
        replica.await_ready()


def log_of(replica: PublishProcess) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = replica.get("/v1/changes?limit=100&cursor=earliest").json()["events"]
    return events


def assert_kept(replica: PublishProcess, ends: dict[str, datetime]) -> None:
    """What is not due is nowhere: neither by its id nor on the feed nor in the log."""
    shown = {item["id"] for item in replica.get("/v1/feed?limit=100").json()["items"]}
    shown |= {event["subject"] for event in log_of(replica)}
    shown |= {one for one in ends if replica.get(f"/v1/articles/{one}").status_code == 200}
    now = datetime.now(UTC)
    assert all(ends[one] <= now for one in shown)


@pytest.mark.soak
def test_embargoes_are_kept_across_restarts_and_by_any_replica(
    redis_url: str, replicas: list[PublishProcess]
) -> None:
    one, other = replicas
    start(one, other)
    first = datetime.now(UTC) + timedelta(seconds=SOON)
    ends = {id_of(f"n{n}"): first + timedelta(seconds=EVERY * n) for n in range(ARTICLES)}
    say(redis_url, *(revision(f"n{n}", embargo_until=ends[id_of(f"n{n}")]) for n in range(ARTICLES)))
    say(redis_url, revision("later", embargo_until=first + timedelta(days=365_000)))
    # Each replica, and then both, are away while some embargo ends.
    one.kill()
    wait_until(lambda: log_of(other), "the other publishes")
    assert_kept(other, ends)
    start(one)
    other.kill()
    assert_kept(one, ends)
    one.kill()
    wait_until(lambda: datetime.now(UTC) > max(ends.values()), "all embargoes have ended")
    start(one, other)
    wait_until(lambda: len(log_of(other)) >= len(ends), "all are published")
    for replica in replicas:
        events = log_of(replica)
        assert Counter(event["subject"] for event in events) == Counter(ends.keys())
        for event in events:
            assert event["data"]["change"] == "published"
            assert datetime.fromisoformat(event["time"]) >= ends[event["subject"]]
        assert replica.get(f"/v1/articles/{id_of('later')}").status_code == 404
