"""Times without a date get the one day that fits the page's article."""

from datetime import datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from newsroom.client.page_text.list_dates import date_entries

EVENING = datetime(2026, 3, 5, 19, 33)  # noqa: DTZ001 (the page's zone)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda instant: instant.replace(second=0, microsecond=0)
)


def test_no_entries():
    assert date_entries([], EVENING, None) == []


def test_its_own_entry_is_on_its_own_day_however_far_down():
    found = date_entries([time(0, 5), time(23, 0), time(0, 10), time(19, 33), time(20, 0)], EVENING, 3)
    assert [instant.day for instant in found] == [7, 6, 6, 5, 4]


def test_without_it_the_newest_entry_is_not_older_than_the_article():
    assert date_entries([time(20, 6), time(19, 2)], EVENING, None) == [
        datetime(2026, 3, 5, 20, 6),  # noqa: DTZ001
        datetime(2026, 3, 5, 19, 2),  # noqa: DTZ001
    ]
    assert [instant.day for instant in date_entries([time(0, 6), time(23, 2)], EVENING, None)] == [6, 5]
    assert date_entries([time(19, 33)], EVENING, None) == [EVENING]


@given(INSTANTS, st.lists(st.integers(0, 24 * 60 - 1), max_size=30), st.data())
def test_a_list_whose_neighbours_are_less_than_a_day_apart_is_dated_as_it_was(
    newest: datetime, gaps: list[int], choice: st.DataObject
):
    instants = [newest]
    for gap in gaps:
        instants.append(instants[-1] - timedelta(minutes=gap))
    own = choice.draw(st.integers(0, len(instants) - 1))
    assert date_entries([instant.time() for instant in instants], instants[own], own) == instants


@given(INSTANTS, st.lists(st.times(), min_size=1, max_size=30))
def test_without_anchor_the_list_runs_backwards_from_within_a_day_after_the_article(
    published: datetime, clocks: list[time]
):
    found = date_entries(clocks, published, None)
    assert published <= found[0] < published + timedelta(days=1)
    assert all(above >= below for above, below in pairwise(found))
    assert [instant.time() for instant in found] == clocks
