"""Which of two versions of an article is the newer, as far as their sender lets us know. Pure."""

from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

OrderedT = TypeVar("OrderedT", int, datetime)


class Versioned(Protocol):
    """Whatever has the sender's own version, or at least when it was modified."""

    @property
    def version(self) -> int | None: ...
    @property
    def modified_at(self) -> datetime | None: ...


class Age(Enum):
    """How one version lies to another."""

    OLDER = "older"
    SAME = "same"
    NEWER = "newer"
    UNKNOWN = "unknown"


def age(one: Versioned, other: Versioned) -> Age:
    """How `one` lies to `other`: by their versions where both count, else by when they were modified."""
    if one.version is not None and other.version is not None:
        return _of(one.version, other.version)
    if one.modified_at is not None and other.modified_at is not None:
        return _of(one.modified_at, other.modified_at)
    return Age.UNKNOWN


def highest(known: OrderedT | None, given: OrderedT | None) -> OrderedT | None:
    """The higher of two, None where there is neither."""
    given_ones = [value for value in (known, given) if value is not None]
    return max(given_ones) if given_ones else None


def _of(one: OrderedT, other: OrderedT) -> Age:
    if one == other:
        return Age.SAME
    return Age.NEWER if one > other else Age.OLDER
