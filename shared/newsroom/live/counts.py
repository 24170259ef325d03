"""What the hub counts of itself, for metrics."""

from dataclasses import dataclass


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
