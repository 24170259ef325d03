"""Untidy dates: RFC 822 and 3339, without a zone, with a zone's name, with months in other languages."""

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache

from babel import Locale
from dateutil import parser

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LANGUAGES = ("ru", "az", "tr", "uk", "de", "fr", "es", "it")
# Names of zones as wires and mailers write them, in hours from UTC; any other name is taken as UTC.
_ZONE_HOURS: Mapping[str, float] = {
    **dict.fromkeys(("UT", "UTC", "GMT", "Z", "WET"), 0),
    **dict.fromkeys(("BST", "CET", "MEZ", "WEST"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET"), 2),
    **dict.fromkeys(("EEST", "MSK", "TRT"), 3),
    **dict.fromkeys(("MSD", "AZT", "GET", "GST"), 4),
    **dict.fromkeys(("AZST", "UZT"), 5),
    "IST": 5.5,
    "JST": 9,
    "EDT": -4,
    **dict.fromkeys(("EST", "CDT"), -5),
    **dict.fromkeys(("CST", "MDT"), -6),
    **dict.fromkeys(("MST", "PDT"), -7),
    "PST": -8,
}
_LONGEST = 80  # characters; nothing that is a date is longer
_COMPACT = re.compile(r"(\d{8})T?(\d{4}|\d{6})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_IN_ADDRESS = re.compile(r"[/-](20\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?![\d])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_COMMENT = re.compile(r"\([^()]*\)|\b(?:г|год|il|saat|в|at|um|à)\b\.?", re.IGNORECASE)
_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d{2}))?\b")
_AMERICAN = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def instant(text: str | None) -> datetime | None:
    """The instant in UTC; None where the text says none that could be. Without a zone it is UTC already."""
    text = (text or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        moment = _read(text)
    except (ValueError, OverflowError, ArithmeticError, TypeError, AttributeError):
        return None
    if moment is None:
        return None
    moment = moment if moment.utcoffset() is not None else moment.replace(tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _EARLIEST <= moment < _LATEST else None


def first_instant(*texts: str | None) -> datetime | None:
    """The first of them that says an instant."""
    return next((moment for text in texts if (moment := instant(text)) is not None), None)


def dated_url(url: str | None) -> datetime | None:
    """The day in an address such as `/2026/11/25/slug`."""
    day = _IN_ADDRESS.search(url or "")
    return instant("-".join(part.zfill(2) for part in day.groups())) if day else None


def plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """None where it is further ahead than a wrong clock explains: arrival is the better guess."""
    return None if moment is not None and moment > now + timedelta(days=1) else moment


def _read(text: str) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if compact := _COMPACT.fullmatch(text):
        return _compact(*compact.groups())
    if _ISO.match(text):
        return parser.parse(_iso(text), tzinfos=_zone)
    english = _OFFSET.sub(_offset, _COMMENT.sub(" ", _in_english(text)))
    if not re.search(r"\d", english):
        return None
    # The parts that a text lacks come from `default`; two of them show whether a whole date is there.
    first, second = (
        parser.parse(english, dayfirst=not _AMERICAN.search(text), tzinfos=_zone, fuzzy=True, default=default)
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001 - parts, no instants
    )
    return first if first.date() == second.date() else None


def _zone(name: str | None, offset: int | None) -> tzinfo:
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return timezone(timedelta(hours=_ZONE_HOURS.get((name or "").upper(), 0)))


def _offset(offset: re.Match[str]) -> str:
    """`GMT+4` is four hours ahead to whoever writes it, and not to POSIX."""
    return f"{offset[1]}{offset[2].zfill(2)}:{offset[3] or '00'}"


def _compact(day: str, time: str | None, zone: str | None) -> datetime:
    written = f"{day} {(time or '').ljust(6, '0')}"
    moment = datetime.strptime(written, "%Y%m%d %H%M%S")  # noqa: DTZ007 - the zone comes below
    if zone is None or zone.upper() == "Z":
        return moment.replace(tzinfo=UTC)
    return datetime.strptime(f"{written} {zone}", "%Y%m%d %H%M%S %z")


def _iso(text: str) -> str:
    """Commas for fractions, a space before the offset, a zone twice: what has been seen."""
    text = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\s+([+-]\d{2}:?\d{2})$", r"\1\2", text)
    return re.sub(r"([+-]\d{2}:?\d{2})\s*Z$", r"\1", text).replace(" T", "T")


def _in_english(text: str) -> str:
    return re.sub(r"[^\W\d_]+\.?", lambda word: _english_month(word.group()), text)


def _english_month(word: str) -> str:
    return _month_names().get(_folded(word), word)


def _folded(word: str) -> str:
    return word.replace("İ", "i").lower().rstrip(".")


@cache
def _month_names() -> Mapping[str, str]:
    """Months as they are written in dates, whole and shortened, to English."""
    names: dict[str, str] = {}
    for language in _LANGUAGES:
        months = Locale(language).months
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[form].get(width, {}).items():
                    names.setdefault(_folded(name), _MONTHS[number - 1])
    return _with_beginnings(
        {name: month for name, month in names.items() if name.isalpha() and len(name) > 2}
    )


def _with_beginnings(names: Mapping[str, str]) -> Mapping[str, str]:
    """Three letters will do, where they begin one month's name alone."""
    beginnings: dict[str, set[str]] = defaultdict(set)
    for name, month in names.items():
        beginnings[name[:3]].add(month)
    return {short: months.pop() for short, months in beginnings.items() if len(months) == 1} | dict(names)
