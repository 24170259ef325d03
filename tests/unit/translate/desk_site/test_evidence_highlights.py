"""Evidence highlighted in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.stories import Evidence
from translate.desk_site.evidence_highlights import highlighted


def shown(text: str, *evidence: tuple[str, str]) -> list[tuple[str, str]]:
    reasons = [Evidence(kind=kind, text=text_found) for kind, text_found in evidence]
    return [(part.kind, part.text) for part in highlighted(text, reasons) if part.kind]


def test_either_spelling_is_marked_whatever_its_case():
    evidence = ("name", "Физулинского = Fuzuli")
    assert shown("A shepherd in FUZULI.", evidence) == [("name", "FUZULI")]
    assert shown("Житель Физулинского района", evidence) == [("name", "Физулинского")]


def test_a_part_of_a_word_is_not_the_word():
    assert shown("Mines and a mine.", ("word", "mine = mina")) == [("word", "mine")]


@pytest.mark.parametrize(
    ("text", "told", "found"),
    [
        ("1 500 кв. м", "1,500", ["1 500"]),
        ("1500 kvadratmetr", "1,500", ["1500"]),
        ("$1.5 million and 15 men", "1,500,000 USD", ["1.5", "15"]),
        ("won 17:38 at 12", "38:17", ["17:38"]),
        ("on 10 May", "1", []),
        ("no number", "2", []),
    ],
)
def test_a_number_is_marked_however_it_is_written(text, told, found):
    assert [part for _, part in shown(text, ("number", told))] == found


def test_the_longer_of_two_that_overlap_is_marked():
    evidence = [("word", "foreign = xarici"), ("name", "foreign minister = nazir")]
    assert shown("the foreign minister", *evidence) == [("name", "foreign minister")]


def test_what_cannot_be_pointed_at_is_not():
    assert shown("sentences alike 0.9", ("sentences", "sentences alike 0.90"), ("conflict", "alike")) == []


@given(
    st.text(max_size=200),
    st.lists(
        st.tuples(st.sampled_from(["name", "number", "word", "place", "other"]), st.text(max_size=20)),
        max_size=6,
    ),
)
def test_the_parts_are_the_text(text, evidence):
    reasons = [Evidence(kind=kind, text=text_found) for kind, text_found in evidence]
    assert "".join(part.text for part in highlighted(text, reasons)) == text
