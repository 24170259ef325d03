"""Three desks write, none says what belongs to what: the whole system finds it, and editors rule."""

import json
import random
from typing import Any

import httpx
import pytest
from pymongo import MongoClient

from tests.support.system import System
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def stories(system, shared_data) -> dict[str, str]:
    """The development stories, sent without `translation_of` and shuffled: article id -> story."""
    lines = (shared_data / "ntrex-dev" / "articles.jsonl").read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines]
    random.Random(11).shuffle(told)
    answers = system.post(
        {
            "source": "untold",
            "source_id": f"{one['story']}/{one['language']}",
            "language": one["language"],
            "headline": one["headline"],
            "body": one["body"],
            "category": "untold",
        }
        for one in told
    )
    system.wait_until_finished(240)
    return {answer["id"]: one["story"] for answer, one in zip(answers, told, strict=True)}


def desk(system: System, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
    return httpx.request(
        method,
        f"{system.url('translate')}{path}",
        headers={"Authorization": f"Bearer {system.ready['desk_key']}"},
        json=body,
        timeout=20,
    )


def test_stories_are_found_and_none_is_wrong(system, stories):
    items = system.feed(category="untold")
    right = wrong = 0
    for item in items:
        for variant in item["variants"].values():
            assert variant["method"] == "automatic"
            right += stories[variant["id"]] == stories[item["id"]]
            wrong += stories[variant["id"]] != stories[item["id"]]
    assert wrong == 0
    assert right >= 0.9 * 6 * len(set(stories.values()))


def test_an_editor_unlinks_and_links_again(system, stories):
    item = next(one for one in system.feed(category="untold", lang="en") if "az" in one["variants"])
    variant = item["variants"]["az"]["id"]
    place = f"/v1/stories/{item['story_id']}/articles/{variant}"
    assert desk(system, "DELETE", place, {"reason": "another event"}).status_code == 200
    wait_until(lambda: "az" not in system.article(item["id"])["variants"], "it is unlinked")
    story = system.article(item["id"])["story_id"]
    assert desk(system, "PUT", f"/v1/stories/{story}/articles/{variant}").status_code == 200
    linked = wait_until(lambda: system.article(item["id"])["variants"].get("az"), "it is linked again")
    assert linked["method"] == "desk"
    with MongoClient[dict[str, Any]](system.ready["mongo"]) as client:
        decided = client.get_default_database().decisions
        wait_until(lambda: decided.count_documents({"reason": "another event"}) > 0, "the audit has it")
        found = decided.find_one({"reason": "another event"})
    assert found is not None
    assert (found["editor"], found["act"], found["verdict"]) == ("desk", "unlink", "apart")


def test_coverage_lists_what_lacks_a_language(system, stories):
    answers = system.post(
        [{"source": "untold", "source_id": "lonely", "language": "en", "headline": "Only in English"}]
    )
    system.wait_until_finished()
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = "/v1/coverage?missing=ru&limit=100" + (f"&cursor={cursor}" if cursor else "")
        answer = desk(system, "GET", query).json()
        found += [story["id"] for story in answer["stories"]]
        cursor = answer["cursor"]
        if cursor is None:
            break
    assert answers[0]["id"] in found


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/v1/coverage?missing=xx", None, 400),
        ("GET", "/v1/suggestions?limitt=5", None, 400),
        ("GET", "/v1/suggestions?cursor=nonsense", None, 400),
        ("POST", "/v1/suggestions/nothing", {"decision": "accept"}, 404),
        ("POST", "/v1/suggestions/nothing", {"decision": "maybe"}, 422),
        ("PUT", f"/v1/stories/{'a' * 26}/articles/{'b' * 26}", None, 404),
    ],
)
def test_a_wrong_call_is_refused(system, method, path, body, status):
    assert desk(system, method, path, body).status_code == status


def test_the_desk_needs_a_key(system):
    answer = httpx.get(f"{system.url('translate')}/v1/suggestions", timeout=20)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_links_are_rebuilt_from_mongodb(system, stories):
    item = next(one for one in system.feed(category="untold", lang="en") if "ru" in one["variants"])
    variant = item["variants"]["ru"]["id"]
    desk(system, "DELETE", f"/v1/stories/{item['story_id']}/articles/{variant}")
    wait_until(lambda: "ru" not in system.article(item["id"])["variants"], "it is unlinked")
    before = {one["id"]: (one["story_id"], one["variants"]) for one in system.feed(category="untold")}
    system.run("rebuild", "links")
    reference = {"source": "untold", "source_id": stories[item["id"]] + "/en"}
    late = {"source": "untold", "source_id": "late", "language": "ru", "headline": "Позднее"}
    [answer] = system.post([late | {"translation_of": reference}])
    wait_until(lambda: "ru" in system.article(item["id"])["variants"], "a new variant joins")
    after = {one["id"]: (one["story_id"], one["variants"]) for one in system.feed(category="untold")}
    assert system.article(item["id"])["variants"]["ru"]["id"] == answer["id"]
    unchanged = [one for one in before if one not in (item["id"], variant) and before[one] == after[one]]
    assert len(unchanged) >= len(before) - 3
