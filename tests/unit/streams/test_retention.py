"""The least id to keep: by age, and never above an unfinished entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.retention import entry_order, trim_bound

IDS = st.builds("{}-{}".format, st.integers(0, 2**48), st.integers(0, 2**32))


@pytest.mark.parametrize(
    ("unfinished", "bound"),
    [
        ([], "1000-0"),
        (["2000-0"], "1000-0"),
        (["999-7", "2000-0"], "999-7"),
        (["1000-1"], "1000-0"),
        (["0-0"], "0-0"),  # a group that is not there yet
    ],
)
def test_the_bound_is_the_older_of_age_and_unfinished_entries(unfinished: list[str], bound: str) -> None:
    assert trim_bound(1000, unfinished) == bound


def test_ids_are_ordered_as_numbers() -> None:
    assert sorted(["10-0", "9-10", "9-9", "9"], key=entry_order) == ["9", "9-9", "9-10", "10-0"]


@given(st.integers(0, 2**48), st.lists(IDS))
def test_the_bound_is_above_no_unfinished_entry(oldest_kept_ms: int, unfinished: list[str]) -> None:
    bound = entry_order(trim_bound(oldest_kept_ms, unfinished))
    assert all(bound <= entry_order(entry) for entry in unfinished)
    assert bound <= (oldest_kept_ms, 0)
