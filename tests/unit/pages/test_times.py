"""Times as readers write them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from newsroom.pages.times import Times

BAKU = ZoneInfo("Asia/Baku")
EVENING = datetime(2026, 2, 27, 15, 33, tzinfo=UTC)
BEFORE_MIDNIGHT_IN_UTC = datetime(2026, 2, 27, 21, 5, tzinfo=UTC)


def times(language: str = "en") -> Times:
    return Times(Locale.parse(language), BAKU)


def test_times_are_those_of_the_zone():
    assert times().clock(EVENING) == "19:33"
    assert times().iso(EVENING) == "2026-02-27T19:33:00+04:00"
    assert times().day(BEFORE_MIDNIGHT_IN_UTC) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("language", "long"), [("en", "27 February 2026"), ("az", "27 fevral 2026"), ("ru", "27 февраля 2026")]
)
def test_a_day_in_each_language(language, long):
    assert times(language).long_day(date(2026, 2, 27)) == long


@pytest.mark.parametrize(
    ("today", "brief"),
    [
        (date(2026, 2, 27), "19:33"),
        (date(2026, 2, 28), "27 Feb, 19:33"),
        (date(2027, 2, 27), "27 Feb 2026, 19:33"),
    ],
)
def test_what_is_not_of_today_says_its_day(today, brief):
    assert times().brief(EVENING, today) == brief


def test_the_script_is_given_the_same_months():
    assert times("ru").months[1] in times("ru").brief(EVENING, date(2026, 3, 1))
