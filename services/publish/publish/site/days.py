"""Days: the news of one, as pages of the feed cut where the day begins."""

from calendar import MONDAY, Calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from newsroom.events.live import PublicItem
from publish.feeds.feed_page import FeedPage, PageToken


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the newsroom's zone, from its first instant to the next day's."""

    on: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.on, time.min, self.zone)

    @property
    def above(self) -> PageToken:
        """The place in a feed just above the day."""
        return PageToken(Day(self.on + timedelta(days=1), self.zone).begins, "")

    def has(self, token: PageToken) -> bool:
        """Whether a feed that goes on below a place is still within the day."""
        return self.begins <= token.first_published_at <= self.above.first_published_at

    def cut(self, page: FeedPage[PublicItem]) -> FeedPage[PublicItem]:
        """The part of a page of the feed that is of this day."""
        items = [item for item in page.items if item.first_published_at >= self.begins]
        return replace(page, items=items, following=page.following if len(items) == len(page.items) else None)


def weeks_of(on: date) -> Sequence[Sequence[date | None]]:
    """The month of a day by weeks, from Mondays; None for the days of its neighbours."""
    weeks = Calendar(MONDAY).monthdayscalendar(on.year, on.month)
    return [[on.replace(day=day) if day else None for day in week] for week in weeks]


def month_before(on: date) -> date:
    """The last day of the month before a day's."""
    return on.replace(day=1) - timedelta(days=1)


def month_after(on: date) -> date:
    """The first day of the month after a day's."""
    return (on.replace(day=28) + timedelta(days=4)).replace(day=1)


def parse_day(text: str) -> date | None:
    """A day as an address has it, `2026-02-27`; None for anything else."""
    try:
        on = date.fromisoformat(text)
    except ValueError:
        return None
    return on if on.isoformat() == text and date(1900, 1, 1) <= on < date(9999, 1, 1) else None
