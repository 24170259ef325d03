from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.config.models import Interval
from ingest.sources.polling.schedule import PollOutcome, next_pace

BOUNDS = Interval(min=60, max=3600)


@given(
    st.none() | st.floats(0, 1e9),
    st.sampled_from(PollOutcome),
    st.integers(0, 10_000),
    st.none() | st.floats(0, 1e12),
    st.floats(0, 1, exclude_max=True),
)
def test_whatever_came_the_next_poll_is_neither_rude_nor_forgotten(
    interval: float | None, outcome: PollOutcome, failures: int, retry_after: float | None, chance: float
) -> None:
    pace = next_pace(interval, BOUNDS, outcome, failures=failures, retry_after=retry_after, chance=chance)
    assert BOUNDS.min <= pace.interval <= BOUNDS.max
    assert pace.wait <= max(BOUNDS.max, 86_400)
    assert pace.wait >= min(retry_after or 0, 86_400)
    if outcome not in (PollOutcome.POSTPONED, PollOutcome.MORE):
        assert pace.wait >= BOUNDS.min
    if retry_after is None:
        assert pace.wait <= BOUNDS.max


def test_a_failure_leaves_the_interval_that_was_earned() -> None:
    pace = next_pace(500, BOUNDS, PollOutcome.FAILED, failures=3, retry_after=None, chance=0.5)
    assert (pace.interval, pace.wait) == (500, 240)


def test_two_of_one_kind_do_not_come_at_once() -> None:
    waits = {
        next_pace(500, BOUNDS, PollOutcome.NEWS, failures=0, retry_after=None, chance=chance / 10).wait
        for chance in range(10)
    }
    assert len(waits) == 10
