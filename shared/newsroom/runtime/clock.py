"""Time, passed in: decisions take an instant, and tests take a clock they can turn."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Where a process learns the time."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
