"""Clock, passed in: decisions take an instant, and tests take a clock that they set."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Port to the time."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start, never going back."""
        ...


class SystemClock:
    """Clock of the machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
