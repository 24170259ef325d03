"""What does harm if it is misread is read for certain, or not at all."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.values.strict import (
    Status,
    Uncertain,
    certain_end,
    certain_instant,
    identity,
    status_of,
    whole_number,
)

SIX_IN_BAKU = datetime(2099, 7, 1, 14, tzinfo=UTC)
BAKU = ZoneInfo("Asia/Baku")
YEARS = (datetime(1990, 1, 1), datetime(2150, 1, 1))  # noqa: DTZ001 - Hypothesis adds the zones


@pytest.mark.parametrize(
    "text",
    [
        "2099-07-01T14:00:00Z",
        "2099-07-01T18:00:00+04:00",
        "2099-07-01T18:00:00.000+0400",
        "2099-07-01 18:00 +04",
        "20990701T180000+0400",
        "20990701T140000Z",
        "20990701T160000 CEST",
        "2099-07-01 10:00 ET",
        "2099-07-01 10:00 EDT",
        "01 Jul 2099 07:00 PT",
        "Wed, 01 Jul 2099 06:00:00 AKDT",
        "1 July 2099, 18:00 AZT",
        "01 Jul 2099 18:00 Baku time",
        "1 июля 2099 г., 18:00 по бакинскому времени",
        "1 июля 2099 года в 17:00 МСК",
        "1 iyul 2099, saat 18:00 Bakı vaxtı ilə",
        "July 1, 2099, 10 a.m. Eastern Time",
        "2 p.m. GMT, July 1, 2099",
        "14:00 GMT on Wednesday 1 July 2099",
        "2099-07-01 18:00 Asia/Baku",
        "2099-07-01 18:00 GMT+4",
        "01 Jul 2099 18:00 +0400 (AZT)",
    ],
)
def test_an_instant_that_can_only_be_one_is_read(text: str) -> None:
    assert certain_instant(text) == SIX_IN_BAKU


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "2099-07-01T18:00:00",
        "1 July 2099 18:00",
        "2099-07-01",
        "20990701",
        "01.07.2099",
        "1 July 2099, midnight",
        "1 July 2099, 12 a.m. ET",
        "Wed 1 Jul 2099 (end of day)",
        "1 Jul 2099 after the press conference",
        "after 18:00 GMT 1 July 2099",
        "1 hour before the 1 Jul 2099 session",
        "2099-07-01 18:00 local time",
        "2099-07-01 18:00 CST",
        "2099-07-01 18:00 IST",
        "2099-07-01 18:00 XYZ",
        "2099-01-01 18:00 EDT",
        "03/02/2099 18:00 GMT",
        "03.02.2099 18:00 GMT",
        "Thu, 01 Jul 2099 18:00 GMT",
        "31 June 2099 18:00 GMT",
        "2099-07-01T25:00:00Z",
        "2099-07-01T24:30:00Z",
        "01 Jul 2099 18:00 +0400 (ET)",
        "2026-11-01 01:30 ET",
        "2026-03-08 02:30 ET",
        "tomorrow",
        "until further notice",
        "9" * 5000,
        "(" * 5000,
    ],
)
def test_an_instant_that_may_be_another_is_none(text: str) -> None:
    assert isinstance(certain_instant(text), Uncertain)


def test_a_source_that_has_a_zone_makes_its_own_times_certain() -> None:
    assert certain_instant("2099-07-01T18:00:00", BAKU) == SIX_IN_BAKU
    assert certain_instant("2099-07-01 19:30 IST", ZoneInfo("Asia/Kolkata")) == SIX_IN_BAKU
    assert certain_instant("2099-01-01 22:00 CST", ZoneInfo("Asia/Shanghai")) == datetime(
        2099, 1, 1, 14, tzinfo=UTC
    )
    assert isinstance(certain_instant("2099-01-01 22:00 CST", BAKU), Uncertain)


def test_seconds_since_1970_are_an_instant() -> None:
    assert (
        certain_instant("1795514700")
        == certain_instant("1795514700000")
        == certain_instant("2026-11-24T10:05:00Z")
    )
    assert isinstance(certain_instant("2026112718"), Uncertain)


def test_a_day_ends_at_24_hours() -> None:
    assert certain_instant("2099-07-01T24:00:00Z") == datetime(2099, 7, 2, tzinfo=UTC)


def test_a_time_without_a_zone_is_over_once_it_is_over_everywhere() -> None:
    doubtful = [
        certain_instant(text) for text in ("2026-07-01T18:00:00", "2026-07-01", "until further notice")
    ]
    over = [doubt.over_at if isinstance(doubt, Uncertain) else None for doubt in doubtful]
    assert over == [datetime(2026, 7, 2, 6, tzinfo=UTC), datetime(2026, 7, 2, 12, tzinfo=UTC), None]


@given(st.text(max_size=120))
def test_whatever_is_written_ends_in_an_instant_or_a_doubt(text: str) -> None:
    assert isinstance(certain_instant(text), datetime | Uncertain)


@given(st.datetimes(*YEARS, timezones=st.timezones()))
def test_an_instant_with_its_offset_is_itself(moment: datetime) -> None:
    # As it is written: a local time that the clocks leave out is another one in UTC.
    written = moment.isoformat()
    assert certain_instant(written) == datetime.fromisoformat(written)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        (None, Status.USABLE),
        ("stat:usable", Status.USABLE),
        ("http://cv.iptc.org/newscodes/pubstatusg2/Usable", Status.USABLE),
        ("Canceled", Status.WITHDRAWN),
        ("stat:recalled", Status.WITHDRAWN),
        ("withheld", Status.WITHHELD),
        ("draft", Status.UNPUBLISHED),
    ],
)
def test_a_status_is_known(word: str | None, status: Status) -> None:
    assert status_of(word) is status


@pytest.mark.parametrize("word", ["", " ", "stat:", "maybe", "stat:cancelled?", "usable canceled", "стоп"])
def test_a_status_that_nobody_knows_is_none(word: str) -> None:
    assert isinstance(status_of(word), Uncertain)


@pytest.mark.parametrize("name", [None, "", " ", "N/A", "none", "-", "null", "{{guid}}", "0", "undefined"])
def test_the_place_of_a_name_is_no_name(name: str | None) -> None:
    assert identity(name) is None


def test_a_name_stands_as_it_is() -> None:
    assert identity(" urn:newsml:a\0  b ") == "urn:newsml:a b"


@pytest.mark.parametrize(
    ("written", "number"), [(2, 2), ("2", 2), (2.0, 2), (" 3 ", 3), (2.5, None), ("2.5", None), (True, None)]
)
def test_a_version_is_a_whole_number(written: object, number: int | None) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize("written", ["draft", "9" * 5000, float("inf"), float("nan"), 10**400, None, [], "²"])
def test_what_does_not_count_is_no_version(written: object) -> None:
    assert whole_number(written) is None


NAIVE, ONE, SAME, LATER = (
    "2026-12-01 18:00",
    "2026-12-01T18:00:00Z",
    "2026-12-01T22:00:00+04:00",
    "2026-12-02T18:00:00Z",
)


def test_embargoes_are_certain_together_where_they_mean_one_instant() -> None:
    assert certain_end(()) is None
    assert certain_end((ONE, SAME)) == certain_end((ONE,)) == datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.mark.parametrize("texts", [(ONE, LATER), (LATER, ONE), (ONE, NAIVE), (ONE, ""), (NAIVE, NAIVE)])
def test_others_are_doubted_until_the_last_is_over(texts: Sequence[str]) -> None:
    end = certain_end(texts)
    readings = [certain_instant(text) for text in texts]
    passed = [reading.over_at if isinstance(reading, Uncertain) else reading for reading in readings]
    assert isinstance(end, Uncertain)
    assert end.over_at == (None if None in passed else max(filter(None, passed)))
