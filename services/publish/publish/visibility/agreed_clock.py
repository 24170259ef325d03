"""Agreed clock: the instant that this machine, Redis and MongoDB have all passed.

An embargo must not end because one clock is ahead. Between two measurements the stores' clocks are taken to
run on as this process' monotonic clock does, so that a step of the machine's clock moves nothing.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock

ALERT = timedelta(seconds=2)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Measurement:
    instant: datetime
    at: float  # monotonic seconds

    def now(self, monotonic: float) -> datetime:
        return self.instant + timedelta(seconds=monotonic - self.at)


@dataclass(slots=True)
class AgreedClock:
    """A Clock that is never ahead of any of the clocks it was measured against.

    `sources` give each store's instant; `measure` is to be called before anything is shown, and then again
    and again. A source that does not answer runs on as it was measured last.
    """

    own: Clock
    sources: Mapping[str, Callable[[], Awaitable[datetime]]]
    _measured: dict[str, _Measurement] = field(default_factory=dict[str, _Measurement])
    _skewed: set[str] = field(default_factory=set[str])

    def now(self) -> datetime:
        """The earliest of all clocks."""
        return min(self.instants())

    def instants(self) -> list[datetime]:
        """What each clock says now."""
        monotonic = self.own.monotonic()
        return [self.own.now(), *(known.now(monotonic) for known in self._measured.values())]

    def monotonic(self) -> float:
        return self.own.monotonic()

    async def measure(self) -> None:
        """Measures every source. Raises StoreUnavailableError."""
        for name, read in self.sources.items():
            instant = await read()
            # Of the reply's arrival, so that what is passed on is at most behind.
            self._measured[name] = _Measurement(instant, self.own.monotonic())
            self._observe(name, self.own.now() - instant)

    def _observe(self, name: str, skew: timedelta) -> None:
        metrics.CLOCK_SKEW.labels(store=name).set(skew.total_seconds())
        if abs(skew) <= ALERT:
            self._skewed.discard(name)
        elif name not in self._skewed:
            self._skewed.add(name)
            _log.error("clock.skewed", store=name, seconds=round(skew.total_seconds(), 3))


@dataclass(frozen=True, slots=True)
class MiddleClock:
    """A Clock that says what the middle one of all clocks does: of three, one may be off in either direction.

    What is signed and what is due outlives its replica, and is compared with the clocks of others.
    """

    agreed: AgreedClock

    def now(self) -> datetime:
        instants = sorted(self.agreed.instants())
        return instants[(len(instants) - 1) // 2]

    def monotonic(self) -> float:
        return self.agreed.monotonic()
