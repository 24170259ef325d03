"""The plan of a feed: whatever changed, one ping is owed, and none is lost."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.cursor import Cursor
from publish.subscriptions.feed_plan import GATHER, FeedPlan
from publish.subscriptions.plan import Owed

ACTS = st.lists(
    st.sampled_from(["offer", "withdraw", "take", "confirm", "fail", "give_back", "wait", "restart"]),
    max_size=60,
)


def owed(number: int, *, withdrawal: bool = False) -> Owed:
    return Owed(Cursor(number, 0), f"a{number}", withdrawal)


@given(ACTS)
def test_a_ping_begun_after_the_last_change_is_confirmed_before_nothing_is_owed(acts: list[str]) -> None:
    plan, now = FeedPlan(), 0.0
    flight: tuple[Owed, ...] = ()
    changed, confirmed, begun = 0, 0, 0
    for number, act in enumerate(acts, start=1):
        match act:
            case "offer":
                plan.offer(owed(number))
                changed = number
            case "withdraw":
                if plan.withdraw(owed(number, withdrawal=True)):
                    plan.give_back(flight)
                    flight = ()
                changed = number
            case "take":
                taken = plan.take(now, 1)
                assert len(taken) <= 1
                assert not (taken and flight)
                if taken:
                    flight, begun = taken, changed
            case "confirm" if flight:
                plan.confirm(flight)
                flight, confirmed = (), begun
            case "fail" if flight:
                plan.fail(flight, now + 5)
                flight = ()
            case "give_back" if flight:
                plan.give_back(flight)
                flight = ()
            case "wait":
                now += 10
            case "restart":
                saved, floor = plan.undelivered(), plan.floor()
                plan, flight = FeedPlan.of(saved), ()
                if floor is not None:  # what is above it is read again
                    plan.offer(owed(max(changed, floor.ms)))
            case _:
                continue
        assert plan.count <= 2
        assert (plan.count > 0) == (confirmed < changed or bool(flight))
    while plan.count:  # it comes to rest, with a ping that was begun after the last change
        if flight:
            plan.confirm(flight)
            flight, confirmed = (), begun
        now += 10
        if taken := plan.take(now, 1):
            flight, begun = taken, changed
    assert confirmed == changed


def test_a_burst_is_gathered() -> None:
    plan = FeedPlan()
    plan.offer(owed(1))
    assert plan.take(GATHER / 4, 1) == ()
    assert plan.next_due() == GATHER
    plan.offer(owed(2))
    plan.offer(owed(3))
    assert plan.take(GATHER, 1) == (owed(3),)
    assert plan.count == 1
    plan.offer(owed(4))
    plan.confirm([owed(3)])
    assert plan.take(GATHER, 1) == ()
    assert plan.take(2 * GATHER, 1) == (owed(4),)


def test_a_withdrawal_is_due_at_once_and_breaks_off_what_is_in_flight() -> None:
    plan = FeedPlan()
    plan.offer(owed(1))
    plan.take(0, 1)
    flight = plan.take(5, 1)
    assert plan.withdraw(owed(2, withdrawal=True))
    assert plan.replaces(owed(2, withdrawal=True), flight)
    plan.give_back(flight)
    assert plan.take(5, 1, urgent_only=True, first_attempts_only=True) == (owed(2, withdrawal=True),)


def test_a_ping_of_a_withdrawal_is_not_broken_off_by_the_next() -> None:
    plan = FeedPlan()
    plan.withdraw(owed(1, withdrawal=True))
    flight = plan.take(0, 1)
    assert not plan.withdraw(owed(2, withdrawal=True))
    assert plan.take(0, 1) == ()
    plan.confirm(flight)
    assert plan.take(0, 1) == (owed(2, withdrawal=True),)


def test_what_failed_is_saved_and_what_came_since_goes_with_it() -> None:
    plan = FeedPlan()
    plan.offer(owed(1))
    plan.take(0, 1)
    flight = plan.take(5, 1)
    plan.fail(flight, 100)
    plan.offer(owed(2))
    assert plan.take(50, 1) == ()
    [saved] = plan.undelivered()
    assert (saved.cursors, saved.failures, saved.due_at) == (("2-0",), 1, datetime.fromtimestamp(100, UTC))
    assert plan.floor() is None
    again = FeedPlan.of([saved])
    assert again.take(99, 1) == ()
    assert again.take(100, 1) == (Owed(Cursor(2, 0), "a2"),)
    assert again.failures_of([]) == 1


def test_what_is_due_and_may_not_go_is_no_instant_to_wake_for() -> None:
    plan = FeedPlan()
    plan.offer(owed(1))
    plan.take(0, 1)
    assert plan.take(5, 1, urgent_only=True) == ()
    assert plan.next_due() is None
    assert plan.take(5, 1) == (owed(1),)
