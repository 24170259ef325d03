"""The newsroom as readers saw it at an instant, less what was taken back since."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.system import System

SOURCE = "as-of"


def post(system: System, name: str, headline: str, **fields: Any) -> str:
    [answer] = system.post(
        [{"source": SOURCE, "source_id": name, "language": "en", "headline": headline, **fields}]
    )
    return str(answer["id"])


def settled(system: System) -> str:
    """An instant at which everything that was posted is shown, and archived."""
    system.wait_until_finished()
    return datetime.now(UTC).isoformat()


def headlines(system: System, **query: str) -> list[str]:
    return [item["headline"] for item in system.get("/v1/feed", **query).json()["items"]]


def test_an_article_is_read_as_it_was(system: System) -> None:
    name = uuid.uuid4().hex
    before = settled(system)
    article = post(system, name, "Ten companies sign", body="As it was first.")
    first = settled(system)
    post(system, name, "Twelve companies sign")
    second = settled(system)
    path = f"/v1/articles/{article}"
    assert system.get(path, as_of=before).status_code == 404
    then = system.get(path, as_of=first).json()
    assert (then["headline"], then["revision"], then["body"]) == ("Ten companies sign", 1, "As it was first.")
    assert system.get(path, as_of=second).json()["headline"] == "Twelve companies sign"
    assert system.get(path).json() == system.get(path, as_of=second).json()


def test_what_was_withdrawn_since_is_shown_at_no_instant(system: System) -> None:
    name, tag = uuid.uuid4().hex, f"t{uuid.uuid4().hex[:8]}"
    tags = [{"id": tag, "label": "One"}]
    article = post(system, name, "Never to be seen again", tags=tags)
    sibling = post(system, name + "-2", "A neighbour stays", tags=tags)
    shown = settled(system)
    assert headlines(system, as_of=shown, tag=tag) == ["A neighbour stays", "Never to be seen again"]
    system.withdraw(SOURCE, name)
    withdrawn = settled(system)
    for instant in (shown, withdrawn):
        assert system.get(f"/v1/articles/{article}", as_of=instant).status_code == 410
        assert headlines(system, as_of=instant, tag=tag) == ["A neighbour stays"]
    assert system.get(f"/v1/articles/{sibling}", as_of=shown).status_code == 200


def test_a_suppressed_revision_is_shown_at_no_instant(system: System) -> None:
    name, tag = uuid.uuid4().hex, f"t{uuid.uuid4().hex[:8]}"
    tags = [{"id": tag, "label": "One"}]
    article = post(system, name, "A name that had to go", tags=tags)
    shown = settled(system)
    post(system, name, "A man was named", tags=tags, suppress_previous=True)
    corrected = settled(system)
    assert system.get(f"/v1/articles/{article}", as_of=shown).status_code == 410
    assert headlines(system, as_of=shown, tag=tag) == []
    assert headlines(system, as_of=corrected, tag=tag) == ["A man was named"]


def test_a_feed_is_paged_as_it_was(system: System) -> None:
    tag = f"t{uuid.uuid4().hex[:8]}"
    tags = [{"id": tag, "label": "One"}]
    names = [uuid.uuid4().hex for _ in range(5)]
    for number, name in enumerate(names):
        post(system, name, f"Take {number}", tags=tags)
        system.wait_until_finished()
    shown = settled(system)
    post(system, names[2], "Take 2, corrected", tags=[{"id": "elsewhere", "label": "Elsewhere"}])
    post(system, uuid.uuid4().hex, "Take 5", tags=tags)
    now = settled(system)
    listed: list[str] = []
    page: dict[str, str] = {}
    while True:
        answer = system.get("/v1/feed", as_of=shown, tag=tag, limit="2", **page).json()
        listed += [item["headline"] for item in answer["items"]]
        if answer["next"] is None:
            break
        page = {"page": answer["next"]}
    assert listed == [f"Take {number}" for number in (4, 3, 2, 1, 0)]
    assert headlines(system, as_of=now, tag=tag) == [f"Take {number}" for number in (5, 4, 3, 1, 0)]


def test_the_cursor_of_an_earlier_feed_goes_on_from_there(system: System) -> None:
    tag = f"t{uuid.uuid4().hex[:8]}"
    tags = [{"id": tag, "label": "One"}]
    post(system, uuid.uuid4().hex, "Before", tags=tags)
    cursor = system.get("/v1/feed", as_of=settled(system), tag=tag).json()["cursor"]
    post(system, uuid.uuid4().hex, "After", tags=tags)
    settled(system)
    events = system.get("/v1/changes", cursor=cursor, tag=tag).json()["events"]
    assert [event["data"]["article"]["headline"] for event in events] == ["After"]


def test_an_instant_ahead_a_naive_one_and_a_search_are_refused(system: System) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    now = datetime.now(UTC)
    for query in (
        {"as_of": ahead},
        {"as_of": now.replace(tzinfo=None).isoformat()},
        {"as_of": "yesterday"},
        {"as_of": now.isoformat(), "q": "words"},
    ):
        answer = system.get("/v1/feed", **query)
        assert answer.status_code == 400, query
        assert "as_of" in answer.text
