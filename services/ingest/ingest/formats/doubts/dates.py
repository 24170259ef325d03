"""Dates that cannot be meant: long before there were feeds, or too far ahead for a wrong clock."""

from datetime import UTC, datetime, timedelta

from ingest.formats.document import Doubt, DoubtKind
from newsroom.events.envelope import rfc3339
from newsroom.events.holds import Cause

_AHEAD = timedelta(hours=24)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)


def doubt_of_date(published_at: datetime | None, now: datetime) -> Doubt | None:
    """The doubt, for a day's look at it at the most: once its date has come, nothing is wrong with it."""
    if published_at is None or _FIRST <= published_at <= now + _AHEAD:
        return None
    is_ahead = published_at > now
    how = "more than a day ahead" if is_ahead else "before 1990"
    return Doubt(
        DoubtKind.DATE,
        "published_at",
        f"its date, {published_at:%Y-%m-%d %H:%M} UTC, is {how}",
        published_at if is_ahead else None,
        Cause.AHEAD if is_ahead else Cause.PAST,
        rfc3339(published_at),
    )


def believed(moment: datetime | None, now: datetime) -> datetime | None:
    """None where it lies ahead: it would stay on top, and make every later version stale."""
    return None if moment is not None and moment > now else moment
