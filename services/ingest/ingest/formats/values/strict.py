"""Strict readings, of what does harm if it is misread: certain, or not at all.

Embargoes, statuses, identities and versions are read here; headlines, bodies and pictures leniently.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import Enum
from functools import cache

from babel import Locale

from ingest.formats.values.months import month_numbers
from ingest.formats.values.zones import certain_zone, is_zone_like, load_zones, normal_name
from newsroom.events.holds import Cause

_LONGEST = 100  # characters; a longer text has more in it than an instant
_TIME = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"(?:\s?(?P<half>[ap]\.?m\b\.?))?"
)
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]{2,12})\.?,?\s)?"
_NAME = r"(?P<name>[^\W\d_]{3,12})\.?"
_DAY = rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-]{_NAME},?[\s-]"
_YEAR = r"(?P<year>\d{4})(?:-c[ıiuü])?(?:\s?(?:г\.|года|ildə|il|год|г))?"
_MONTH = rf"{_WEEKDAY}{_NAME}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s"
_NUMBERS = r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<other>\d{1,2})(?P=mark)(?P<year>\d{4})"
_AT = r",?\s(?:(?:at|in|в|saat|um)\s)?"
_ZONE = (
    r"(?:,?\s?(?P<zone>[A-Za-z\u0400-\u04ffəƏıİşŞ+\u2212-][^()\n]{0,40}?))?"
    r"(?:\s?\((?P<comment>[^()\n]{1,40})\))?"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?P<year>\d{{4}})(?P<mark>[-/])(?P<month>\d{{2}})(?P=mark)(?P<day>\d{{2}})(?:T|\s)\s?{_TIME}{_ZONE}",
        rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)[T\s]?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?(?P<half>)"
        rf"(?:\.\d{{1,9}})?{_ZONE}",
        rf"{_DAY}{_YEAR}{_AT}{_TIME}{_ZONE}",
        rf"{_MONTH}{_YEAR}{_AT}{_TIME}{_ZONE}",
        rf"{_NUMBERS}{_AT}{_TIME}{_ZONE}",
        rf"{_TIME}{_ZONE}(?:,?\s(?:on\s)?){_DAY}{_YEAR}",
        rf"{_TIME}{_ZONE}(?:,?\s(?:on\s)?){_MONTH}{_YEAR}",
    )
)
_MOST_SHOWN = 4  # texts of an embargo, in the reason for an editor
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")  # seconds; what begins with 20 may be a day and an hour
_DATE_ALONE = re.compile(r"(?P<year>\d{4})(?P<mark>-?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})")
_LAST_ZONE = timedelta(hours=12)  # behind UTC, of the last place where a day ends
_WEEKDAY_LANGUAGES = ("en", "az", "ru", "tr", "de", "fr")
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_NO_NAMES = frozenset(
    {
        *("", "-", "–", "—", "?", "0", "n/a", "na", "none", "null", "nil", "nan", "undefined", "unknown"),
        *(
            "guid",
            "id",
            "uri",
            "tbd",
            "todo",
            "false",
            "true",
            "[object object]",
            "#",
            "about:blank",
            "http://",
        ),
        *("https://", "xxx", "test", "example", "placeholder", "missing", "empty", "default", "no guid"),
        *("-1", "(none)", "no-guid", "noguid", "no id", "no-id", "noid", "not set", "not available"),
    }
)
_TEMPLATE = re.compile(
    r"\{\{|\}\}|\$\{|<%|%>|\{%|^(?:\[\w{1,40}\]|\{\w{1,40}\}|<\w{1,40}>|%\w{1,40}%|\$\w{1,40}|__\w{1,40}__)$"
)
# Prefixes with nothing behind them, signs alone, and the UUID of zeros.
_NOTHING = re.compile(
    r"(?:(?:urn|tag|guid|id|uri|uuid|newsml):?){0,4}\{?(?:[^\w]*|0+|tag:[^:]{1,80}:|javascript:.{0,40}|0{8}-0{4}-0{4}-0{4}-0{12})\}?",
    re.IGNORECASE,
)
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A reading that failed, with the reason in words for an editor.

    `over_at` is an instant that is not before the one meant, whatever that is; None where there is none.
    `cause` names the question whose answer would make it certain, if one would.
    """

    reason: str
    over_at: datetime | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """Answers on how a source writes: zones by the names it gives them, and its order of day and month."""

    zones: Mapping[str, tzinfo] = field(default_factory=dict[str, tzinfo])
    day_first: bool | None = None


NO_HABITS = Habits()


class Status(Enum):
    """Publication statuses by what the public may see."""

    USABLE = "usable"
    EMBARGOED = "embargoed"
    WITHHELD = "withheld"  # until a newer version
    WITHDRAWN = "withdrawn"
    UNPUBLISHED = "unpublished"  # a draft and the like, which is nobody's to see yet


