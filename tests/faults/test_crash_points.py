"""The real processes die by SIGKILL in every window that hurts, are started again, and nothing is amiss."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import redis

from newsroom.events.identity import article_id
from newsroom.runtime.crash_points import CrashPoint
from tests.faults.scenario import check_log
from tests.support.system import System, running
from tests.support.waiting import wait_until

COUNT = 12
# The others take minutes in all: `make soak`.
IN_EVERY_RUN = {CrashPoint.PUBLISH_SHOWN}
AFTER_A_LOSS = {CrashPoint.INGEST_REPLAYED, CrashPoint.INGEST_RESTORED}
RULES = '{"joined": {"join_routes": true}}'
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title><link>https://wire.example/</link>
<item><guid>https://wire.example/1</guid><link>https://wire.example/1</link><title>News of the wire</title>
<description>The wire says so, and says it at some length.</description></item></channel></rss>"""


def article(
    name: str, language: str = "en", headline: str = "As it came", **more: object
) -> dict[str, object]:
    sent = {
        "source": "crash",
        "source_id": f"{name}/{language}",
        "language": language,
        "headline": f"{headline} {name}",
        "body": f"Text of {name} in {language}",
        **more,
    }
    if language != "en":
        sent["translation_of"] = {"source": "crash", "source_id": f"{name}/en"}
    return sent


def points() -> list[object]:
    marks = {point: () if point in IN_EVERY_RUN else (pytest.mark.soak,) for point in CrashPoint}
    return [pytest.param(point, marks=marks[point], id=str(point)) for point in CrashPoint]


@pytest.mark.parametrize("point", points())
def test_nothing_is_amiss_after_dying(tmp_path: Path, point: CrashPoint) -> None:
    died = tmp_path / "died"
    environment = {
        "NEWSROOM_CRASH_AT": point,
        "NEWSROOM_CRASH_ONCE": str(died),
        "NEWSROOM_SOURCE_RULES": RULES,
    }
    with running(tmp_path, environment=environment) as system:
        system.post([article(f"{n}", language) for n in range(COUNT) for language in ("en", "az")])
        system.post([article("0", headline="Corrected"), article("1", headline="Corrected")])
        system.post([article("joined") | {"source": "joined"}])
        soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
        system.post([article("embargoed", embargo_until=soon)])
        post_feed(system)
        shown(system, "crash", "2/en")
        system.withdraw("crash", "2/en")
        wait_until(lambda: is_gone(system, "2/en"), "the withdrawal shows")
        if point in AFTER_A_LOSS:
            system.wait_until_finished()
            with redis.Redis.from_url(system.ready["redis"]) as client:
                client.flushall()
            system.post([article("3", headline="Corrected")])
        wait_until(died.exists, f"{point} is reached")
        check(system, corrected={"0", "1", "3"} if point in AFTER_A_LOSS else {"0", "1"})


def check(system: System, corrected: set[str]) -> None:
    """The invariants, by what readers see."""
    shown(system, "joined", "joined/en")
    shown(system, "crash", "embargoed/en")
    system.wait_until_finished()
    items = {item["id"]: item for item in system.feed()}
    for n in range(COUNT):
        english, other = (article_id("crash", f"{n}/{language}") for language in ("en", "az"))
        if n == 2:
            assert english not in items
            assert items[other]["variants"] == {}
            continue
        begins = "Corrected" if f"{n}" in corrected else "As it came"
        assert items[english]["headline"] == f"{begins} {n}"
        assert items[english]["revision"] == (2 if f"{n}" in corrected else 1)
        assert items[english]["story_id"] == items[other]["story_id"]
        assert set(items[english]["variants"]) == {"az"}
    assert sum(item["headline"] == "News of the wire" for item in items.values()) == 1
    assert is_gone(system, "2/en")
    log = system.log()
    check_log(log)
    withdrawn = [event for event in log if event["subject"] == article_id("crash", "2/en")]
    assert "As it came" not in str(withdrawn)
    [resent] = system.post([article("4")])
    assert resent["status"] == "unchanged"


def shown(system: System, source: str, source_id: str) -> None:
    wait_until(lambda: status(system, source, source_id) == 200, f"{source}/{source_id} is shown")


def is_gone(system: System, source_id: str) -> bool:
    return status(system, "crash", source_id) == 410


def status(system: System, source: str, source_id: str) -> int:
    """As publish answers; 503 while it is being started again."""
    try:
        return system.get(f"/v1/articles/{article_id(source, source_id)}").status_code
    except httpx.TransportError:
        return 503


def post_feed(system: System) -> None:
    """Posts a foreign document, again until it is taken."""

    def taken() -> bool:
        try:
            answer = httpx.post(
                f"{system.url('ingest')}/v1/articles",
                content=FEED,
                params={"source": "wire"},
                headers={
                    "Authorization": f"Bearer {system.ready['ingest_key']}",
                    "Content-Type": "application/rss+xml",
                },
                timeout=30,
            )
        except httpx.TransportError:
            return False
        assert answer.status_code in (202, 502, 503), answer.text
        return answer.status_code == 202

    wait_until(taken, "the feed is taken")
