"""Restarts of one child: how long to wait before each, by how it ended and how long it had lived."""

from dataclasses import dataclass

FIRST_DELAY = 0.3  # seconds: a child that cannot run must not take the whole machine either
MOST_DELAY = 15.0  # seconds
STEADY = 60.0  # seconds after which a child counts as well again


@dataclass(slots=True)
class Restarts:
    """Exponential backoff. `repeats` counts the ends in a row by itself, each soon after its start."""

    repeats: int = 0

    def ended(self, exit_code: int, lived: float) -> float:
        """Notes an end after `lived` seconds; returns the seconds to wait. A signal came from outside."""
        if exit_code < 0 or lived >= STEADY:
            self.repeats = 0
        if exit_code >= 0:
            self.repeats += 1
        return min(MOST_DELAY, FIRST_DELAY * 2.0 ** min(10, max(0, self.repeats - 1)))

    def steadied(self, lived: float) -> bool:
        """Whether it is well again, after several ends: true once."""
        if self.repeats < 2 or lived < STEADY:
            return False
        self.repeats = 0
        return True
