"""The suspicion that an hour gives rise to: ten times the usual, or old articles that come back undated."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.articles.suspicion import HOURS, Arrived, SourcePast, hour_of, suspicion_of, usual_rate
from tests.support.articles import NOON

HOUR = hour_of(NOON)
USUAL = {HOUR - n: 4 for n in range(1, 13)}


@pytest.mark.parametrize(
    ("created", "returned", "kind"),
    [
        ({**USUAL, HOUR: 40}, {}, "rate"),
        ({**USUAL, HOUR: 39}, {}, None),
        # One batch a day is usual for whoever sends one.
        ({HOUR - 24 * n: 100 for n in range(14)}, {}, None),
        # A quiet source may send a few more at once.
        ({**dict.fromkeys(USUAL, 1), HOUR: 19}, {}, None),
        ({**dict.fromkeys(USUAL, 1), HOUR: 20}, {}, "rate"),
        # What begins to send has no usual rate.
        ({HOUR: 5000}, {}, None),
        ({HOUR - 1: 1, HOUR: 5000}, {}, None),
        ({**USUAL, HOUR: 8}, {HOUR: 5}, "undated"),
        ({**USUAL, HOUR: 8}, {HOUR: 4}, None),
        ({**USUAL, HOUR: 30}, {HOUR: 5}, None),
        ({HOUR: 5}, {HOUR: 5}, "undated"),
        ({HOUR: 5}, {HOUR - 1: 50}, None),
    ],
)
def test_what_is_suspicious(created: dict[int, int], returned: dict[int, int], kind: str | None) -> None:
    suspicion = suspicion_of("report", SourcePast(created, returned), NOON)
    assert (suspicion.kind if suspicion else None) == kind
    if suspicion is not None:
        assert suspicion.since == NOON
        assert suspicion.number == round(NOON.timestamp() * 1000)


@given(st.dictionaries(st.integers(HOUR - 2 * HOURS, HOUR), st.integers(0, 1000), max_size=50))
def test_nothing_below_ten_times_the_usual_is_a_flood(created: dict[int, int]) -> None:
    suspicion = suspicion_of("report", SourcePast(created, {}), NOON + timedelta(minutes=59))
    usual = usual_rate(SourcePast(created, {}), HOUR)
    if suspicion is not None:
        assert usual is not None
        assert created[HOUR] >= 10 * usual


def test_the_same_text_is_known_whatever_its_case_and_blanks() -> None:
    one, other = Arrived("a", "Fire  is out", undated=True), Arrived("b", "FIRE is\nout", undated=False)
    assert one.key == other.key
    assert one.key != Arrived("a", "Fire is in", undated=True).key
