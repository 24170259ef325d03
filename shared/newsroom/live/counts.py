"""Counters of the hub, and their way to the metrics.

Counting costs an addition; the metrics are brought up to date now and then.
"""

from dataclasses import dataclass, fields, replace

from newsroom.runtime import metrics


@dataclass(slots=True)
class Counts:
    """Totals since the start."""

    entries: int = 0
    writes: int = 0  # by sweeps; fewer than entries times readers, since a write carries all that is there
    resumed: int = 0
    replayed_pages: int = 0
    not_kept: int = 0
    evicted: int = 0
    reader_failures: int = 0


class CountsReporter:
    """Adds to the metrics whatever was counted since its last report."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._reported = replace(counts)

    def report(self, *, subscribers: int, filters: int, held: int) -> None:
        """Sets the gauges (`held` in bytes), and raises the counters by what came since the last report."""
        metrics.LIVE_SUBSCRIBERS.set(subscribers)
        metrics.LIVE_FILTERS.set(filters)
        metrics.LIVE_HELD_BYTES.set(held)
        for act in fields(Counts):
            added = getattr(self._counts, act.name) - getattr(self._reported, act.name)
            metrics.LIVE_ACTS.labels(act=act.name).inc(added)
        self._reported = replace(self._counts)
