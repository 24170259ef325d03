"""The least id to keep: by age, and never above an unfinished entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.retention import trim_bound

IDS = st.builds("{}-{}".format, st.integers(0, 2**48), st.integers(0, 2**32))


def order(entry_id: str) -> tuple[int, ...]:
    return tuple(map(int, entry_id.split("-")))


@pytest.mark.parametrize(
    ("unfinished", "bound"),
    [
        ([], "1000-0"),
        (["2000-0"], "1000-0"),
        (["999-7", "2000-0"], "999-7"),
        (["999-10", "999-9"], "999-9"),
        (["1000-1"], "1000-0"),
        (["0-0"], "0-0"),  # a group that is not there yet
    ],
)
def test_the_bound_is_the_older_of_age_and_unfinished_entries(unfinished: list[str], bound: str) -> None:
    assert trim_bound(1000, unfinished) == bound


@given(st.integers(0, 2**48), st.lists(IDS))
def test_the_bound_is_above_no_unfinished_entry(oldest_kept_ms: int, unfinished: list[str]) -> None:
    bound = order(trim_bound(oldest_kept_ms, unfinished))
    assert all(bound <= order(entry) for entry in unfinished)
    assert bound <= (oldest_kept_ms, 0)
