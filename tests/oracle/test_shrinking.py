"""A failing history is made smaller, and stays one that can be run."""

from tests.oracle.histories import SMALL, history
from tests.oracle.operations import History, Withdraw
from tests.oracle.shrinking import possible, shrunk


def withdrawals(tried: History) -> int:
    return sum(isinstance(one, Withdraw) for phase in tried.phases for lane in phase.lanes for one in lane)


def size(tried: History) -> int:
    return sum(len(lane) for phase in tried.phases for lane in phase.lanes)


def test_what_does_not_matter_is_dropped() -> None:
    whole = history(3, SMALL)
    assert withdrawals(whole) > 1
    least = shrunk(whole, lambda tried: withdrawals(tried) > 0, lambda: False)
    assert withdrawals(least) >= 1
    assert size(least) < size(whole) / 10
    assert (len(least.phases), least.phases[0].acts, least.phases[0].faults) == (1, (), ())


def test_it_ends_when_its_time_is_over() -> None:
    whole = history(3, SMALL)
    assert shrunk(whole, lambda tried: True, lambda: True) == whole


def test_what_is_made_can_be_run() -> None:
    for seed in range(20):
        assert possible(history(seed, SMALL)) == history(seed, SMALL)
