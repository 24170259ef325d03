"""Variants that contradict each other: on the desk until settled, and back if the figure changes."""

from itertools import count
from typing import Any

import httpx
import pytest

from tests.support.door import Door
from tests.support.system import System
from tests.support.waiting import wait_until

_NUMBERS = count(1)


class Variants:
    """A story in two languages, declared as original and translation."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.name = f"differing-{next(_NUMBERS)}"
        self.story = ""

    def send(self, english: int, azerbaijani: int) -> None:
        def article(language: str, headline: str, **more: Any) -> dict[str, Any]:
            return {
                "source": "differing",
                "source_id": f"{self.name}/{language}",
                "language": language,
                "headline": headline,
                **more,
            }

        original = {"source": "differing", "source_id": f"{self.name}/en"}
        answers = self.system.post(
            [
                article("en", f"Outage hits Baku metro, {english} stations closed"),
                article(
                    "az",
                    f"Bakı metrosunda nasazlıq olub, {azerbaijani} stansiya bağlanıb",
                    translation_of=original,
                ),
            ]
        )
        self.story = answers[0]["id"]

    def listed(self, state: str) -> list[dict[str, Any]]:
        answer = self.call("GET", f"?limit=100&state={state}")
        assert answer.status_code == 200, answer.text
        return [one for one in answer.json()["discrepancies"] if one["story_id"] == self.story]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return httpx.request(
            method,
            f"{self.system.url('translate')}/v1/discrepancies{path}",
            headers={"Authorization": f"Bearer {self.system.ready['desk_key']}"},
            json=body,
            timeout=20,
        )

    def wait_for(self, state: str, values: dict[str, str]) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            return next((one for one in self.listed(state) if values.items() <= one["values"].items()), None)

        one = wait_until(found, f"{self.name} is {state} with {values}")
        assert one is not None
        return one


@pytest.fixture
def variants(system: System) -> Variants:
    return Variants(system)


def test_a_figure_is_shown_with_its_sentences_settled_once_and_back_when_it_changes(variants):
    variants.send(3, 5)
    first = variants.wait_for("open", {"en": "3 stations closed", "az": "5 stansiya bağlanıb"})
    assert first["kind"] == "number"
    assert first["sentences"]["en"] == "Outage hits Baku metro, 3 stations closed"
    start, end = first["marks"]["az"]
    assert first["sentences"]["az"][start:end] == "5"

    answer = variants.call("POST", f"/{first['id']}", {"right": ["en"], "reason": "the metro's own figure"})
    assert answer.status_code == 200, answer.text
    assert (answer.json()["state"], answer.json()["right"]) == ("settled", ["en"])
    assert variants.listed("open") == []

    variants.send(3, 6)  # another figure is another question
    again = variants.wait_for("open", {"az": "6 stansiya bağlanıb"})
    assert again["id"] != first["id"]

    variants.send(3, 3)
    wait_until(lambda: not variants.listed("open") and not variants.listed("settled"), "nothing differs")


def test_a_settled_figure_stays_settled_over_revisions_that_leave_it(variants):
    variants.send(4, 7)
    first = variants.wait_for("open", {"en": "4 stations closed"})
    variants.call("POST", f"/{first['id']}", {"right": ["en", "az"]})
    body = {"source": "differing", "source_id": f"{variants.name}/en", "language": "en"}
    headline = "Outage hits Baku metro, 4 stations closed"
    variants.system.post([{**body, "headline": headline, "body": "Trains did not run for an hour."}])
    variants.system.wait_until_finished()
    again = variants.wait_for("settled", {"en": "4 stations closed"})
    assert again["id"] == first["id"]
    assert variants.listed("open") == []


def test_what_is_not_right_is_refused(variants):
    variants.send(8, 9)
    first = variants.wait_for("open", {"en": "8 stations closed"})
    assert variants.call("POST", f"/{first['id']}", {"right": ["ru"]}).status_code == 422
    assert variants.call("POST", f"/{first['id']}", {"right": []}).status_code == 422
    assert variants.call("POST", f"/{'a' * 26}", {"right": ["en"]}).status_code == 404
    assert variants.call("GET", "?cursor=x").status_code == 400
    assert variants.call("GET", "?lang=en").status_code == 400


def test_the_page_settles_it_and_the_board_counts_it(variants, system):
    variants.send(11, 12)
    first = variants.wait_for("open", {"en": "11 stations closed"})
    door = Door(system)
    assert "<mark>11</mark>" in door.http.get("/desk/discrepancies").text
    board = door.http.get("/desk/").text
    assert "≠ 1" in board[board.index(variants.story) :][:600]
    door.post(f"/desk/discrepancies/{first['id']}", right="en")
    assert variants.wait_for("settled", {"en": "11 stations closed"})["right"] == ["en"]


def test_a_corrected_figure_leaves_the_others_stale_until_they_have_it_and_none_vanishes(system):
    name = f"staying-{next(_NUMBERS)}"
    headlines = {
        "en": "Outage hits Baku metro, {} stations closed",
        "az": "Bakı metrosunda nasazlıq olub, {} stansiya bağlanıb",
        "ru": "Сбой в бакинском метро, закрыты {} станций",
    }

    def send(language: str, figure: int) -> str:
        own = {"source": "staying", "source_id": f"{name}/{language}", "language": language}
        original = {"source": "staying", "source_id": f"{name}/en"}
        linked = {} if language == "en" else {"translation_of": original}
        answers = system.post([{**own, "headline": headlines[language].format(figure), **linked}])
        return str(answers[0]["id"])

    def variants_are(article: str, stale: dict[str, bool]) -> bool:
        shown = system.article(article)["variants"]
        return {language: variant["stale"] for language, variant in shown.items()} == stale

    ids = {language: send(language, 3) for language in headlines}
    wait_until(lambda: variants_are(ids["en"], {"az": False, "ru": False}), "all three are one story")
    send("en", 5)
    wait_until(lambda: variants_are(ids["en"], {"az": True, "ru": True}), "both translations are behind")
    send("az", 5)
    wait_until(lambda: variants_are(ids["en"], {"az": False, "ru": True}), "one has caught up")
    send("ru", 5)

    def none_is_behind() -> bool:
        return all(
            variants_are(article, dict.fromkeys(headlines.keys() - {language}, False))
            for language, article in ids.items()
        )

    wait_until(none_is_behind, "all have caught up, and all are there")
