"""Delays of changes at consumers, and what each of them lacks."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsroom.canary.arrivals import Arrival, Arrivals

START = datetime(2026, 11, 28, 12, tzinfo=UTC)
A, B = "a" * 26, "b" * 26


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_delay_is_from_the_change_and_counts_once() -> None:
    arrivals = Arrivals(["sse", "webhook"], START)
    change = Arrival(A, 1, at(10))
    assert arrivals.arrived("sse", change, at(10.5)) == 0.5
    assert arrivals.arrived("sse", change, at(11)) is None
    assert arrivals.arrived("webhook", change, at(12)) == 2


def test_what_was_there_before_is_not_counted() -> None:
    arrivals = Arrivals(["sse", "webhook"], START)
    assert arrivals.arrived("sse", Arrival(A, 1, at(-1)), at(10)) is None
    assert arrivals.waiting("webhook", at(100)) == 0


def test_a_consumer_waits_for_what_another_got_and_longest_for_the_oldest() -> None:
    arrivals = Arrivals(["sse", "webhook"], START)
    arrivals.arrived("sse", Arrival(A, 1, at(10)), at(10))
    arrivals.arrived("sse", Arrival(B, 1, at(20)), at(20))
    arrivals.arrived("sse", Arrival(A, 2, at(30)), at(30))
    assert arrivals.waiting("sse", at(40)) == 0
    assert arrivals.waiting("webhook", at(40)) == 30
    arrivals.arrived("webhook", Arrival(A, 1, at(10)), at(40))
    assert arrivals.waiting("webhook", at(40)) == 30  # it still lacks the second of A
    arrivals.arrived("webhook", Arrival(A, 2, at(30)), at(41))
    assert arrivals.waiting("webhook", at(41)) == 21


def test_a_withdrawal_stands_for_what_it_replaced() -> None:
    arrivals = Arrivals(["sse", "webhook"], START)
    arrivals.arrived("sse", Arrival(A, 1, at(10)), at(10))
    arrivals.arrived("webhook", Arrival(A, 2, at(11)), at(11))
    assert arrivals.waiting("webhook", at(20)) == 0
    assert arrivals.waiting("sse", at(20)) == 9


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.sampled_from(["x", "y", "z"])), max_size=40))
def test_nobody_waits_once_all_have_the_last_of_each(steps: list[tuple[str, str]]) -> None:
    arrivals, last = Arrivals(["x", "y", "z"], START), dict.fromkeys((A, B), 0)
    for second, (article_id, consumer) in enumerate(steps):
        last[article_id] += 1
        arrivals.arrived(consumer, Arrival(article_id, last[article_id], at(second)), at(second))
    for article_id, seq in last.items():
        if seq:
            for consumer in ("x", "y", "z"):
                arrivals.arrived(consumer, Arrival(article_id, seq, at(100)), at(100))
    assert [arrivals.waiting(consumer, at(200)) for consumer in ("x", "y", "z")] == [0, 0, 0]
