"""Ring buffer of the last events of the log, or of one filter's share of it, by position."""

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter

from newsroom.live.framing import Frame
from newsroom.streams.cursor import Cursor

_cursor = attrgetter("cursor")


class Ring:
    """Frames in the order of their cursors: everything above `floor`.

    A position counts all frames that ever came before it.
    """

    __slots__ = ("_frames", "floor", "size", "start")

    def __init__(self, floor: Cursor) -> None:
        self.floor = floor
        self.start = 0
        self.size = 0
        self._frames: list[Frame] = []

    def __iter__(self) -> Iterator[Frame]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)

    @property
    def last(self) -> Cursor:
        """The cursor of the last frame, or `floor`."""
        return self._frames[-1].cursor if self._frames else self.floor

    @property
    def end(self) -> int:
        """The position behind the last frame."""
        return self.start + len(self._frames)

    def append(self, frame: Frame) -> None:
        """Adds a frame whose cursor is above all others'."""
        self._frames.append(frame)
        self.size += len(frame.chunk)

    def forget_down_to(self, events: int, size: int) -> None:
        """Forgets the oldest frames until at most so many, of so many bytes altogether, are left."""
        surplus = max(0, len(self._frames) - events)
        left = self.size - sum(len(frame.chunk) for frame in self._frames[:surplus])
        while left > size:
            left -= len(self._frames[surplus].chunk)
            surplus += 1
        self._forget(surplus)

    def forget_up_to(self, floor: Cursor) -> None:
        """Forgets the frames that are not above `floor`."""
        self._forget(bisect_right(self._frames, floor, key=_cursor))
        self.floor = max(self.floor, floor)

    def after(self, cursor: Cursor) -> int:
        """The position of the first frame above a cursor, which must not be below `floor`."""
        return self.start + bisect_right(self._frames, cursor, key=_cursor)

    def piece(self, position: int, size: int) -> list[Frame]:
        """Frames from a position on, of at most so many bytes, but at least one where there is one."""
        first = position - self.start
        last = first
        while last < len(self._frames):
            size -= len(self._frames[last].chunk)
            if size < 0 and last > first:
                break
            last += 1
        return self._frames[first:last]

    def recount(self) -> None:
        """Weighs the frames again, after some were hidden or rewritten."""
        self.size = sum(len(frame.chunk) for frame in self._frames)

    def _forget(self, surplus: int) -> None:
        if not surplus:
            return
        gone = self._frames[:surplus]
        del self._frames[:surplus]
        self.start += surplus
        self.size -= sum(len(frame.chunk) for frame in gone)
        self.floor = gone[-1].cursor
