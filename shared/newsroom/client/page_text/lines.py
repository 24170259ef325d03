"""Lines of the page, and the marks that separate its parts: dates, times and badges."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, time

from newsroom.events.articles import MediaKind

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MARK = r"[\s•·|,–-]*"
_CLOCK = r"(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])"
_DATE = r"(?P<day>[0-9]{1,2})\s+(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>(?:19|20)[0-9]{2})"
_CLOCK_LINE = re.compile(_MARK + _CLOCK)
_DATE_LINE = re.compile(rf"{_MARK}{_DATE}(?:{_MARK}(?<![0-9])(?P<clock>{_CLOCK}))?", re.IGNORECASE)
_BADGES: dict[str, MediaKind] = {
    "photo": "photo", "photos": "photo", "video": "video", "videos": "video", "audio": "audio",
}  # fmt: skip


class PageTextError(ValueError):
    """Parse error: the text is not that of an article's page; names the missing part and the line."""


def clean(text: str) -> list[str]:
    """The lines without indentation and invisible characters, in NFC; an empty line is `""`."""
    return [_clean(line) for line in text.splitlines()]


def _clean(line: str) -> str:
    visible = "".join(character for character in line if character.isprintable() or character.isspace())
    return " ".join(unicodedata.normalize("NFC", visible).split())


def clock_of(line: str) -> time | None:
    """The time of day, where the line is nothing else."""
    match = _CLOCK_LINE.fullmatch(line)
    return time(int(match["hour"]), int(match["minute"])) if match else None


def dated(line: str) -> tuple[date, time | None] | None:
    """The date, and the time if there is one, where the line is nothing else.

    Raises `PageTextError` for a date that no calendar has.
    """
    match = _DATE_LINE.fullmatch(line)
    if match is None or match["month"][:3].lower() not in _MONTHS:
        return None
    month = _MONTHS.index(match["month"][:3].lower()) + 1
    try:
        day = date(int(match["year"]), month, int(match["day"]))
    except ValueError as error:
        raise PageTextError(f"the calendar has no “{line}”: {error}") from error
    return day, time(int(match["hour"]), int(match["minute"])) if match["clock"] else None


def badges_of(line: str) -> tuple[MediaKind, ...]:
    """The kinds of media that the line names, if it consists of nothing else: `Photo`, `Photo / Video`."""
    words: list[str] = re.findall(r"\w+", line.lower())
    return each_once(_BADGES[word] for word in words) if set(words) <= _BADGES.keys() else ()


def each_once(badges: Iterable[MediaKind]) -> tuple[MediaKind, ...]:
    """The badges in the order of their first mention."""
    return tuple(dict.fromkeys(badges))


def filled(lines: Sequence[str], start: int, end: int) -> list[int]:
    """The indices of the lines from `start` to before `end` that are not empty."""
    return [index for index in range(start, end) if lines[index]]