_STATUSES: Mapping[str, Status] = {
    **dict.fromkeys(("usable", "publish", "published", "corrected"), Status.USABLE),
    "embargoed": Status.EMBARGOED,
    **dict.fromkeys(("withheld", "withhold"), Status.WITHHELD),
    **dict.fromkeys(("canceled", "cancelled", "cancel", "killed", "kill", "delete"), Status.WITHDRAWN),
    **dict.fromkeys(
        ("retracted", "retract", "deleted", "withdrawn", "withdraw", "recalled", "recall"), Status.WITHDRAWN
    ),
    **dict.fromkeys(
        ("retraction", "deletion", "withdrawal", "takedown", "cancellation", "cancelation"), Status.WITHDRAWN
    ),
    **dict.fromkeys(("draft", "auto-draft", "pending", "private", "trash", "future"), Status.UNPUBLISHED),
    **dict.fromkeys(("inherit", "spiked", "in_progress", "submitted", "preview"), Status.UNPUBLISHED),
}


def certain_instant(
    text: str, own_zone: tzinfo | None = None, habits: Habits = NO_HABITS
) -> datetime | Uncertain:
    """The instant in UTC that a text means, whoever reads it.

    A time without a zone is certain only where the source has said its own; an empty text, words beside
    the date, a day without a time, and 3/4/2026 are not, the last unless its source's habit is known.
    """
    text = " ".join(text.split())
    if not text:
        return Uncertain("it is empty: it may hold until further notice")
    if len(text) > _LONGEST:
        return Uncertain("it is too long for an instant")
    if plain := _plain_iso(text):
        return plain
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if day := _DATE_ALONE.fullmatch(text):
        return _day_alone(day.groupdict(), text)
    written = next((parts for form in _FORMS if (parts := form.fullmatch(text))), None)
    return (
        _moment(written.groupdict(), text, own_zone, habits)
        if written
        else Uncertain(f"{text!r} is no plain instant")
    )


def certain_end(
    texts: Sequence[str], own_zone: tzinfo | None = None, habits: Habits = NO_HABITS
) -> datetime | Uncertain | None:
    """The instant at which an embargo ends that is written in all of these texts, None where there is none.

    They are certain together where each is certain and all mean one instant, as written in several zones.
    """
    readings = [certain_instant(text, own_zone, habits) for text in texts]
    if len(readings) < 2:
        return next(iter(readings), None)
    ends = {reading for reading in readings if isinstance(reading, datetime)}
    doubts = [reading for reading in readings if isinstance(reading, Uncertain)]
    if len(ends) == 1 and not doubts:
        return ends.pop()
    passed = [*ends, *(doubt.over_at for doubt in doubts if doubt.over_at is not None)]
    written = " / ".join(repr(text[:_LONGEST]) for text in texts[:_MOST_SHOWN])
    return Uncertain(
        f"several are written, and they are not one instant for certain: {written}",
        max(passed) if len(passed) == len(ends) + len(doubts) else None,
    )


def load_tables() -> None:
    """Loads the names of months, weekdays and zones, which takes a tenth of a second: not in the loop."""
    month_numbers()
    _weekdays()
    load_zones()


def status_of(word: str | None) -> Status | Uncertain:
    """The status, by IPTC's word, QCode or URI for it, or by that of the sender's system; None is usable.

    An empty one is not certain: whoever writes none leaves the field away.
    """
    if word is None:
        return Status.USABLE
    written = word.strip()
    short = written.rpartition(":")[2].rpartition("/")[2].strip().lower()
    if not short:
        return Uncertain("the status is empty")
    status = _STATUSES.get(short)
    return Uncertain(f"the status {written[:40]!r} is not known") if status is None else status


def identity(name: str | None) -> str | None:
    """The name as it stands, without blanks around and doubled; None where it only holds the name's place."""
    plain = " ".join((name or "").replace("\0", "").split())
    is_none = plain.lower() in _NO_NAMES or _TEMPLATE.search(plain) or _NOTHING.fullmatch(plain)
    return None if is_none else plain


def whole_number(written: object) -> int | None:
    """A version: a whole number, also as text; None for anything else, such as 1.5 or `draft`."""
    if isinstance(written, bool):
        return None
    if isinstance(written, int):
        return written if abs(written) < 10**_MOST_DIGITS else None
    if isinstance(written, float):
        return int(written) if written.is_integer() and abs(written) < 10**_MOST_DIGITS else None
    digits = written.strip() if isinstance(written, str) else ""
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) <= _MOST_DIGITS else None


def _plain_iso(text: str) -> datetime | None:
    """An instant of RFC 3339, as nearly all are: it needs none of the rest."""
    if text[10:11] != "T" or text[4:5] != "-":
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo and moment.year in range(1970, 2200) else None


