"""Notices are told from news about embargoes, kills and recalls."""

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.notices.measure import HELD_OUT_NEWS, HELD_OUT_NOTICES, HELD_OUT_STRANGER
from bench.notices.rows import labelled
from ingest.formats.doubts.notice_model import features, words_of
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


def test_most_notices_in_words_never_learnt_are_held() -> None:
    rows = list(labelled(HELD_OUT_NOTICES))
    held = [row for row in rows if any(notices_in([(row.place, row.text)]))]
    assert len(held) >= len(rows) * 0.89


def test_news_never_learnt_is_hardly_ever_held() -> None:
    news = HELD_OUT_NEWS.read_text("utf-8").splitlines()
    held = [
        line for line in news if any(notices_in([(Place.HEADLINE, line), (Place.FIRST_LINE, f"{line}.")]))
    ]
    assert len(held) <= len(news) // 100, held


def test_a_strangers_notices_are_told_from_news() -> None:
    rows = list(labelled(HELD_OUT_STRANGER))
    held = {row for row in rows if any(notices_in([(row.place, row.text)]))}
    notices = [row for row in rows if row.kind != "news"]
    assert sum(row in held for row in notices) >= len(notices) * 0.95
    assert [row.text for row in held if row.kind == "news"] == []


def test_a_notice_says_nothing_about_another_article() -> None:
    [notice] = notices_in([(Place.NOTE, "EMBARGO until noon")])
    assert notice.doubt_of("one").cause != notice.doubt_of("other").cause


def test_every_word_has_one_meaning() -> None:
    table = files("ingest.formats.doubts").joinpath("notice_words.tsv").read_text("utf-8")
    rows = (row.split("\t") for row in table.splitlines() if not row.startswith("#"))
    words = [word for _, several in rows for word in several.split()]
    assert len(words) == len(set(words))


@given(st.text(), st.sampled_from(Place), st.integers(1, 40))
def test_features_are_bounded_however_long_the_text(text: str, place: Place, times: int) -> None:
    assert len(features(words_of(text * times), place.value)) <= 60 * 20


@given(st.text(max_size=2000), st.sampled_from(Place))
def test_whatever_is_written_is_judged(text: str, place: Place) -> None:
    assert len(list(notices_in([(place, text)]))) <= 1
