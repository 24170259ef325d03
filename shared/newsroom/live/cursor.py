"""Cursors: entry ids of the live log, in their order."""

import re
from enum import Enum, auto
from typing import NamedTuple

_CURSOR = re.compile(r"(\d{1,20})-(\d{1,20})", re.ASCII)
_U64 = 2**64 - 1


class MalformedCursorError(ValueError):
    """A text that no log ever handed out as a cursor."""


class Cursor(NamedTuple):
    """A position of the log: milliseconds, and a number within the millisecond."""

    ms: int
    n: int

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Reads `ms-n`. Raises MalformedCursorError."""
        found = _CURSOR.fullmatch(text)
        if found is None:
            raise MalformedCursorError("not a cursor of this log")
        ms, n = int(found[1]), int(found[2])
        if ms > _U64 or n > _U64:
            raise MalformedCursorError("not a cursor of this log")
        return cls(ms, n)

    def __str__(self) -> str:
        return f"{self.ms}-{self.n}"

    @property
    def before(self) -> "Cursor":
        """The highest cursor below this one: to resume after it is to get this entry too."""
        if self.n:
            return Cursor(self.ms, self.n - 1)
        return Cursor(self.ms - 1, _U64) if self.ms else self


ORIGIN = Cursor(0, 0)
"""Below every entry."""


class Since(Enum):
    """Where to begin for those who name no cursor."""

    NOW = auto()
    EARLIEST = auto()
