"""Cursors: entry ids of a stream as positions in its order, parsed strictly in one place.

The same positions are handed to consumers as the cursor of the live log.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

BEGINNING = "0-0"
"""The cursor of a log that had no entry yet, and the id below every entry."""

EARLIEST = "earliest"
"""The consumer's word for the oldest entry kept."""

_CURSOR = re.compile(r"(\d{1,20})-(\d{1,20})", re.ASCII)
_U64 = 2**64 - 1


class MalformedCursorError(ValueError):
    """A text that no log ever handed out as a cursor."""


class Cursor(NamedTuple):
    """A position of the log: milliseconds, and a number within the millisecond. Compares as entries do."""

    ms: int
    n: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Reads `ms-n`. Raises MalformedCursorError."""
        match = _CURSOR.fullmatch(text)
        if match is None:
            raise MalformedCursorError("not a cursor of this log")
        ms, n = int(match[1]), int(match[2])
        if ms > _U64 or n > _U64:
            raise MalformedCursorError("not a cursor of this log")
        return cls(ms, n)

    def __str__(self) -> str:
        return f"{self.ms}-{self.n}"

    @property
    def sort_key(self) -> str:
        """Text that sorts as cursors do: the key of the log's archive."""
        return f"{self.ms:015d}-{self.n:012d}"

    @classmethod
    def of_sort_key(cls, key: str) -> "Cursor":
        """The cursor that a sort key was made of."""
        milliseconds, _, number = key.partition("-")
        return cls(int(milliseconds), int(number))

    @property
    def before(self) -> "Cursor":
        """The highest cursor below this one: to resume after it is to get this entry too."""
        if self.n:
            return Cursor(self.ms, self.n - 1)
        return Cursor(self.ms - 1, _U64) if self.ms else self


ORIGIN = Cursor(0, 0)
"""`BEGINNING`, parsed."""


class Since(Enum):
    """The start of consumers that name no cursor."""

    NOW = auto()
    EARLIEST = auto()


def parse_since(text: str) -> Cursor | Since:
    """A consumer's word for where to begin. Raises MalformedCursorError."""
    return Since.EARLIEST if text in (EARLIEST, BEGINNING) else Cursor.parse(text)
