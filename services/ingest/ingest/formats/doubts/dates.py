"""Dates that cannot be meant: long before there were feeds, or too far ahead for a wrong clock."""

from datetime import UTC, datetime, timedelta

from ingest.formats.document import Doubt, DoubtKind

_AHEAD = timedelta(hours=24)
_FIRST = datetime(1990, 1, 1, tzinfo=UTC)


def doubt_of_date(published_at: datetime | None, now: datetime) -> Doubt | None:
    """The doubt, for a day's look at it at the most: once its date has come, nothing is wrong with it."""
    if published_at is None or _FIRST <= published_at <= now + _AHEAD:
        return None
    how = "before 1990" if published_at < _FIRST else "more than a day ahead"
    over_at = published_at if published_at > now else None
    return Doubt(
        DoubtKind.DATE, "published_at", f"its date, {published_at:%Y-%m-%d %H:%M} UTC, is {how}", over_at
    )


def believed(moment: datetime | None, now: datetime) -> datetime | None:
    """None where it lies ahead: it would stay on top, and make every later version stale."""
    return None if moment is not None and moment > now else moment
