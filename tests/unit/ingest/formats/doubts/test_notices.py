"""Notices are told from news about embargoes, kills and recalls."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.doubts.notices import Place, notices_in

HERE = Path(__file__).parent
NEWS = [line for line in (HERE / "news.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
NOTICES = [
    tuple(line.split("\t"))
    for line in (HERE / "notices.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_lists_are_long_enough_to_show_something() -> None:
    assert (len(NEWS) >= 200, len(NOTICES) >= 60) == (True, True)


@pytest.mark.parametrize("headline", NEWS)
def test_news_is_no_notice(headline: str) -> None:
    assert list(notices_in([(Place.HEADLINE, headline), (Place.FIRST_LINE, f"{headline}.")])) == []


@pytest.mark.parametrize(("kind", "place", "words"), NOTICES)
def test_a_notice_is_one(kind: str, place: str, words: str) -> None:
    assert [notice.kind for notice in notices_in([(Place(place), words)])] == [kind]


@pytest.mark.parametrize("slug", ["oil-embargo", "embargo oil", "car-recall", "kill-bill", "Skilled workers"])
def test_a_slug_of_such_a_subject_is_no_notice(slug: str) -> None:
    assert list(notices_in([(Place.SLUG, slug)])) == []


@pytest.mark.parametrize(
    "note",
    [
        "UPDATES with recall of cars",
        "ADDS oil embargo background",
        "Embargo: none",
        "No embargo",
        "Embargo lifted",
        "Not under embargo",
        "BC-Embargo vote-Baku, ADDS details",
        "Embargo talks, Recasts",
        "The embargo has now been lifted",
        "Corrects day of trade embargo",
        "без эмбарго",
        "Эмбарго снято",
        "embarqo yoxdur",
        "Embarqo götürülüb",
    ],
)
def test_a_note_that_names_one_is_no_notice(note: str) -> None:
    assert list(notices_in([(Place.NOTE, note)])) == []


@given(st.text(max_size=2000), st.sampled_from(Place))
def test_whatever_is_written_is_judged(text: str, place: Place) -> None:
    assert len(list(notices_in([(place, text)]))) <= 1
