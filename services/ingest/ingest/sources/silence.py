"""Whether a source is silent beyond what its past makes likely. Pure.

Time is measured in the arrivals that the source's own week leads one to expect, so that a quiet night is
short and a quiet Monday morning long. A silence is remarkable when more was expected in it than twice what
was in nearly all gaps of the past, and at least so much that chance would hardly leave it out.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from ingest.sources.arrivals import Arrivals, hour_of_week

LEAST_GAPS = 20  # fewer tell nothing
_NEARLY_ALL = 0.98
_TWICE = 2.0
_HARDLY_CHANCE = -math.log(0.01)  # arrivals expected: a Poisson process leaves out so many once in 100
_LEAST_SHARE = 0.02  # of the mean rate: in no hour does time stand still
_HOUR = timedelta(hours=1)
_LONGEST = timedelta(weeks=9)  # whatever was silent for longer, is


@dataclass(frozen=True, slots=True)
class Week:
    """Arrivals expected in an hour, for each hour of the week."""

    rates: Mapping[int, float]

    def expected(self, start: datetime, end: datetime) -> float:
        """The arrivals expected between two instants."""
        return sum(self.rates[hour] * share for hour, share in _hours(start, min(end, start + _LONGEST)))


def is_silent(arrivals: Arrivals, now: datetime) -> bool:
    """Whether what did not come should have."""
    start = arrivals.quiet_since
    if start is None or arrivals.since is None or len(arrivals.gaps) < LEAST_GAPS:
        return False
    week = week_of(arrivals, arrivals.last or now)
    past = sorted(week.expected(*gap) for gap in arrivals.gaps)
    usual = past[math.ceil(_NEARLY_ALL * len(past)) - 1]
    return week.expected(start, now) > max(_TWICE * usual, _HARDLY_CHANCE)


def usual_gap(arrivals: Arrivals) -> float | None:
    """The median gap in seconds."""
    gaps = [(end - start).total_seconds() for start, end in arrivals.gaps]
    return median(gaps) if gaps else None


def week_of(arrivals: Arrivals, until: datetime) -> Week:
    """The week that the arrivals until an instant show.

    An hour of the week that was seen once says little: it leans on the same hour of the other days, and
    that on the mean.
    """
    watched = dict.fromkeys(range(168), 0.0)
    for hour, share in _hours(arrivals.since or until, until):
        watched[hour] += share
    mean = sum(arrivals.hours.values()) / max(sum(watched.values()), 1 / 3600)
    days = {hour: _of_day(arrivals, watched, hour, mean) for hour in range(24)}
    return Week(
        {
            hour: max((arrivals.hours.get(hour, 0) + 2 * days[hour % 24]) / (seen + 2), _LEAST_SHARE * mean)
            for hour, seen in watched.items()
        }
    )


def _of_day(arrivals: Arrivals, watched: Mapping[int, float], hour: int, mean: float) -> float:
    hours = range(hour, 168, 24)
    return (sum(arrivals.hours.get(one, 0) for one in hours) + mean) / (
        sum(watched[one] for one in hours) + 1
    )


def _hours(start: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    """The hours of the week that a time touches, each with how much of it."""
    while start < end:
        border = min(start.replace(minute=0, second=0, microsecond=0) + _HOUR, end)
        yield hour_of_week(start), (border - start) / _HOUR
        start = border
