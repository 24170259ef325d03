"""A store that loses everything, or goes away, while the system runs."""

from typing import Any

import redis

from newsroom.events.identity import article_id
from tests.support.door import Door
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


def test_redis_killed_keeps_every_answered_article(tmp_path):
    with running(tmp_path) as system:
        for batch in range(5):
            system.post([article(f"{batch}-{n}") for n in range(20)])
            system.kill("redis")
        for batch in range(5):
            for n in range(20):
                shown(system, f"{batch}-{n}")
        system.wait_until_finished()
