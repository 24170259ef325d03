"""What readers saw at an instant, on the desk: withheld texts too, with a reason that is kept."""

import re
from datetime import UTC, datetime

import pytest

from tests.e2e.site.sending import SOURCE, article, id_of
from tests.support.door import Door
from tests.support.system import System

PATH = "/desk/seen"


@pytest.fixture
def door(system: System) -> Door:
    return Door(system)


def settled(system: System) -> str:
    """An instant at which everything that was posted is shown, and archived."""
    system.wait_until_finished()
    return datetime.now(UTC).isoformat()


def looked(door: Door, at: str, what: str) -> str:
    answer = door.http.get(PATH, params={"at": at, "what": what})
    assert answer.status_code == 200
    return str(answer.text)


def test_an_article_is_read_as_it_was(system: System, door: Door) -> None:
    sent = article(headline="Ten companies sign")
    before = settled(system)
    system.post([sent])
    then = settled(system)
    system.post([sent | {"headline": "Twelve companies sign"}])
    settled(system)
    assert "had never been shown" in looked(door, before, id_of(sent))
    page = looked(door, then, id_of(sent))
    assert "Ten companies sign" in page
    assert "Twelve" not in page


def test_a_withdrawn_text_is_shown_with_a_reason_alone_and_that_is_kept(system: System, door: Door) -> None:
    first, second = "Never to be seen again", "Nor is this to be seen"
    sent = article(headline=first, category="past-tests")
    system.post([sent])
    shown_first = settled(system)
    system.post([sent | {"headline": second}])
    shown_second = settled(system)
    system.withdraw(SOURCE, sent["source_id"])
    withdrawn = settled(system)

    assert "It was withdrawn then" in looked(door, withdrawn, id_of(sent))
    for at, headline in ((shown_first, first), (shown_second, second)):
        for page in (looked(door, at, id_of(sent)), looked(door, at, "/en/past-tests/")):
            assert not re.search(f"{first}|{second}", page)
            assert id_of(sent) in page
        assert door.post(PATH, at=at, article=id_of(sent)).status_code == 422  # no reason
        answer = door.post(PATH, at=at, article=id_of(sent), reason="the court asks")
        assert answer.status_code == 200
        assert headline in answer.text
    system.wait_until_finished()
    history = door.http.get(f"/desk/articles/{id_of(sent)}").text
    assert history.count("the court asks") == 2
    assert system.get(f"/v1/articles/{id_of(sent)}").status_code == 410


def test_an_instant_ahead_and_a_guess_without_the_token_are_refused(system: System, door: Door) -> None:
    assert "has not come yet" in looked(door, "2099-01-01T00:00:00", "")
    fields = {"at": "2026-01-01T00:00:00", "article": "a" * 26, "reason": "x"}
    assert door.http.post(PATH, data=fields).status_code == 403
    assert door.http.get(PATH, params={"at": "yesterday"}).status_code == 400
    assert door.http.get(PATH, params={"what": "nothing at all"}).status_code == 404
