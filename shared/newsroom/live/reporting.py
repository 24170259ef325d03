"""Brings what the hub counts to the metrics, now and then: counting itself is to cost nothing."""

from dataclasses import fields, replace

from newsroom.live.counts import Counts
from newsroom.runtime import metrics


class Reporting:
    """What was told of these counts so far."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._told = replace(counts)

    def report(self, *, subscribers: int, filters: int, held: int) -> None:
        """Tells what is, and what was added since it was last told."""
        metrics.LIVE_SUBSCRIBERS.set(subscribers)
        metrics.LIVE_FILTERS.set(filters)
        metrics.LIVE_HELD_BYTES.set(held)
        for act in fields(Counts):
            since = getattr(self._counts, act.name) - getattr(self._told, act.name)
            metrics.LIVE_ACTS.labels(act=act.name).inc(since)
        self._told = replace(self._counts)
