"""Slots: what tells an article from its sibling must be in the candidate."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.translate.matching.support import features
from translate.matching.candidates.comparable import Comparable
from translate.matching.scoring.slots import SLOT_RANGE, Slots, slot_of

WORDS = ("school", "hospital", "opens", "Ganja", "Shaki", "fire", "Aliyev", "gold", "Zira", "today")


def read(headline: str, language: str = "en") -> Comparable:
    return Comparable(features(f"{language}/{headline}", language, headline))


def surfaces(headline: str, sibling: str) -> set[str]:
    return {term.surface for term in slot_of(read(headline), read(sibling)).terms}


def test_a_slot_is_what_the_sibling_lacks():
    assert surfaces("New school opens in Ganja", "New hospital opens in Ganja") == {"school"}


def test_without_a_sibling_all_of_the_opening_is_a_slot():
    assert {term.surface for term in slot_of(read("School opens in Ganja"), None).terms} == {
        "School", "opens", "Ganja",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("other", "language", "missing"),
    [
        ("В Гяндже открылась новая школа", "ru", ((), ("школа",))),
        ("В Гяндже открылась новая больница", "ru", (("school",), ("больница",))),
    ],
)
def test_what_the_candidate_lacks_of_a_slot_is_shown(
    other: str, language: str, missing: tuple[tuple[str, ...], tuple[str, ...]]
):
    mine, theirs = read("New school opens in Ganja"), read(other, language)
    slots = Slots(slot_of(mine, read("New hospital opens in Ganja")), slot_of(theirs, mine))
    found_missing = slots.missing(mine, theirs)
    assert found_missing[0] == missing[0]


def test_a_candidate_without_the_slot_has_more_missing():
    mine, sibling = read("New school opens in Ganja"), read("New hospital opens in Ganja")
    right, wrong = (
        read("В Гяндже открылась новая школа", "ru"),
        read("В Гяндже открылась новая больница", "ru"),
    )
    own = slot_of(mine, sibling)
    with_it = Slots(own, slot_of(right, None)).columns(mine, right)
    without = Slots(own, slot_of(wrong, None)).columns(mine, wrong)
    assert (without >= with_it).all() and without[3] > with_it[3]


@given(*[st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)] * 4)
def test_columns_are_in_range_and_the_same_from_either_end(one: str, other: str, mine: str, theirs: str):
    a, b = read(one), Comparable(features("b", "az", other))
    slots = slot_of(a, read(mine)), slot_of(b, Comparable(features("c", "az", theirs)))
    columns = Slots(*slots).columns(a, b)
    assert all(low <= value <= high for value, (low, high) in zip(columns, SLOT_RANGE, strict=True))
    assert np.array_equal(columns, Slots(*reversed(slots)).columns(b, a))
