"""Failed attempts: rejected entries are dead letters at once, outages never."""

import pytest

from newsroom.stores.errors import ContentionError, EpochLostError, StoreFullError, StoreUnavailableError
from newsroom.streams.outcome import DeadLetter, RejectedError, Retry, outcome_of
from newsroom.streams.retry import RetryPolicy

POLICY = RetryPolicy(attempts=5)


def test_a_rejected_entry_is_a_dead_letter_at_once() -> None:
    assert outcome_of(RejectedError("no such thing"), attempts=1, policy=POLICY) == DeadLetter(
        "no such thing"
    )


@pytest.mark.parametrize("error", [StoreUnavailableError, StoreFullError, EpochLostError, ContentionError])
@pytest.mark.parametrize("attempts", [1, 5, 500])
def test_an_outage_is_no_attempt_however_often_it_comes(error: type[Exception], attempts: int) -> None:
    outcome = outcome_of(error("away"), attempts=attempts, policy=POLICY)
    assert outcome == Retry(f"{error.__name__}: away", counts=False)


def test_any_other_error_is_retried_up_to_the_last_attempt() -> None:
    outcomes = [outcome_of(KeyError("x"), attempts=attempts, policy=POLICY) for attempts in range(1, 7)]
    assert outcomes == [Retry("KeyError: 'x'")] * 4 + [DeadLetter("KeyError: 'x'")] * 2