def _day_alone(parts: Mapping[str, str | None], text: str) -> Uncertain:
    day = _local_day(parts, text)
    if isinstance(day, Uncertain):
        return day
    over_at = _everywhere_over(day) + timedelta(days=1)
    return Uncertain(f"{text!r} names a day and no time of day", over_at)


def _everywhere_over(local: datetime) -> datetime:
    """The instant at which a local time has passed in every zone."""
    return min(local.replace(tzinfo=UTC), _LATEST) + _LAST_ZONE


def _moment(
    parts: Mapping[str, str | None], text: str, own_zone: tzinfo | None, habits: Habits
) -> datetime | Uncertain:
    day = _local_day(parts, text, habits.day_first)
    if isinstance(day, Uncertain):
        return day
    time = _time_of_day(parts, text)
    if isinstance(time, Uncertain):
        return time
    local = day + time
    zone = _zone(parts, local, own_zone, habits.zones)
    if isinstance(zone, Uncertain):
        return replace(zone, over_at=_everywhere_over(local))
    moment = local.replace(tzinfo=zone)
    if not _EARLIEST <= moment < _LATEST:
        return Uncertain(f"{text!r} is too far away to be meant")
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        return Uncertain(f"at {text!r} the clocks are changed")
    return moment.astimezone(UTC)


def _local_day(
    parts: Mapping[str, str | None], text: str, day_first: bool | None = None
) -> datetime | Uncertain:
    month_name = parts.get("name")
    if month_name:
        month = month_numbers().get(_folded(month_name))
        if month is None:
            return Uncertain(f"{month_name!r} in {text!r} is no month")
        day = int(parts["day"] or 0)
    elif parts.get("first"):
        first, other = int(parts["first"] or 0), int(parts["other"] or 0)
        is_ambiguous = first <= 12 and other <= 12 and first != other
        if is_ambiguous and day_first is None:
            return Uncertain(f"in {text!r} day and month may have changed places", cause=Cause.DAY_MONTH)
        is_day_first = day_first if is_ambiguous else other <= 12
        day, month = (first, other) if is_day_first else (other, first)
    else:
        month, day = int(parts["month"] or 0), int(parts["day"] or 0)
    try:
        local = datetime(int(parts["year"] or 0), month, day)  # noqa: DTZ001 - its zone comes after it
    except ValueError:
        return Uncertain(f"{text!r} is no day of the calendar")
    weekday = parts.get("weekday")
    if weekday and local.weekday() not in _weekdays().get(_folded(weekday), ()):
        return Uncertain(f"{weekday!r} in {text!r} is no weekday, or another one's")
    return local


def _time_of_day(parts: Mapping[str, str | None], text: str) -> timedelta | Uncertain:
    half = (parts.get("half") or "").lower()
    if parts.get("minute") is None and not half:
        return Uncertain(f"the time of day in {text!r} is not whole")
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if half:
        if hour not in range(1, 13) or (hour == 12 and half.startswith("a")):
            return Uncertain(f"{text!r} may mean either end of the day")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    is_end_of_day = (hour, minute, second) == (24, 0, 0)
    if minute > 59 or second > 60 or (hour > 23 and not is_end_of_day):
        return Uncertain(f"{text!r} is no time of day")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _zone(
    parts: Mapping[str, str | None], local: datetime, own_zone: tzinfo | None, meant: Mapping[str, tzinfo]
) -> tzinfo | Uncertain:
    written, comment = parts.get("zone"), parts.get("comment")
    if written is None and comment is None:
        reason = f"it names no zone: {local:%Y-%m-%d %H:%M} where?"
        return own_zone or Uncertain(reason, cause=Cause.ZONE)
    name = (written or comment or "").strip()
    known = normal_name(name)
    zone = certain_zone(name, local, own_zone, meant.get(known))
    if zone is None:
        cause = f"{Cause.ZONE_NAMED}{known}" if is_zone_like(name) else ""
        return Uncertain(f"{name!r} is no zone that is certain", cause=cause)
    beside = certain_zone(comment, local, zone) if written and comment else zone
    if beside is None or beside.utcoffset(local) != zone.utcoffset(local):
        return Uncertain(f"{written} and {comment} are different zones")
    return zone


def _folded(word: str) -> str:
    return word.replace("İ", "i").lower().rstrip(".")


@cache
def _weekdays() -> Mapping[str, frozenset[int]]:
    """Weekdays as they are written, whole and shortened, to Monday as 0."""
    names: dict[str, set[int]] = {}
    for language in _WEEKDAY_LANGUAGES:
        days = Locale(language).days
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated", "short"):
                for number, name in days[form].get(width, {}).items():
                    names.setdefault(_folded(str(name)), set()).add(int(number))
    return {name: frozenset(numbers) for name, numbers in names.items()}
