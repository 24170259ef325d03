"""Silence: told when a source's own past makes it unlikely, and not before."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from ingest.sources.polling.arrivals import Arrivals, hour_of_week
from ingest.sources.polling.silence import LEAST_GAPS, is_silent, usual_gap, week_of

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def learned(instants: Iterator[datetime], start: datetime = MONDAY) -> Arrivals:
    arrivals = Arrivals().watched(start)
    for instant in instants:
        arrivals = arrivals.arrived(instant)
    return arrivals


def office(days: int, seed: int = 1, hours: range = range(8, 20)) -> Iterator[datetime]:
    """An agency of office hours: some news every quarter of an hour by day, none at night or at weekends."""
    chance = random.Random(seed)
    for day in range(days):
        morning = MONDAY + timedelta(days=day)
        if morning.weekday() >= 5:
            continue
        now = morning + timedelta(hours=hours.start)
        while now.hour in hours and now.date() == morning.date():
            now += timedelta(seconds=chance.expovariate(1 / 900) + 1)
            yield now


def steady(count: int, seconds: float) -> Iterator[datetime]:
    for number in range(1, count + 1):
        yield MONDAY + timedelta(seconds=number * seconds)


def first_alarm(arrivals: Arrivals, step: timedelta) -> timedelta | None:
    """How long it takes from the last article to the alarm."""
    assert arrivals.last is not None
    for number in range(1, 2000):
        if is_silent(arrivals, arrivals.last + number * step):
            return number * step
    return None


@pytest.mark.parametrize("seconds", [2, 60, 900, 7200])
def test_a_steady_source_is_missed_after_some_intervals(seconds: float) -> None:
    arrivals = learned(steady(300, seconds))
    alarm = first_alarm(arrivals, timedelta(seconds=seconds / 2))
    assert alarm is not None
    assert timedelta(seconds=3 * seconds) <= alarm <= timedelta(seconds=10 * seconds)
    assert usual_gap(arrivals) == seconds


def test_a_night_and_a_weekend_are_no_silence_to_an_office() -> None:
    arrivals = learned(office(21))
    assert arrivals.last is not None
    assert arrivals.last.strftime("%a") == "Fri"
    night = arrivals.last.replace(hour=20)
    assert not any(is_silent(arrivals, night + timedelta(hours=hour)) for hour in range(58))


def test_a_morning_without_news_is_a_silence_to_an_office() -> None:
    arrivals = learned(office(22))
    assert arrivals.last is not None
    morning = arrivals.last.replace(hour=8, minute=0) + timedelta(days=1)
    assert not is_silent(arrivals, morning)
    assert is_silent(arrivals, morning + timedelta(hours=6))


def test_chance_alone_hardly_ever_alarms() -> None:
    chance = random.Random(7)
    arrivals, now, alarms = Arrivals().watched(MONDAY), MONDAY, 0
    for number in range(1500):
        gap = timedelta(seconds=chance.expovariate(1 / 600))
        if number > LEAST_GAPS and is_silent(arrivals, now + gap):
            alarms += 1
        now += gap
        arrivals = arrivals.arrived(now)
    assert alarms <= 5


def test_what_is_hardly_known_is_not_judged() -> None:
    arrivals = learned(steady(LEAST_GAPS, 60))
    assert not is_silent(arrivals, MONDAY + timedelta(days=300))
    assert not is_silent(Arrivals(), MONDAY)
    assert usual_gap(Arrivals()) is None


def test_a_time_in_which_nobody_watched_is_no_silence() -> None:
    arrivals = learned(steady(100, 60))
    later = MONDAY + timedelta(days=3)
    assert is_silent(arrivals, later)
    arrivals = arrivals.watched(later)
    assert not is_silent(arrivals, later + timedelta(minutes=2))
    assert is_silent(arrivals, later + timedelta(minutes=30))
    assert len(arrivals.arrived(later).gaps) == len(arrivals.gaps)


def test_a_year_of_arrivals_is_remembered_in_little() -> None:
    hours = (MONDAY + timedelta(hours=number) for number in range(1, 24 * 365))
    arrivals = learned(hours)
    assert len(arrivals.model_dump_json()) < 30_000
    assert arrivals.last is not None
    week = week_of(arrivals, arrivals.last)
    assert all(0.5 < rate < 1.5 for rate in week.rates.values())
    assert first_alarm(arrivals, timedelta(hours=1)) is not None


def test_hours_of_the_week_are_utc_wherever_the_instant_was_written() -> None:
    assert hour_of_week(datetime.fromisoformat("2026-03-02T00:30:00+04:00")) == 6 * 24 + 20
    assert hour_of_week(MONDAY) == 0
