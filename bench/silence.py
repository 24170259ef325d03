"""How often silence is told of sources that are not silent, and how soon of those that are.

`python -m bench.silence` plays six weeks of sources of several rhythms, polled every ten minutes; then each
stops, at twenty instants of a seventh week.
"""

import random
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from statistics import median

from ingest.sources.polling.arrivals import Arrivals
from ingest.sources.polling.silence import is_silent

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(weeks=1)
WEEKS = 6
POLL = timedelta(minutes=10)
STOPS = 20
Rate = Callable[[datetime], float]  # arrivals in an hour


def wire(now: datetime) -> float:
    """A big wire: busy by day, slow by night, slower at weekends."""
    by_day = 20.0 if 5 <= now.hour < 19 else 2.0
    return by_day / 3 if now.weekday() >= 5 else by_day


def office(now: datetime) -> float:
    """A desk that keeps office hours."""
    return 4.0 if now.weekday() < 5 and 5 <= now.hour < 15 else 0.0


def ministry(now: datetime) -> float:
    """Three statements on a working day."""
    return 0.3 if now.weekday() < 5 and 5 <= now.hour < 15 else 0.0


def even(_: datetime) -> float:
    """Two an hour, whenever."""
    return 2.0


def polls(
    rate: Rate, chance: random.Random, start: datetime, end: datetime
) -> Iterator[tuple[datetime, bool]]:
    """Each poll, and whether it found anything new."""
    now = start
    while now < end:
        now += POLL
        yield now, chance.random() < 1 - 2.718281828 ** (-rate(now) * (POLL / timedelta(hours=1)))


def lived(rate: Rate, chance: random.Random) -> tuple[Arrivals, list[datetime]]:
    """What is known after the weeks, and when silence was told in them without reason."""
    arrivals, told, silent = Arrivals().watched(MONDAY), list[datetime](), False
    for now, found in polls(rate, chance, MONDAY, MONDAY + WEEKS * WEEK):
        if found:
            arrivals, silent = arrivals.arrived(now), False
        elif not silent and is_silent(arrivals, now):
            silent = True
            told.append(now)
    return arrivals, told


def delay(rate: Rate, arrivals: Arrivals, chance: random.Random, stop: datetime) -> timedelta:
    """From the moment when a source stops until that is told; from its next working hour, where it rests."""
    start = MONDAY + WEEKS * WEEK
    for now, found in polls(rate, chance, start, stop):
        arrivals = arrivals.arrived(now) if found else arrivals
    while not rate(stop):
        stop += POLL
    now = stop
    while not is_silent(arrivals, now):
        now += POLL
    return now - stop


def main() -> None:
    for rate in (wire, office, ministry, even):
        chance = random.Random(5)
        arrivals, told = lived(rate, chance)
        first = [one for one in told if one < MONDAY + 2 * WEEK]
        stops = (MONDAY + WEEKS * WEEK + chance.random() * WEEK for _ in range(STOPS))
        delays = [delay(rate, arrivals, chance, stop) / timedelta(hours=1) for stop in stops]
        sys.stdout.write(
            f"{rate.__name__:<9} told without reason: {len(first)} in the first two weeks,"
            f" {len(told) - len(first)} in the next four;"
            f" told after {median(delays):.1f} h, at most {max(delays):.1f} h\n"
        )


if __name__ == "__main__":
    main()
