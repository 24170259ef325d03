"""The order of two versions of an article, as far as their sender makes it known. Pure."""

from datetime import datetime
from enum import Enum
from typing import Protocol, TypeVar

OrderedT = TypeVar("OrderedT", int, datetime)


class Versioned(Protocol):
    """Anything with the sender's own version, or at least with the instant of its modification."""

    @property
    def version(self) -> int | None: ...
    @property
    def modified_at(self) -> datetime | None: ...


class Age(Enum):
    """The age of one version compared with another."""

    OLDER = "older"
    SAME = "same"
    NEWER = "newer"
    UNKNOWN = "unknown"


def age(version: Versioned, other: Versioned) -> Age:
    """The age compared with `other`: by version numbers where both have one, else by modification."""
    if version.version is not None and other.version is not None:
        return _compared(version.version, other.version)
    if version.modified_at is not None and other.modified_at is not None:
        return _compared(version.modified_at, other.modified_at)
    return Age.UNKNOWN


def highest(known: OrderedT | None, given: OrderedT | None) -> OrderedT | None:
    """The higher of two, None where there is neither."""
    if known is None or given is None:
        return given if known is None else known
    return max(known, given)


def _compared(value: OrderedT, other: OrderedT) -> Age:
    if value == other:
        return Age.SAME
    return Age.NEWER if value > other else Age.OLDER
