"""Arrivals of a source's new articles: how many in each hour of the week, and the last gaps. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

HOURS_A_WEEK = 168
KEPT = 200  # gaps; the hours of the week remember what is older
_LONGEST = timedelta(weeks=8)  # of watching; from then on what is older counts for half


class Arrivals(BaseModel):
    """A source's arrivals: `hours` counts them by hour of the week in UTC since `since`; a poll's are one.

    Nothing is known of the time before `watched_from`, when watching began, or began again: what reaches
    back further is no gap of the source's.
    """

    model_config = ConfigDict(frozen=True)

    since: AwareDatetime | None = None
    watched_from: AwareDatetime | None = None
    last: AwareDatetime | None = None
    hours: dict[int, float] = {}
    gaps: tuple[tuple[AwareDatetime, AwareDatetime], ...] = ()

    @property
    def quiet_since(self) -> datetime | None:
        """Since when nothing new came, as far as anybody watched; None where nobody has."""
        known = [instant for instant in (self.watched_from, self.last) if instant is not None]
        return max(known) if known else None

    def watched(self, now: datetime) -> Self:
        """Watching begins, or begins again after a while in which nobody looked."""
        return self.model_copy(update={"watched_from": now, "since": self.since or now})

    def arrived(self, now: datetime) -> Self:
        """New articles came."""
        start, hour = self.quiet_since, hour_of_week(now)
        is_gap = self.last is not None and start is not None and start < now
        changes = {
            "since": self.since or now,
            "last": now,
            "hours": {**self.hours, hour: self.hours.get(hour, 0) + 1},
            "gaps": (*self.gaps, (start, now))[-KEPT:] if is_gap else self.gaps,
        }
        return self.model_copy(update=changes)._thinned(now)

    def _thinned(self, now: datetime) -> Self:
        if self.since is None or now - self.since <= _LONGEST:
            return self
        halved = {hour: count / 2 for hour, count in self.hours.items()}
        return self.model_copy(update={"hours": halved, "since": now - (now - self.since) / 2})


def hour_of_week(instant: datetime) -> int:
    """0 is Monday's first hour."""
    utc = instant.astimezone(UTC)
    return utc.weekday() * 24 + utc.hour
