"""Answers, tried on the doubts that they should explain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.articles.answers import answered
from ingest.formats.values.strict import Uncertain, certain_instant
from newsroom.events.desk import FieldChanges
from newsroom.events.holds import Cause, Doubt, DoubtKind

BAKU = FieldChanges(timezone="Asia/Baku")


def embargo(written: str) -> Doubt:
    uncertain = certain_instant(written)
    assert isinstance(uncertain, Uncertain)
    return Doubt(
        DoubtKind.EMBARGO,
        "embargo_until",
        uncertain.reason,
        uncertain.over_at,
        uncertain.cause,
        written,
    )


def test_an_answer_about_the_zone_reads_the_other_local_times_too() -> None:
    doubt = replace(
        embargo("2026-11-28T18:00"),
        published_local="2026-11-28T12:00:00",
        modified_local="2026-11-28T12:30:00",
    )
    reading = answered([doubt], lambda _: BAKU)
    assert reading.fields == {
        "embargo_until": datetime(2026, 11, 28, 14, tzinfo=UTC),
        "published_at": datetime(2026, 11, 28, 8, tzinfo=UTC),
        "modified_at": datetime(2026, 11, 28, 8, 30, tzinfo=UTC),
    }


def test_a_local_time_that_would_lie_after_the_embargo_is_left() -> None:
    doubt = replace(embargo("2026-11-28T18:00"), published_local="2026-11-28T19:00:00")
    assert set(answered([doubt], lambda _: BAKU).fields) == {"embargo_until"}


def test_an_answer_about_another_zones_name_leaves_them() -> None:
    doubt = replace(embargo("2026-11-28 18:00 IST"), published_local="2026-11-28T12:00:00")
    reading = answered([doubt], lambda _: FieldChanges(timezone="Asia/Kolkata"))
    assert set(reading.fields) == {"embargo_until"}


def read(doubt: Doubt, answers: Mapping[str, FieldChanges]) -> object:
    """The embargo, or the cause of the doubt that is left."""
    reading = answered([doubt], lambda asked: answers.get(asked.cause))
    if "embargo_until" in reading.fields:
        assert reading.doubts == ()
        moment = reading.fields["embargo_until"]
        assert isinstance(moment, datetime)
        return moment.isoformat()
    [left] = reading.doubts
    return left.cause


@pytest.mark.parametrize(
    ("written", "answers", "right"),
    [
        ("2026-11-28T18:00", {"zone": BAKU}, "2026-11-28T14:00:00+00:00"),
        ("28 November 2026, 18:00", {"zone": BAKU}, "2026-11-28T14:00:00+00:00"),
        (
            "2026-11-28 18:00 IST",
            {"zone IST": FieldChanges(timezone="Asia/Kolkata")},
            "2026-11-28T12:30:00+00:00",
        ),
        (
            "2026-11-28 18:00 IST",
            {"zone IST": FieldChanges(timezone="Asia/Jerusalem")},
            "2026-11-28T16:00:00+00:00",
        ),
        (
            "2026-11-28 18:00 CST",
            {"zone CST": FieldChanges(timezone="Asia/Shanghai")},
            "2026-11-28T10:00:00+00:00",
        ),
        ("2026-11-28 18:00 QQT", {"zone QQT": BAKU}, "2026-11-28T14:00:00+00:00"),
        ("03/02/2026 18:00 +04:00", {"day-month": FieldChanges(day_first=True)}, "2026-02-03T14:00:00+00:00"),
        (
            "03/02/2026 18:00 +04:00",
            {"day-month": FieldChanges(day_first=False)},
            "2026-03-02T14:00:00+00:00",
        ),
        (
            "03/02/2026 18:00",
            {"zone": BAKU, "day-month": FieldChanges(day_first=True)},
            "2026-02-03T14:00:00+00:00",
        ),
        # What an answer does not explain stays doubtful.
        ("2026-11-28 18:00 IST", {"zone IST": BAKU}, "zone IST"),
        ("2026-11-28 18:00 IST", {"zone": FieldChanges(timezone="Asia/Kolkata")}, "zone IST"),
        ("2026-11-28T18:00", {"zone IST": BAKU}, "zone"),
        ("2026-11-28T18:00", {"zone": FieldChanges(day_first=True)}, "zone"),
        ("03/02/2026 18:00", {"zone": BAKU}, "day-month"),
        ("03/02/2026 18:00", {"day-month": FieldChanges(day_first=True)}, "zone"),
        ("2026-11-28 18:00 after the speech", {"": BAKU}, ""),
        ("tomorrow at noon", {"": BAKU}, ""),
    ],
)
def test_an_answer_makes_certain_or_changes_nothing(
    written: str, answers: Mapping[str, FieldChanges], right: str
) -> None:
    assert read(embargo(written), answers) == right


def test_what_one_answer_made_known_is_kept_for_the_next() -> None:
    asked = embargo("03/02/2026 18:00")
    first = answered([asked], lambda doubt: FieldChanges(day_first=False) if doubt == asked else None)
    [left] = first.doubts
    assert (left.cause, left.day_first) == (Cause.ZONE, False)
    assert read(left, {"zone": BAKU}) == "2026-03-02T14:00:00+00:00"


@settings(deadline=None)  # the first example loads the tables
@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)),  # noqa: DTZ001 - local times
    st.sampled_from(["Asia/Baku", "America/New_York"]),
)
def test_a_local_time_is_read_in_the_zone_of_the_answer_or_stays(local: datetime, name: str) -> None:
    local = local.replace(microsecond=0)
    moment = local.replace(tzinfo=ZoneInfo(name))
    found = read(embargo(local.isoformat()), {"zone": FieldChanges(timezone=name)})
    is_clear = moment.utcoffset() == moment.replace(fold=1).utcoffset()
    assert found == (moment.astimezone(UTC).isoformat() if is_clear else "")


def test_an_embargo_that_was_made_certain_answers_what_else_was_doubted_of_it() -> None:
    notice = Doubt(DoubtKind.EMBARGO, "embargo_until", "the slug reads like an embargo")
    other = Doubt(DoubtKind.HEADLINE, "headline", "a template")
    asked = embargo("2026-11-28T18:00")
    reading = answered([notice, asked, other], lambda doubt: BAKU if doubt.cause == Cause.ZONE else None)
    assert reading.doubts == (other,)


def test_a_source_that_schedules_means_an_embargo_by_its_date_ahead() -> None:
    date = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    ahead = Doubt(DoubtKind.DATE, "published_at", "it is ahead", date, Cause.AHEAD, date.isoformat())
    scheduled = answered([ahead], lambda _: FieldChanges(schedules=True))
    assert (scheduled.doubts, scheduled.fields) == ((), {"embargo_until": date, "published_at": date})
    as_is = answered([ahead, replace(ahead, cause=Cause.PAST)], lambda _: FieldChanges())
    assert (as_is.doubts, as_is.fields) == ((), {})
