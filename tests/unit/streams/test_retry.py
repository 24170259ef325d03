"""Backoff doubles up to its longest delay, whatever the number of attempts."""

from newsroom.streams.retry import RetryPolicy


def test_delays_double_up_to_the_longest() -> None:
    policy = RetryPolicy(first_delay=0.5, longest_delay=30.0)
    assert [policy.delay(attempts) for attempts in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]


def test_an_outage_before_the_first_attempt_waits_the_first_delay() -> None:
    assert RetryPolicy(first_delay=0.5).delay(0) == 0.5


def test_a_delay_is_finite_after_any_number_of_attempts() -> None:
    assert RetryPolicy(longest_delay=30.0).delay(10**6) == 30.0


def test_fatal_entries_are_parked_after_several_deaths_an_attempt() -> None:
    assert RetryPolicy(attempts=5, deaths_an_attempt=3).deliveries == 15
