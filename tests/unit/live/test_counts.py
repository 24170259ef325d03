from prometheus_client import REGISTRY

from newsroom.live.counts import Counts, CountsReporter


def told(act: str) -> float:
    return REGISTRY.get_sample_value("newsroom_live_acts_total", {"act": act}) or 0.0


def test_what_was_counted_is_told_once() -> None:
    counts = Counts(evicted=5)
    reporter, before = CountsReporter(counts), told("evicted")
    counts.evicted += 2
    for _ in range(2):
        reporter.report(subscribers=3, filters=1, held=10)
    assert told("evicted") - before == 2
    assert REGISTRY.get_sample_value("newsroom_live_subscribers") == 3
