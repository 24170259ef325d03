"""Held articles through the whole system: posted, on the desk, released, discarded or killed."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from typer.testing import CliRunner

from newsroom.cli import app
from newsroom.events.envelope import rfc3339
from newsroom.events.identity import article_id
from tests.support.holds import REASON, SOURCE, Wire
from tests.support.system import System, running
from tests.support.waiting import wait_until

BAKU = ZoneInfo("Asia/Baku")


@pytest.fixture
def wire(system: System) -> Wire:
    return Wire(system)


def answered(system: System, path: str) -> int:
    return system.get(path).status_code


def test_what_is_released_is_on_the_feed(system: System, wire: Wire) -> None:
    wire.post("released-meanwhile", "Meanwhile", status="usable")
    long_ago = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
    held = wire.hold("released", "Held until somebody looked", firstCreated=long_ago)
    assert answered(system, f"/v1/articles/{held}") == 404
    entry: Any = wire.on_the_desk("released")
    assert (entry["id"], entry["source"], entry["kind"], entry["reason"]) == (held, SOURCE, "embargo", REASON)
    assert entry["public_revision"] is None
    assert entry["article"]["body"] == "The ministry said so on Monday."
    refused = wire.end(held, "release", held_revision=2)
    assert (refused.status_code, refused.json()["detail"]) == (409, "another version is held now.")
    answer = wire.end(held, "release", reason="asked by telephone", held_revision=1)
    assert answer.json() == {"id": held, "decision": "release", "held_revision": 1}
    shown = system.article(held)
    assert (shown["headline"], shown["revision"]) == ("Held until somebody looked", 1)
    assert shown["first_published_at"] > shown["published_at"]
    assert system.feed(lang="en")[0]["id"] == held, "it appears where readers look"
    wait_until(lambda: wire.on_the_desk("released") is None, "it waits no more")
    assert wire.told("released")["status"] == "live"
    assert wire.end(held, "release").status_code == 404


def test_the_doubtful_field_is_put_right_at_the_release(system: System, wire: Wire) -> None:
    held = wire.hold("put-right", "Held with a headline")
    ends = datetime.now(UTC) + timedelta(days=1)
    changes = {"headline": "Put right", "embargo_until": ends.isoformat()}
    assert wire.end(held, "release", changes=changes).is_success
    wait_until(lambda: wire.told("put-right")["status"] == "embargoed", "it waits for its time")
    assert answered(system, f"/v1/articles/{held}") == 404


def test_a_discarded_correction_leaves_the_public_revision_up(system: System, wire: Wire) -> None:
    name = "discarded"
    wire.post(name, "Public", status="usable")
    public = system.article(article_id(SOURCE, name))
    held = wire.hold(name, "Doubtful")
    entry: Any = wire.on_the_desk(name)
    assert entry["public_revision"] == 1
    later = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert wire.end(held, "release", changes={"embargo_until": later}).status_code == 409
    assert wire.end(held, "discard", reason="it is wrong").is_success
    wait_until(lambda: wire.told(name)["status"] == "discarded", "it is discarded")
    assert wire.told(name)["public_revision"] == 1
    wait_until(lambda: wire.on_the_desk(name) is None, "it waits no more")
    assert system.article(held)["seq"] == public["seq"]


def test_a_kill_while_held_takes_it_off_the_desk(system: System, wire: Wire) -> None:
    held = wire.hold("killed", "Held and killed")
    system.withdraw(SOURCE, "killed")
    wait_until(lambda: wire.on_the_desk("killed") is None, "it waits no more")
    assert wire.told("killed")["status"] == "withdrawn"
    assert wire.end(held, "release").status_code == 404
    assert answered(system, f"/v1/articles/{held}") in (404, 410)


def test_a_resend_changes_nothing_and_a_correction_is_what_waits(system: System, wire: Wire) -> None:
    name = "corrected"
    held = wire.hold(name, "Held as it came")
    assert wire.post(name, "Held as it came")["status"] == "unchanged"
    assert wire.post(name, "Held and corrected")["status"] == "held"
    wait_until(lambda: (wire.on_the_desk(name) or {})["article"]["revision"] == 2, "the correction waits")
    stale = wire.end(held, "release", revision=1)
    assert stale.status_code == 409, "nobody releases what was not looked at"
    assert wire.end(held, "release", revision=2).is_success
    assert system.article(held)["headline"] == "Held and corrected"
    assert wire.post(name, "Held as it came")["status"] in ("held", "stale")
    certain = wire.post("dispelled", "Held at first")
    assert certain["status"] == "held"
    assert wire.post("dispelled", "Held at first", status="usable")["status"] in ("created", "updated")
    assert system.article(certain["id"])["headline"] == "Held at first"


def test_one_answer_releases_all_of_one_cause(system: System, wire: Wire) -> None:
    far = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    held = [
        wire.hold(f"cause-{n}", f"Held for one cause, {n}", status="usable", firstCreated=far)
        for n in range(3)
    ]
    causes = {(wire.on_the_desk(f"cause-{n}") or {})["cause"] for n in range(3)}
    assert len(causes) == 1
    [cause] = causes
    assert wire.end(f"causes/{cause}", "release", changes={"headline": "One for all"}).status_code == 422
    answer = wire.end(f"causes/{cause}", "release", reason="their clock is known")
    assert set(held) <= set(answer.json()["ids"])
    for one in held:
        system.article(one)


def test_no_notice_is_released_with_others(system: System, wire: Wire) -> None:
    """Whoever has read one has not read the others, and an embargo that nobody reads is broken."""
    source = "notices-wire"
    for name, headline, note in (
        ("embargo-1", "EMBARGO until the minister speaks: Budget", None),
        ("embargo-2", "Trade figures rise", "EMBARGO, not before Tuesday"),
        ("kill-1", "KILL: Storm closes the port", None),
    ):
        assert wire.post(name, headline, "usable", source=source, ednote=note)["status"] == "held"
    first, second, kill = (asked(wire, name) for name in ("embargo-1", "embargo-2", "kill-1"))
    assert [one["count"] for one in (first, second, kill)] == [1, 1, 1]
    assert first["id"] != second["id"]
    refused = [wire.end(f"causes/{one['id']}", "release") for one in (first, kill)]
    assert [answer.json()["errors"][0]["field"] for answer in refused] == ["changes", "decision"]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert wire.end(f"causes/{second['id']}", "discard").json()["ids"] == [article_id(source, "embargo-2")]
    assert wire.end(article_id(source, "embargo-1"), "release").is_success
    assert system.article(article_id(source, "embargo-1"))["headline"].startswith("EMBARGO until")


def test_many_embargoes_are_not_released_unread(wire: Wire) -> None:
    wire.hold("many-1", "Held with another, 1")
    cause = (wire.on_the_desk("many-1") or {})["cause"]
    refused = wire.end(f"causes/{cause}", "release", changes={"embargo_until": None})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "changes")
    assert wire.told("many-1")["status"] == "held"


def test_what_cannot_be_ended_so_is_refused(wire: Wire) -> None:
    held = wire.hold("refused", "Held and asked about")
    assert wire.end(held, "publish").status_code == 422
    assert wire.end(held, "discard", changes={"headline": "no"}).status_code == 422
    assert wire.end(held, "release", changes={"language": "de"}).status_code == 422
    assert wire.end(held, "release", changes={"nonsense": 1}).status_code == 422
    assert wire.end(article_id(SOURCE, "never sent"), "release").status_code == 404
    assert wire.desk("GET", "/v1/held", params={"cursor": "x"}).status_code == 400
    first = wire.desk("GET", "/v1/held", params={"limit": 1}).json()
    second = wire.desk("GET", "/v1/held", params={"limit": 1, "cursor": first["cursor"]})
    assert second.is_success
    assert first["held"] != second.json()["held"]


def test_a_source_in_quarantine_is_held_save_its_kills(system: System, wire: Wire) -> None:
    source = "quarantined-wire"
    wire.post("before", "Before the quarantine", status="usable", source=source)
    before = system.article(article_id(source, "before"))
    answer = wire.desk("POST", f"/v1/quarantines/{source}", json={"reason": "it was broken into"})
    assert [one["id"] for one in answer.json()["last_hour"]] == [before["id"]]
    numbers = count()
    first: Any = wait_until(
        lambda: wire.posted_as("held", f"during-{next(numbers)}", source=source), "what comes is held"
    )
    listed = wire.desk("GET", "/v1/quarantines").json()["quarantines"]
    assert [one["reason"] for one in listed if one["source"] == source] == ["it was broken into"]
    assert (
        wire.post("before", "Before the quarantine", status="usable", source=source)["status"] == "unchanged"
    )
    assert wire.post("before", "Gone", status="canceled", source=source)["status"] == "withdrawn"
    wire.desk("POST", f"/v1/quarantines/{source}", json={"quarantined": False})
    wait_until(
        lambda: wire.posted_as("created", f"after-{next(numbers)}", source=source), "what comes is published"
    )
    wait_until(lambda: wire.end(first["id"], "release").is_success, "it is released")
    system.article(first["id"])


def test_an_answer_for_one_cause_holds_for_what_comes_later(system: System, wire: Wire) -> None:
    far = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    source = "scheduling-wire"
    held = wire.post("far-1", "Dated ahead", status="usable", source=source, firstCreated=far)
    assert held["status"] == "held"
    entry: Any = wait_until(lambda: wire.on_the_desk("far-1"), "it is on the desk")
    assert entry["kind"] == "date"
    assert wire.end(f"causes/{entry['cause']}", "release", reason="they schedule").is_success
    system.article(held["id"])
    later = wire.post("far-2", "Dated ahead too", status="usable", source=source, firstCreated=far)
    assert later["status"] == "created"


def asked(wire: Wire, name: str) -> Any:
    """The question that an article waits for, with its count and examples."""
    entry: Any = wait_until(lambda: wire.on_the_desk(name), f"{name} is on the desk")
    causes = wire.desk("GET", "/v1/held/causes", params={"limit": 100}).json()["causes"]
    return next(one for one in causes if one["id"] == entry["cause"])


def test_one_answer_reads_the_embargoes_of_a_source_and_becomes_its_setting(
    system: System, wire: Wire
) -> None:
    source = "naive-wire"
    ahead = datetime.now(BAKU) + timedelta(days=2)
    naive = ahead.replace(tzinfo=None, microsecond=0).isoformat()
    past = (datetime.now(BAKU) - timedelta(minutes=5)).replace(tzinfo=None, microsecond=0).isoformat()
    names = [f"naive-{n}" for n in range(3)]
    written = (datetime.now(BAKU) - timedelta(hours=6)).replace(tzinfo=None, microsecond=0)
    for name, embargo in zip(names, (naive, naive, past), strict=True):
        held = wire.post(
            name,
            f"Headline of {name}",
            "usable",
            source=source,
            embargoed=embargo,
            firstCreated=written.isoformat(),
        )
        assert held["status"] == "held"
    also = wire.post("naive-template", "{{title}}", "usable", source=source, embargoed=naive)
    assert also["status"] == "held"
    wait_until(lambda: asked(wire, names[0])["count"] == 4, "all of them put one question")
    question = asked(wire, names[0])
    assert (question["source"], question["kind"], question["cause"]) == (source, "embargo", "zone")
    assert question["examples"][0]["written"] in (naive, past)
    wrong = wire.end(f"causes/{question['id']}", "release", changes={"day_first": True})
    assert wrong.status_code == 422
    unknown = wire.end(f"causes/{question['id']}", "release", changes={"timezone": "Baku"})
    assert unknown.status_code == 422
    answer = wire.end(
        f"causes/{question['id']}", "release", changes={"timezone": "Asia/Baku"}, reason="asked"
    )
    assert len(answer.json()["ids"]) == 4

    released = system.article(article_id(source, names[2]))
    assert released["headline"] == f"Headline of {names[2]}"
    assert released["published_at"] == rfc3339(written.replace(tzinfo=BAKU).astimezone(UTC))
    wait_until(lambda: wire.told(names[0], source)["status"] == "embargoed", "it waits for its time")
    assert answered(system, f"/v1/articles/{article_id(source, names[0])}") == 404
    template: Any = wait_until(
        lambda: of_kind(wire, "naive-template", "headline"), "it waits for its headline alone"
    )
    assert template["article"]["embargo_until"] == rfc3339(ahead.replace(microsecond=0).astimezone(UTC))

    later = wire.post("naive-later", "Later", "usable", source=source, embargoed=naive, firstCreated=past)
    assert later["status"] == "created", "it is read in the zone that was answered"
    answers = wire.desk("GET", "/v1/held/answers", params={"limit": 100}).json()["answers"]
    [own] = [one for one in answers if one["source"] == source]
    assert (own["cause"], own["changes"]) == (question["id"], {"timezone": "Asia/Baku"})
    listed = wire.ingest("GET", "/v1/sources").json()["answers"]
    assert [(one["about"], one["answer"]) for one in listed if one["source"] == source] == [
        ("zone", {"timezone": "Asia/Baku"})
    ]
    options = ["--url", system.url("ingest"), "--key", str(system.ready["ingest_key"])]
    shown = CliRunner().invoke(app, ["sources", "list", *options], env={"COLUMNS": "200"})
    assert "embargo zone  timezone Asia/Baku" in shown.stdout
    assert wire.desk("DELETE", f"/v1/held/answers/{own['cause']}").is_success
    numbers = count()
    wait_until(
        lambda: (
            wire.post(f"again-{next(numbers)}", "Again", "usable", source=source, embargoed=naive)["status"]
            == "held"
        ),
        "the question is open again",
    )


def of_kind(wire: Wire, name: str, kind: str) -> dict[str, Any] | None:
    entry = wire.on_the_desk(name)
    return entry if entry is not None and entry["kind"] == kind else None


def test_an_answer_that_explains_nothing_publishes_nothing_and_is_no_setting(
    system: System, wire: Wire
) -> None:
    source, name = "ist-wire", "ist-1"
    at = f"{(datetime.now(UTC) - timedelta(hours=3)):%Y-%m-%d %H:%M} IST"
    assert wire.post(name, "India or Israel", "usable", source=source, embargoed=at)["status"] == "held"
    question = asked(wire, name)
    assert question["cause"] == "zone IST"
    assert wire.end(f"causes/{question['id']}", "release", changes={"timezone": "Asia/Baku"}).is_success
    assert wire.end(f"causes/{question['id']}", "release", changes={"timezone": "Asia/Kolkata"}).is_success
    assert system.article(article_id(source, name))["headline"] == "India or Israel"
    answers = wire.desk("GET", "/v1/held/answers", params={"limit": 100}).json()["answers"]
    assert [one["changes"] for one in answers if one["source"] == source] == [{"timezone": "Asia/Kolkata"}]


def test_a_source_that_schedules_by_dates_is_believed_from_then_on(system: System, wire: Wire) -> None:
    source, name = "dates-wire", "dates-1"
    far = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    assert wire.post(name, "In a month", "usable", source=source, firstCreated=far)["status"] == "held"
    question = asked(wire, name)
    assert wire.end(f"causes/{question['id']}", "release", changes={"schedules": True}).is_success
    wait_until(lambda: wire.told(name, source)["status"] == "embargoed", "it goes out at its date")
    for ahead in (timedelta(days=40), timedelta(hours=3)):
        date = (datetime.now(UTC) + ahead).isoformat()
        later = wire.post(f"dates-{ahead}", "Later", "usable", source=source, firstCreated=date)
        assert later["status"] == "created"
        assert answered(system, f"/v1/articles/{later['id']}") == 404


def test_the_desk_is_shown_what_a_kill_in_words_means_and_kills_it(system: System, wire: Wire) -> None:
    source = "killing-wire"
    for name, headline in (
        ("kill-2026-1", "Oil prices fall in Vienna"),
        ("kill-2026-2", "Floods close a road"),
    ):
        wire.post(name, headline, "usable", source=source)
        system.article(article_id(source, name))
    assert (
        wire.post("kill-notice", "KILL: Oil prices fall in Vienna", "usable", source=source)["status"]
        == "held"
    )
    entry: Any = wait_until(lambda: wire.on_the_desk("kill-notice"), "it is on the desk")
    assert entry["kind"] == "kill"
    [target] = wire.desk("GET", f"/v1/held/{entry['id']}/targets").json()["targets"]
    assert (target["id"], target["named"]) == (article_id(source, "kill-2026-1"), False)
    assert set(target["shared"]) == {"prices", "fall", "vienna"}
    act = f"/v1/held/{entry['id']}/targets/{target['id']}"
    assert wire.desk("POST", act, json={"decision": "nonsense"}).status_code == 422
    assert wire.desk("POST", act, json={"decision": "withdraw", "reason": "it was wrong"}).is_success
    wait_until(lambda: answered(system, f"/v1/articles/{target['id']}") == 410, "it is gone")
    assert wire.end(entry["id"], "discard", reason="done").is_success
    wait_until(lambda: wire.told("kill-notice", source)["status"] == "discarded", "the notice is done with")
    assert answered(system, f"/v1/articles/{target['id']}") == 410
    with httpx.Client(timeout=20) as client:
        metrics = client.get(f"{system.url('ingest')}/metrics").text
    assert f'newsroom_kills_in_words_total{{source="{source}"}} 1.0' in metrics


def test_what_a_notice_withheld_comes_back_with_its_discard(tmp_path: Path) -> None:
    rules = {"NEWSROOM_SOURCE_RULES": json.dumps({SOURCE: {"kill_words": "withhold"}})}
    with running(tmp_path, environment=rules) as system:
        wire = Wire(system)
        names = ("story-2026-1", "story-2026-2", "story-2026-3")
        for name in names:
            wire.post(name, f"Headline of {name}", "usable")
            system.article(article_id(SOURCE, name))
        paths = [f"/v1/articles/{article_id(SOURCE, name)}" for name in names]
        named = f"Please withdraw {names[0]} and {names[1]}."
        assert wire.post("notice", "MANDATORY KILL", "usable", body_text=named)["status"] == "held"
        assert wire.post(names[2], "MANDATORY KILL", "usable")["status"] == "held"
        for path in paths:
            wait_until(partial(answers, system, path, 410), "it is withheld")
        notice: Any = wait_until(lambda: wire.on_the_desk("notice"), "it is on the desk")
        own: Any = wait_until(lambda: wire.on_the_desk(names[2]), "a notice under its article's name is, too")
        targets = wire.desk("GET", f"/v1/held/{notice['id']}/targets").json()["targets"]
        assert {target["id"] for target in targets if target["withheld"]} == {
            article_id(SOURCE, name) for name in names[:2]
        }
        kept = f"/v1/held/{notice['id']}/targets/{article_id(SOURCE, names[0])}"
        assert wire.desk("POST", kept, json={"decision": "withdraw"}).is_success
        system.wait_until_finished()
        for held in (notice, own):
            assert wire.end(held["id"], "discard", reason="no kill").is_success
        for path in paths[1:]:
            wait_until(partial(answers, system, path, 200), "it is shown again")
        assert system.article(article_id(SOURCE, names[2]))["headline"] == f"Headline of {names[2]}"
        system.wait_until_finished()
        assert answered(system, paths[0]) == 410, "what the desk withdrew for good stays withdrawn"


def answers(system: System, path: str, status: int) -> bool:
    return answered(system, path) == status
