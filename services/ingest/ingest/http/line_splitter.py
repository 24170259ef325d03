"""Lines of NDJSON, split off a body that arrives in pieces."""

from dataclasses import dataclass, field

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class TooLong:
    """A line above the limit; it was skipped, not kept."""


@dataclass(slots=True)
class LineSplitter:
    """Splits incrementally, never keeping more than one line of `limit` bytes. Blank lines are no lines."""

    limit: int
    _rest: bytearray = field(default_factory=bytearray)
    _skipping: bool = False
    _at_start: bool = True

    def feed(self, piece: bytes) -> list[bytes | TooLong]:
        """The lines that this piece completes."""
        lines: list[bytes | TooLong] = []
        *ended, rest = piece.split(b"\n")
        for part in ended:
            self._append(part)
            lines += self._take()
        self._append(rest)
        return lines

    def close(self) -> list[bytes | TooLong]:
        """The last line, if the body did not end in a line's end."""
        return self._take()

    def drop_rest(self) -> None:
        """Forgets the line that has begun."""
        self._rest.clear()
        self._skipping = False

    def _append(self, part: bytes) -> None:
        if self._skipping:
            return
        self._rest += part
        # One more for the carriage return that may come before the line's end.
        if len(self._rest) > self.limit + 1:
            self._skipping = True
            self._rest.clear()

    def _take(self) -> list[bytes | TooLong]:
        if self._skipping:
            self._skipping = False
            return [TooLong()]
        line = bytes(self._rest)
        self._rest.clear()
        if self._at_start:
            self._at_start = False
            line = line.removeprefix(_BYTE_ORDER_MARK)
        line = line.strip()
        if len(line) > self.limit:
            return [TooLong()]
        return [line] if line else []
