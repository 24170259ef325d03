"""Feed of the live log's tail: hands what the hub's reader decoded on to the dispatcher."""

import asyncio
from collections import deque
from collections.abc import Sequence

from newsroom.live import LiveEntry
from newsroom.streams.cursor import ORIGIN, Cursor

_KEPT = 2000  # entries; a dispatcher further behind reads the log itself
_AT_ONCE = 64


class LogFeed:
    """Listener of the log's tail (`publish.log.live_reader.TailListener`) with a bounded buffer."""

    def __init__(self) -> None:
        self._following = False
        self._entries: deque[LiveEntry] = deque()
        self._base: Cursor | None = None  # the buffer is complete above it
        self._last = ORIGIN
        self._advanced = asyncio.Event()

    def follow(self, following: bool) -> None:
        """Begins or ends to keep entries."""
        self._following = following
        self._entries.clear()
        self._base = None if self._base is None else self._last

    def restart(self, after: str) -> None:
        self._entries.clear()
        self._base = self._last = Cursor.parse(after)
        self._advanced.set()

    def record(self, entries: Sequence[LiveEntry], up_to: str) -> None:
        self._last = Cursor.parse(up_to)
        if not self._following:
            self._base = self._last
            return
        self._entries.extend(entries)
        while len(self._entries) > _KEPT:
            self._base = Cursor.parse(self._entries.popleft().cursor)
        self._advanced.set()

    @property
    def complete_above(self) -> Cursor:
        """The position above which all is here."""
        return self._base or ORIGIN

    def above(self, head: Cursor) -> tuple[list[LiveEntry], Cursor] | None:
        """Entries above a position, and the position that they reach; None where some are not here."""
        if self._base is None or head < self._base:
            return None
        while self._entries and Cursor.parse(self._entries[0].cursor) <= head:
            self._base = Cursor.parse(self._entries.popleft().cursor)
        taken = [self._entries[n] for n in range(min(_AT_ONCE, len(self._entries)))]
        if len(taken) == len(self._entries):
            return taken, max(head, self._last)
        return taken, Cursor.parse(taken[-1].cursor)

    async def wait(self, seconds: float) -> None:
        """Until something came, no longer than this."""
        try:
            async with asyncio.timeout(seconds):
                await self._advanced.wait()
        except TimeoutError:
            return
        self._advanced.clear()
