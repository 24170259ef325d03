"""Silence of a source beyond what its past makes likely. Pure.

Time is measured in the arrivals that the source's own week leads one to expect, so that a quiet night is
short and a quiet Monday morning long. A silence is remarkable when more was expected in it than twice what
was in nearly all gaps of the past, and at least so much that chance would hardly leave it out.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median

from ingest.sources.polling.arrivals import HOURS_A_WEEK, Arrivals, hour_of_week

LEAST_GAPS = 20  # fewer show nothing
_NEARLY_ALL = 0.98
_TWICE = 2.0
_HARDLY_CHANCE = -math.log(0.01)  # arrivals expected: a Poisson process leaves out so many once in 100
_LEAST_SHARE = 0.02  # of the mean rate: in no hour does time stand still
_LEANING = 2.0  # hours of watching that what is expected of an hour counts for
_USUAL_GAPS = 3  # shorter than so many is nothing
_EPOCH_HOUR = hour_of_week(datetime(1970, 1, 1, tzinfo=UTC))
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
    start, usual = arrivals.quiet_since, usual_gap(arrivals)
    if start is None or usual is None or len(arrivals.gaps) < LEAST_GAPS:
        return False
    if (now - start).total_seconds() <= _USUAL_GAPS * usual:
        return False
    week = week_of(arrivals, arrivals.last or now)
    past = sorted(week.expected(*gap) for gap in arrivals.gaps)
    nearly_all = past[math.ceil(_NEARLY_ALL * len(past)) - 1]
    return week.expected(start, now) > max(_TWICE * nearly_all, _HARDLY_CHANCE)


def usual_gap(arrivals: Arrivals) -> float | None:
    """The median gap in seconds."""
    gaps = [(end - start).total_seconds() for start, end in arrivals.gaps]
    return median(gaps) if gaps else None


def week_of(arrivals: Arrivals, until: datetime) -> Week:
    """The week that the arrivals until an instant show.

    An hour of the week that was seen a few times shows little: it leans on what its day and its hour of the
    day, each by itself, let expect, and those on the mean (shrinkage).
    """
    watched = dict.fromkeys(range(HOURS_A_WEEK), 0.0)
    for hour, share in _hours(arrivals.since or until, until):
        watched[hour] += share
    counts = [arrivals.hours.get(hour, 0.0) for hour in watched]
    mean = max(sum(counts), 1.0) / max(sum(watched.values()), 1 / 3600)

    def rate(hours: range) -> float:
        seen = sum(watched[hour] for hour in hours)
        return (sum(counts[hour] for hour in hours) + _LEANING * mean) / (seen + _LEANING)

    days = [rate(range(day * 24, day * 24 + 24)) for day in range(7)]
    of_day = [rate(range(hour, HOURS_A_WEEK, 24)) for hour in range(24)]
    rates: dict[int, float] = {}
    for hour, seen in watched.items():
        expected = days[hour // 24] * of_day[hour % 24] / mean
        leaning = (counts[hour] + _LEANING * expected) / (seen + _LEANING)
        rates[hour] = max(leaning, _LEAST_SHARE * mean)
    return Week(rates)


def _hours(start: datetime, end: datetime) -> Iterator[tuple[int, float]]:
    """The hours of the week that a time touches, each with how much of it."""
    now, last = start.timestamp() / 3600, end.timestamp() / 3600
    while now < last:
        border = min(math.floor(now) + 1.0, last)
        yield (math.floor(now) + _EPOCH_HOUR) % HOURS_A_WEEK, border - now
        now = border
