"""A store that loses everything, or goes away, while the system runs."""

import json
import os
import signal
import threading
from functools import partial
from typing import Any

import pytest
import redis

from newsroom.events.identity import article_id
from tests.support.door import Door
from tests.support.holds import SOURCE, Wire
from tests.support.system import System, running
from tests.support.waiting import wait_until


def article(name: str, language: str = "en", original: str | None = None) -> dict[str, object]:
    sent: dict[str, object] = {
        "source": "lost",
        "source_id": name,
        "language": language,
        "headline": f"Headline {name}",
        "body": f"Text {name}",
    }
    if original:
        sent["translation_of"] = {"source": "lost", "source_id": original}
    return sent


def shown(system: System, name: str) -> dict[str, Any]:
    return system.article(article_id("lost", name))


def is_corrected(system: System, name: str) -> bool:
    return bool(shown(system, name)["headline"] == "Corrected")


def answers(system: System, path: str, status: int) -> bool:
    return system.get(path).status_code == status


def test_no_number_goes_back_when_redis_loses_everything(tmp_path):
    with running(tmp_path) as system:
        system.post([article("en"), article("az", "az", "en")])
        system.post([article("en") | {"headline": "Headline en, corrected"}])
        system.withdraw("lost", "az")
        wait_until(lambda: system.get(f"/v1/articles/{article_id('lost', 'az')}").status_code == 410, "gone")
        Door(system).post("/desk/linking", scope="energy", paused="yes")
        system.wait_until_finished()
        before, log = shown(system, "en"), system.log()

        with redis.Redis.from_url(system.ready["redis"]) as client:
            client.flushall()

        system.wait_until_finished()
        [answer] = system.post([article("en") | {"headline": "Headline en, corrected again"}])
        assert (answer["status"], answer["revision"]) == ("updated", 3)
        [stale] = system.post([article("en")])
        assert stale["status"] == "stale"
        [hidden] = system.post([article("az", "az", "en") | {"headline": "Anew"}])
        assert hidden["status"] == "withdrawn"
        wait_until(lambda: shown(system, "en")["revision"] == 3, "the correction is visible")
        after = shown(system, "en")
        assert after["seq"] > before["seq"]
        system.post([article("ru", "ru", "en")])
        wait_until(lambda: "ru" in shown(system, "en")["variants"], "the new variant joins")
        system.wait_until_finished()
        now = system.log()
        assert now[: len(log)] == log, "the live log was not restored as it was"
        door = Door(system)
        assert "resumed" not in door.http.get("/desk/linking").text
        assert 'name="paused" value="no"' in door.http.get("/desk/linking").text, "the pause was lost"
        again = f"/desk/articles/{article_id('lost', 'az')}/order"
        assert door.post(again, order="restore", reason="all is well").status_code == 303
        assert shown(system, "az")["headline"] == "Anew"


def test_a_redis_that_is_emptied_twice_forgets_nothing(tmp_path):
    """The second time before the numbers are back: an epoch must not stand over emptied data."""
    with running(tmp_path) as system, redis.Redis.from_url(system.ready["redis"]) as client:
        system.post([article(f"{n}") for n in range(100)])
        system.wait_until_finished()
        losing_again = threading.Event()  # never set: the distance between the two is what is tested
        for n, pause in enumerate((0.0, 0.025, 0.05, 0.1, 0.2, 0.4)):
            client.flushall()
            losing_again.wait(pause)
            client.flushall()
            [corrected] = system.post([article(f"{n}") | {"headline": "Corrected"}])
            assert (corrected["status"], corrected["revision"]) == ("updated", 2)
            gone = system.withdraw("lost", f"{n + 50}")
            assert (gone["status"], gone["revision"]) == ("withdrawn", 2)
            path = f"/v1/articles/{article_id('lost', str(n + 50))}"
            wait_until(partial(answers, system, path, 410), "it is gone")
            wait_until(partial(is_corrected, system, str(n)), "it is corrected")


@pytest.mark.soak
def test_a_batch_in_hand_while_redis_is_emptied_hides_no_later_correction(tmp_path):
    """MongoDB hangs, so that publish has the article in hand when its event and its number are lost."""
    with running(tmp_path) as system, redis.Redis.from_url(system.ready["redis"]) as client:
        system.post([article("before")])
        system.wait_until_finished()
        mongo = system.ready["pids"]["mongo"]
        os.kill(mongo, signal.SIGSTOP)
        system.post([article("in hand")])
        wait_until(lambda: client.xpending("article-created", "publish")["pending"], "publish has it in hand")
        client.flushall()
        os.kill(mongo, signal.SIGCONT)
        shown(system, "in hand")
        [answer] = system.post([article("in hand") | {"headline": "Corrected"}])
        assert answer["status"] in ("created", "updated")
        wait_until(partial(is_corrected, system, "in hand"), "the correction is shown")
        system.wait_until_finished()
        [resent] = system.post([article("in hand") | {"headline": "Corrected"}])
        assert resent["status"] == "unchanged"


def test_an_outage_of_mongodb_loses_nothing_and_parks_nothing(tmp_path):
    with running(tmp_path) as system:
        system.post([article("before")])
        shown(system, "before")
        for _ in range(3):
            system.kill("mongo")
            answers = system.post([article(f"during-{n}") for n in range(20)])
            assert all("id" in answer for answer in answers)
        for n in range(20):
            shown(system, f"during-{n}")
        system.wait_until_finished()
        with redis.Redis.from_url(system.ready["redis"]) as client:
            assert list(client.scan_iter("*.dead")) == []


