"""Whose translation, in which order, under which name: as readers and editors see it."""

from collections.abc import Iterator
from itertools import count
from typing import Any

import httpx
import pytest

from newsroom.events.identity import article_id
from tests.support.system import System
from tests.support.waiting import wait_until

_number = count(1)
HOURS = ("first", "second", "third", "fourth", "fifth", "sixth")


@pytest.fixture
def category() -> Iterator[str]:
    """A category of this test alone."""
    yield f"identity-{next(_number)}"


def article(source: str, name: str, language: str, **fields: Any) -> dict[str, Any]:
    return {
        "source": source,
        "source_id": name,
        "language": language,
        "headline": f"{name} of {source}",
    } | fields


def desk(system: System, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = httpx.request(
        method,
        f"{system.url('translate')}{path}",
        headers={"Authorization": f"Bearer {system.ready['desk_key']}"},
        json=body,
        timeout=20,
    )
    assert answer.is_success, answer.text
    return answer.json()


def suggested(system: System, *ids: str) -> dict[str, Any] | None:
    """The suggestion that these two be linked, where one waits."""
    waiting = desk(system, "GET", "/v1/suggestions?limit=100")["suggestions"]
    return next((one for one in waiting if {end["id"] for end in one["articles"]} == set(ids)), None)


def test_undated_lines_keep_their_order(system: System, category: str) -> None:
    sent = [article("undated", f"{category}-{hour}", "en", category=category) for hour in HOURS]
    ids = [answer["id"] for answer in system.post(sent)]
    for one in ids:
        system.article(one)
    system.wait_until_finished()
    assert [item["id"] for item in system.feed(category=category)] == ids[::-1]
    shown = [event["subject"] for event in system.log() if event["data"]["change"] == "published"]
    assert [one for one in shown if one in ids] == ids
    page = system.get(f"/en/{category}/").text
    assert sorted(ids, key=lambda one: page.index(f"-{one}")) == ids[::-1]


def test_an_undated_feed_keeps_its_order(system: System, category: str) -> None:
    items = "".join(
        f"<item><title>The {hour} story of the day</title><link>https://{category}.example/{hour}</link>"
        f"<category>{category}</category></item>"
        for hour in HOURS
    )
    rss = f"<rss version='2.0'><channel><language>en</language>{items}</channel></rss>"
    answer = httpx.post(
        f"{system.url('ingest')}/v1/articles?source={category}",
        content=rss,
        headers={
            "Authorization": f"Bearer {system.ready['ingest_key']}",
            "Content-Type": "application/rss+xml",
        },
        timeout=30,
    )
    assert answer.status_code == 202, answer.text
    ids = [article_id(category, f"https://{category}.example/{hour}") for hour in HOURS]
    for one in ids:
        system.article(one)
    assert [item["id"] for item in system.feed(category=category)] == ids
    shown = [event["subject"] for event in system.log() if event["data"]["change"] == "published"]
    assert [one for one in shown if one in ids] == ids
    page = system.get(f"/en/{category}/").text
    assert sorted(ids, key=lambda one: page.index(f"-{one}")) == ids


def test_a_doubted_language_is_listed_at_the_desk(system: System, category: str) -> None:
    russian = "Президент в понедельник открыл в Баку новую школу, министр встретился с учителями."
    [sent] = system.post([article("doubted", category, "en", category=category, body=russian)])

    def listed() -> dict[str, Any] | None:
        doubted = desk(system, "GET", "/v1/doubts")["articles"]
        return next((one for one in doubted if one["id"] == sent["id"]), None)

    found = wait_until(listed, "the doubt is listed")
    assert found is not None
    assert (found["language"], found["language_doubt"], found["revision"]) == ("en", "ru", 1)


def test_another_sources_translation_is_put_to_the_desk(system: System, category: str) -> None:
    original = article("originals", category, "en", category=category, body="The council met.")
    named = {"source": "originals", "source_id": category}
    theirs = article(
        "translators", category, "az", category=category, translation_of=named, body="Şura toplandı."
    )
    first, second = (answer["id"] for answer in system.post([theirs, original]))
    found = wait_until(lambda: suggested(system, first, second), "the desk is asked")
    assert found is not None
    assert "declared by another source" in [reason["text"] for reason in found["evidence"]]
    system.wait_until_finished()
    assert system.article(second)["variants"] == {}
    desk(system, "POST", f"/v1/suggestions/{found['id']}", {"decision": "accept", "reason": "it is"})
    wait_until(lambda: "az" in system.article(second)["variants"], "it is linked")
    assert system.article(second)["variants"]["az"]["method"] == "desk"


def test_the_originals_own_source_settles_the_question(system: System, category: str) -> None:
    original = article("originals", category, "en", category=category)
    named = {"source": "originals", "source_id": category}
    theirs = article("translators", category, "az", category=category, translation_of=named)
    first, second = (answer["id"] for answer in system.post([original, theirs]))
    wait_until(lambda: suggested(system, first, second), "the desk is asked")
    own = article("originals", f"{category}/az", "az", category=category, translation_of=named)
    [third] = (answer["id"] for answer in system.post([own]))
    wait_until(lambda: system.article(first)["variants"].get("az", {}).get("id") == third, "it is linked")
    wait_until(lambda: suggested(system, first, second) is None, "nothing is left to ask")
