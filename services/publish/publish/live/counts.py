"""What the hub counts of itself, for metrics."""

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """Totals since the start."""

    entries: int = 0
    resumed: int = 0
    replayed_pages: int = 0
    not_kept: int = 0
    evicted: int = 0
    reader_failures: int = 0
