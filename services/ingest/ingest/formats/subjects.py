"""What an article is about, in IPTC's terms: its category and its tags."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CODE = re.compile(r"(?:.*[:/])?(\d{8})")
_MEDIA_TOPICS = range(1, 18)  # the broadest ones, 01000000 to 17000000


@dataclass(frozen=True, slots=True)
class Subject:
    """`code` may be a QCode, a URI, or eight digits."""

    name: str | None
    code: str | None = None


def category_of(subjects: Iterable[Subject]) -> str | None:
    """The broadest of IPTC's topics among them, by its id; else the first with a name."""
    named: str | None = None
    for subject in subjects:
        if _is_broadest(subject.code):
            return f"medtop-{digits(subject.code)}"
        named = named or subject.name
    return named


def digits(code: str | None) -> str | None:
    found = _CODE.fullmatch(code or "")
    return found[1] if found else None


def names(subjects: Iterable[Subject]) -> tuple[str, ...]:
    return tuple(subject.name for subject in subjects if subject.name and not subject.name.isdigit())


def _is_broadest(code: str | None) -> bool:
    number = digits(code)
    return number is not None and number.endswith("000000") and int(number[:2]) in _MEDIA_TOPICS
