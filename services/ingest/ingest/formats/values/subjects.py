"""Subjects of an article in IPTC's terms: its category and its tags."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CODE = re.compile(r"(?:.*[:/])?(\d{8})")
_BROADEST = range(
    1, 18
)  # 01000000 to 17000000, and what began with them before media topics had numbers of their own


@dataclass(frozen=True, slots=True)
class Subject:
    """`code` may be a QCode, a URI, or eight digits."""

    name: str | None
    code: str | None = None


def category_of(subjects: Iterable[Subject]) -> str | None:
    """The first of IPTC's topics that has a broadest one in its number; else the first with a name."""
    named: str | None = None
    for subject in subjects:
        number = digits(subject.code)
        if number is not None and int(number[:2]) in _BROADEST:
            return f"medtop-{number}"
        named = named or subject.name
    return named


def digits(code: str | None) -> str | None:
    number = _CODE.fullmatch(code or "")
    return number[1] if number else None


def names(subjects: Iterable[Subject]) -> tuple[str, ...]:
    return tuple(subject.name for subject in subjects if subject.name and not subject.name.isdigit())
