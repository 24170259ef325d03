"""Parts of what waits: about a fifth of a second's work, whatever the machine."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.consumer import part_size


@given(st.integers(25, 200), st.floats(0, 1000))
def test_a_part_is_always_within_its_bounds(part: int, seconds: float) -> None:
    assert 25 <= part_size(part, part, seconds) <= 200


def test_a_slow_part_makes_the_next_one_smaller() -> None:
    assert part_size(200, 200, 1.0) == 40
    assert part_size(50, 50, 0.1) == 100
    assert part_size(50, 50, 0.0) == 100


def test_what_is_smaller_than_a_part_tells_nothing() -> None:
    assert part_size(1, 200, 5.0) == 200