@pytest.mark.soak
def test_redis_killed_keeps_every_answered_article(tmp_path):
    with running(tmp_path) as system:
        for batch in range(5):
            system.post([article(f"{batch}-{n}") for n in range(20)])
            system.kill("redis")
        for batch in range(5):
            for n in range(20):
                shown(system, f"{batch}-{n}")
        system.wait_until_finished()


@pytest.mark.soak
def test_what_is_held_is_held_when_redis_loses_everything(tmp_path):
    with running(tmp_path) as system:
        wire = Wire(system)
        held = wire.hold("alone", "Held alone")
        wire.post("public", "Public", status="usable")
        public = wire.hold("public", "Doubtful")
        system.wait_until_finished()

        with redis.Redis.from_url(system.ready["redis"]) as client:
            client.flushall()

        system.wait_until_finished()
        assert wire.post("alone", "Held alone")["status"] == "unchanged"
        assert wire.told("alone")["status"] == "held"
        assert wire.told("public")["public_revision"] == 1
        # Translate may still be restoring its own numbers: it says 503 until they are here.
        wait_until(lambda: wire.end(held, "release").is_success, "it is released")
        assert system.article(held)["headline"] == "Held alone"
        assert wire.end(public, "discard").is_success
        wait_until(lambda: wire.told("public")["status"] == "discarded", "it is discarded")
        assert system.article(public)["headline"] == "Public"


@pytest.mark.soak
def test_what_was_released_is_not_lost_with_redis(tmp_path):
    """Publish hangs, so that the release and its text are in Redis alone when that is emptied."""
    with running(tmp_path) as system, redis.Redis.from_url(system.ready["redis"]) as client:
        wire = Wire(system)
        held = wire.hold("released", "Released and lost")
        system.wait_until_finished()
        publish = system.ready["pids"]["publish"]
        os.kill(publish, signal.SIGSTOP)
        assert wire.end(held, "release").is_success
        wait_until(lambda: wire.told("released")["status"] == "live", "ingest has released it")
        client.flushall()
        os.kill(publish, signal.SIGCONT)
        assert wire.post("released", "Released and lost")["status"] == "unchanged"

        def is_public() -> bool:
            """Released, where publish had it in hand; else it waits for its editor again."""
            if wire.told("released")["status"] == "held":
                wire.end(held, "release")
            return system.get(f"/v1/articles/{held}").status_code == 200

        wait_until(is_public, "it is not lost")


@pytest.mark.soak
def test_a_release_that_is_known_by_its_end_alone_is_public(tmp_path):
    """Of the two events of a release, publish handles the one that ends the hold; the other is lost."""
    with running(tmp_path) as system, redis.Redis.from_url(system.ready["redis"]) as client:
        wire = Wire(system)
        held = wire.hold("half", "Known by its end")
        system.wait_until_finished()
        publish = system.ready["pids"]["publish"]
        os.kill(publish, signal.SIGSTOP)
        assert wire.end(held, "release").is_success
        wait_until(lambda: client.xlen("article-created"), "ingest has released it")
        client.xtrim("article-created", maxlen=0, approximate=False)
        os.kill(publish, signal.SIGCONT)
        assert system.article(held)["headline"] == "Known by its end"


def test_what_the_desk_has_answered_outlives_redis(tmp_path):
    """The zone of a source, the lack of one after it was taken back, and what a notice withholds."""
    rules = {"NEWSROOM_SOURCE_RULES": json.dumps({SOURCE: {"kill_words": "withhold"}})}
    with running(tmp_path, environment=rules) as system:
        wire = Wire(system)
        naive = "2126-02-27T19:33:00"
        for source in ("stays", "taken-back"):
            held = wire.post("first", "At which hour?", "usable", source=source, embargoed=naive)
            wait_until(partial(is_waiting, wire, held["id"]), "it is on the desk")
            [cause] = {one["cause"] for one in waiting(wire) if one["id"] == held["id"]}
            answer = {"changes": {"timezone": "Asia/Baku"}, "reason": "asked"}
            assert wire.end(f"causes/{cause}", "release", **answer).is_success
            wait_until(partial(stands, wire, source, "embargoed"), "it is read")
        system.wait_until_finished()
        wire.desk("DELETE", f"/v1/held/answers/{cause}")
        wire.post("story-2026-1", "To be killed", status="usable")
        notice = wire.hold("notice", "KILL: story-2026-1", status="usable")
        system.wait_until_finished()

        with redis.Redis.from_url(system.ready["redis"]) as client:
            client.flushall()

        later = wire.post("later", "Read at once", "usable", source="stays", embargoed=naive)
        assert later["status"] == "created"
        asked = wire.post("later", "Asked again", "usable", source="taken-back", embargoed=naive)
        assert asked["status"] == "held"
        assert wire.told("story-2026-1")["status"] == "withdrawn"
        wait_until(lambda: wire.end(notice, "discard").is_success, "the notice was none")
        wait_until(lambda: wire.told("story-2026-1")["status"] == "live", "what it withheld is back")


def waiting(wire: Wire) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = wire.desk("GET", "/v1/held", params={"limit": 100}).json()["held"]
    return held


def is_waiting(wire: Wire, held: str) -> bool:
    return any(one["id"] == held for one in waiting(wire))


def stands(wire: Wire, source: str, status: str) -> bool:
    return bool(wire.told("first", source)["status"] == status)
