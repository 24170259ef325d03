"""Formats of instants for readers, in the newsroom's zone."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, get_day_names, get_month_names


@dataclass(frozen=True, slots=True)
class Times:
    """Formats of one language. All instants are aware; all texts are in the newsroom's zone."""

    locale: Locale
    zone: ZoneInfo

    def iso(self, instant: datetime) -> str:
        """For `<time datetime>`: RFC 3339 with the zone's offset."""
        return instant.astimezone(self.zone).isoformat(timespec="seconds")

    def clock(self, instant: datetime) -> str:
        """`19:33`"""
        return instant.astimezone(self.zone).strftime("%H:%M")

    def day(self, instant: datetime) -> date:
        """The day in the zone."""
        return instant.astimezone(self.zone).date()

    def long_day(self, on: date) -> str:
        """`27 February 2026`, with the month in the case that a day asks for."""
        return format_date(on, "d MMMM y", locale=self.locale)

    def whole_day(self, on: date) -> str:
        """`Friday, 27 February 2026`; the capital is the style's, which knows Azerbaijani's two i."""
        return format_date(on, "EEEE, d MMMM y", locale=self.locale)

    def month(self, on: date) -> str:
        """`February 2026`, with the month by itself."""
        return format_date(on, "LLLL y", locale=self.locale)

    def brief(self, instant: datetime, today: date) -> str:
        """The time alone for today, else with its day before it."""
        on = self.day(instant)
        if on == today:
            return self.clock(instant)
        pattern = "d MMM" if on.year == today.year else "d MMM y"
        return f"{format_date(on, pattern, locale=self.locale)}, {self.clock(instant)}"

    @property
    def months(self) -> list[str]:
        """Abbreviated names from January on, as `brief` writes them."""
        names = get_month_names("abbreviated", "format", self.locale)
        return [names[month] for month in range(1, 13)]

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and whole names from Monday on."""
        short = get_day_names("short", "stand-alone", self.locale)
        whole = get_day_names("wide", "stand-alone", self.locale)
        return [(short[day], whole[day]) for day in range(7)]
