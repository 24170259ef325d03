"""A clock that tests turn."""

from datetime import datetime, timedelta

from tests.support.articles import NOON


class TurnedClock:
    """A clock that stands still until it is turned."""

    def __init__(self, start: datetime = NOON) -> None:
        self._now = start
        self._seconds = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._seconds

    def step(self, seconds: float) -> None:
        """Sets the wall clock alone, as an administrator would."""
        self._now += timedelta(seconds=seconds)

    def turn(self, seconds: float) -> None:
        self._now += timedelta(seconds=seconds)
        self._seconds += seconds
