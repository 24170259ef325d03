"""Untidy dates."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ingest.formats.values.instants import dated_url, first_instant, instant

EXPECTED = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T14:05:00+04:00",
        "2026-11-24T14:05:00 +0400",
        "2026-11-24 10:05",
        "20261124T100500Z",
        "20261124T1405+0400",
        "Tue, 24 Nov 2026 14:05:00 +0400",
        "Tue, 24 Nov 2026 14:05:00 +0400 (AZT)",
        "24 Nov 2026 13:05 MSK",
        "Tue, 24 Nov 2026 14:05:00 GMT+4",
        "2026-11-24 10:05:00 UTC",
        "24 Nov 26 10:05:00 GMT",
        "24 ноября 2026 г., 10:05",
        "Вт, 24 ноя 2026 13:05:00 +0300",
        "24 noyabr 2026, 10:05",
        "24 Kasım 2026 10:05",
        "24. November 2026 10:05 Uhr",
        "24.11.2026 10:05",
        "24/11/2026 10:05",
        "Nov 24, 2026 10:05 AM",
        "1795514700",
        "1795514700000",
    ],
)
def test_an_instant_is_read(text: str) -> None:
    assert instant(text) == EXPECTED


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        *(
            ("MEST", 6),
            ("AKST", 17),
            ("HST", 18),
            ("ET", 13),
            ("PT", 16),
            ("BRT", 11),
            ("PKT", 3),
            ("SGT", 0),
        ),
        *(("HKT", 0), ("TMT", 3), ("AST", 12), ("EST", 13), ("MSK", 5), ("AZT", 4), ("GMT+4", 4), ("+04", 4)),
    ],
)
def test_a_zone_is_known_by_its_name(zone: str, hour: int) -> None:
    expected = datetime(2026, 11, 27, hour, tzinfo=UTC)
    assert instant(f"Fri, 27 Nov 2026 08:00:00 {zone}") == expected


def test_a_date_in_a_zone_that_nobody_knows_is_not_believed() -> None:
    assert instant("Fri, 27 Nov 2026 08:00:00 QQT") is None


def test_a_date_without_a_zone_is_in_its_sources() -> None:
    assert instant("24 noyabr 2026, 14:05", ZoneInfo("Asia/Baku")) == EXPECTED
    assert instant("24.11.2026 14:05", ZoneInfo("Asia/Baku")) == EXPECTED


@pytest.mark.parametrize(
    "text", [None, "", "today", "10:05", "Nov 24", "2026", "32.11.2026", "0000-00-00", "x" * 100]
)
def test_what_is_no_whole_date_is_none(text: str | None) -> None:
    assert instant(text) is None


@pytest.mark.parametrize("text", ["9999-12-31", "1066-10-14T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_no_article_can_be_from_is_none(text: str) -> None:
    assert instant(text) is None


def test_the_day_comes_first_but_for_americans() -> None:
    assert instant("03.02.2026") == instant("2026-02-03")
    assert instant("03/02/2026 1:00 PM") == instant("2026-03-02T13:00Z")


def test_the_first_that_says_an_instant_counts() -> None:
    assert first_instant(None, "soon", "2026-11-24T10:05Z", "2027-01-01") == EXPECTED


def test_an_address_may_have_the_day() -> None:
    assert dated_url("https://x.example/az/2026/11/24/slug") == instant("2026-11-24")
    assert dated_url("https://x.example/2026/99/24/") is None
    assert dated_url("https://x.example/news/20261124") is None
