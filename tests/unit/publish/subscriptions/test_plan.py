"""The plan of deliveries: order is kept for each article, and nothing that is owed is lost."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.cursor import Cursor
from publish.subscriptions.health import Health
from publish.subscriptions.plan import Owed, Plan
from publish.subscriptions.schedule import Schedule

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "withdraw", "take", "confirm", "fail", "give_back", "save", "wait"]),
        st.integers(0, 3),
    ),
    max_size=60,
)


@given(ACTS, st.integers(1, 4))
def test_order_is_kept_for_each_article_and_a_withdrawal_replaces_what_was_before(
    acts: list[tuple[str, int]], batch: int
) -> None:
    plan, now = Plan(), 0.0
    flights: list[tuple[Owed, ...]] = []
    offered: dict[str, list[Owed]] = {}
    confirmed: dict[str, list[Owed]] = {}
    killed: dict[str, Cursor] = {}
    for number, (act, which) in enumerate(acts, start=1):
        article = f"a{which}"
        match act:
            case "offer":
                owed = Owed(Cursor(number, 0), article)
                plan.offer(owed)
                offered.setdefault(article, []).append(owed)
            case "withdraw":
                owed = Owed(Cursor(number, 0), article, withdrawal=True)
                if plan.withdraw(owed):
                    broken = [
                        flight for flight in flights if any(one.article_id == article for one in flight)
                    ]
                    for flight in broken:
                        plan.give_back(flight)
                        flights.remove(flight)
                offered[article], killed[article] = [owed], owed.cursor
            case "take":
                taken = plan.take(now, batch)
                assert len(taken) <= batch
                for owed in taken:
                    assert owed.cursor >= killed.get(owed.article_id, Cursor(0, 0))
                    assert all(one.article_id != owed.article_id for flight in flights for one in flight)
                if taken:
                    flights.append(taken)
            case "wait":
                now += 10
            case "save":
                if not flights:
                    fresh = [owed for owed in _open(offered, confirmed) if _is_fresh(plan, owed)]
                    floor = plan.floor()
                    assert floor == min((owed.cursor for owed in fresh), default=None)
                    plan = Plan.of(plan.undelivered())
                    for owed in sorted(fresh, key=lambda one: one.cursor):
                        plan.offer(owed)
            case _ if flights:
                flight = flights.pop(which % len(flights))
                if act == "confirm":
                    plan.confirm(flight)
                    for owed in flight:
                        confirmed.setdefault(owed.article_id, []).append(owed)
                elif act == "fail":
                    plan.fail(flight, now + 5)
                else:
                    plan.give_back(flight)
            case _:
                pass
    for flight in flights:
        plan.give_back(flight)
    while taken := plan.take(now + 1000, batch):
        plan.confirm(taken)
        for owed in taken:
            confirmed.setdefault(owed.article_id, []).append(owed)
    assert plan.count == 0
    for article, ones in confirmed.items():
        assert ones == sorted(ones, key=lambda one: one.cursor), article
    for article, ones in offered.items():
        assert set(ones) <= set(confirmed.get(article, [])), article


def _open(offered: dict[str, list[Owed]], confirmed: dict[str, list[Owed]]) -> list[Owed]:
    return [
        owed for article, ones in offered.items() for owed in ones if owed not in confirmed.get(article, [])
    ]


def _is_fresh(plan: Plan, owed: Owed) -> bool:
    saved = {cursor for one in plan.undelivered() for cursor in one.cursors}
    return str(owed.cursor) not in saved


def test_what_is_new_comes_before_what_is_replayed() -> None:
    plan = Plan()
    for n in range(10):
        plan.offer(Owed(Cursor(n, 0), f"old{n}", replayed=True))
    plan.offer(Owed(Cursor(100, 0), "flash"))
    assert [owed.article_id for owed in plan.take(0, 1)] == ["flash"]
    assert plan.floor() == Cursor(100, 0)
    assert plan.has_replayed


def test_one_bad_article_is_not_a_bad_endpoint() -> None:
    health = Health(Schedule(), Plan.articles_to_fail)
    for n in range(20):
        health.failed("poison", float(n), 0.5)
    assert not health.is_failing
    assert health.at_once == 1
    health.failed("b", 20.0, 0.5)
    assert health.failed("c", 21.0, 0.5)
    assert health.is_failing
    assert health.blocked_until > 21.0
    assert health.succeeded()
    assert not health.is_failing


@given(st.integers(0, 40), st.floats(0, 1), st.one_of(st.none(), st.floats(0, 10**7)))
def test_waits_are_bounded_and_never_shorter_than_asked(
    failures: int, chance: float, retry_after: float | None
) -> None:
    schedule = Schedule()
    assert schedule.delays[0] <= schedule.delay(failures, chance) <= schedule.delays[-1] * 1.2
    slowed = schedule.slowed(retry_after, failures, chance)
    assert slowed <= schedule.longest_retry_after + 1
    if retry_after is not None:
        assert slowed >= min(retry_after, schedule.longest_retry_after)


def test_a_saved_plan_has_its_instants() -> None:
    plan = Plan()
    plan.offer(Owed(Cursor(1, 0), "a"))
    plan.fail(plan.take(0, 1), 1_800_000_000)
    [saved] = plan.undelivered()
    assert saved.due_at == datetime.fromtimestamp(1_800_000_000, UTC)
    again = Plan.of([saved])
    assert again.take(1_799_999_999, 1) == ()
    assert again.take(1_800_000_000, 1) == (Owed(Cursor(1, 0), "a"),)
