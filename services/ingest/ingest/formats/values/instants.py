"""Untidy dates, read leniently: without a zone, with words beside them, with months in other languages."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from dateutil import parser

from ingest.formats.values.months import folded_month, month_numbers
from ingest.formats.values.strict import certain_instant
from ingest.formats.values.zones import likely_zone

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
Zones = Callable[[str | None, int | None], tzinfo]

_LONGEST = 80  # characters; nothing that is a date is longer
_COMPACT = re.compile(r"(\d{8})T?(\d{4}|\d{6})?(?:\.\d+)?\s*(Z|[+-]\d{2}:?\d{2})?", re.IGNORECASE)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
_IN_ADDRESS = re.compile(r"[/-](20\d\d)[/-]([01]?\d)[/-]([0-3]?\d)(?![\d])")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_COMMENT = re.compile(r"\([^()]*\)|\b(?:г|год|il|saat|в|at|um|à)\b\.?", re.IGNORECASE)
_OFFSET = re.compile(r"\b(?:GMT|UTC)\s?([+-])(\d{1,2})(?::?(\d{2}))?\b")
_AMERICAN = re.compile(r"\b[ap]\.?m\b", re.IGNORECASE)
_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def instant(text: str | None, own_zone: tzinfo | None = None) -> datetime | None:
    """The instant in UTC, as far as it can be guessed; None where the text has none that could be.

    Without a zone it is in the source's `own_zone`, else UTC already; in a zone that nobody knows it is none.
    """
    text = (text or "").strip()
    if not text or len(text) > _LONGEST:
        return None
    certain = certain_instant(text, own_zone or UTC)
    if isinstance(certain, datetime):
        return certain if _EARLIEST <= certain < _LATEST else None
    try:
        moment = _read(text, _zones(own_zone))
    except (ValueError, OverflowError, ArithmeticError, TypeError, AttributeError):
        return None
    if moment is None:
        return None
    moment = moment if moment.utcoffset() is not None else moment.replace(tzinfo=own_zone or UTC)
    try:
        moment = moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None
    return moment if _EARLIEST <= moment < _LATEST else None


def first_instant(*texts: str | None, own_zone: tzinfo | None = None) -> datetime | None:
    """The first of them that has an instant."""
    return next((moment for text in texts if (moment := instant(text, own_zone)) is not None), None)


def dated_url(url: str | None, own_zone: tzinfo | None = None) -> datetime | None:
    """The day in an address such as `/2026/11/25/slug`."""
    day = _IN_ADDRESS.search(url or "")
    return instant("-".join(part.zfill(2) for part in day.groups()), own_zone) if day else None


def _read(text: str, zones: Zones) -> datetime | None:
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    if compact := _COMPACT.fullmatch(text):
        return _compact(*compact.groups())
    if _ISO.match(text):
        return parser.parse(_iso(text), tzinfos=zones)
    english = _OFFSET.sub(_offset, _COMMENT.sub(" ", _in_english(text)))
    if not re.search(r"\d", english):
        return None
    # The parts that a text lacks come from `default`; two of them show whether a whole date is there.
    first, second = (
        parser.parse(english, dayfirst=not _AMERICAN.search(text), tzinfos=zones, fuzzy=True, default=default)
        for default in (datetime(2000, 1, 1), datetime(2004, 2, 2))  # noqa: DTZ001 - parts, no instants
    )
    return first if first.date() == second.date() else None


def _zones(own_zone: tzinfo | None) -> Zones:
    def zone(name: str | None, offset: int | None) -> tzinfo:
        if offset is not None:
            return timezone(timedelta(seconds=offset))
        likely = likely_zone(name, own_zone) if name else own_zone or UTC
        if likely is None:
            raise ValueError(f"nobody knows the zone {name}")
        return likely

    return zone


def _offset(offset: re.Match[str]) -> str:
    """`GMT+4` is four hours ahead to whoever writes it, and not to POSIX."""
    return f"{offset[1]}{offset[2].zfill(2)}:{offset[3] or '00'}"


def _compact(day: str, time: str | None, zone: str | None) -> datetime:
    written = f"{day} {(time or '').ljust(6, '0')}"
    if zone is None:
        return datetime.strptime(written, "%Y%m%d %H%M%S")  # noqa: DTZ007 - in the source's zone
    return datetime.strptime(f"{written} {zone.upper()}", "%Y%m%d %H%M%S %z")


def _iso(text: str) -> str:
    """Commas for fractions, a space before the offset, a zone twice: what has been seen."""
    text = re.sub(r"(\d{2}:\d{2}(?::\d{2})?)\s+([+-]\d{2}:?\d{2})$", r"\1\2", text)
    return re.sub(r"([+-]\d{2}:?\d{2})\s*Z$", r"\1", text).replace(" T", "T")


def _in_english(text: str) -> str:
    return re.sub(r"[^\W\d_]+\.?", lambda word: _english_month(word.group()), text)


def _english_month(word: str) -> str:
    number = month_numbers().get(folded_month(word))
    return word if number is None else _MONTHS[number - 1]
