from hypothesis import given
from hypothesis import strategies as st

from newsroom.stack.restarts import FIRST_DELAY, MOST_DELAY, STEADY, Restarts


def test_the_pauses_grow_while_a_child_ends_again_and_again() -> None:
    restarts = Restarts()
    delays = [restarts.ended(3, 1.0) for _ in range(8)]
    assert delays[:3] == [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY]
    assert delays[-1] == MOST_DELAY
    assert restarts.repeats == 8


def test_one_that_was_killed_or_had_lived_is_started_at_once() -> None:
    restarts = Restarts(repeats=5)
    assert restarts.ended(-9, 1.0) == FIRST_DELAY
    assert restarts.repeats == 0
    restarts = Restarts(repeats=5)
    assert restarts.ended(1, STEADY) == FIRST_DELAY
    assert restarts.repeats == 1


def test_one_that_stays_after_several_ends_is_well_once() -> None:
    restarts = Restarts(repeats=2)
    assert [restarts.steadied(lived) for lived in (1.0, STEADY, STEADY + 1)] == [False, True, False]
    assert not Restarts(repeats=1).steadied(STEADY)


@given(st.lists(st.tuples(st.integers(-15, 255), st.floats(0, 1000))))
def test_no_pause_is_longer_than_the_most(ends: list[tuple[int, float]]) -> None:
    restarts = Restarts()
    assert all(FIRST_DELAY <= restarts.ended(*end) <= MOST_DELAY for end in ends)
