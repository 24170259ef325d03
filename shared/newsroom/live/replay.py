"""Replay: brings a reader up to where the rings begin, from the log itself."""

import asyncio
from collections.abc import Callable, Sequence

from newsroom.events.topics import Filter
from newsroom.live.counts import Counts
from newsroom.live.entries import LiveEntry, LogReader
from newsroom.live.framing import Frame
from newsroom.live.outlet import Outlet
from newsroom.live.ring import Ring
from newsroom.live.settings import LiveSettings
from newsroom.streams.cursor import Cursor


class Replays:
    """Pages of the log for readers whose cursor is older than the rings, a bounded number at once.

    A page is not kept while its reader cannot take it: what a slow one has left is read again.
    """

    def __init__(
        self, reader: LogReader, ring: Ring, settings: LiveSettings, counts: Counts, hidden: Callable[[], int]
    ) -> None:
        """`hidden` counts the withdrawals that came by: a page read across one may show what it hides."""
        self._reader = reader
        self._ring = ring
        self._size = settings.replay_page
        self._turn = asyncio.Semaphore(settings.replay_reads)
        self._counts = counts
        self._hidden = hidden

    async def run(self, outlet: Outlet, wanted: Filter, after: Cursor) -> Cursor:
        """Writes what lies above `after` until the ring has all the rest; returns the last cursor written.

        Between the end of this and the reading of the ring nothing may be awaited. Raises GoneError and
        StoreUnavailableError.
        """
        while after < self._ring.floor:
            page = await self._page(after)
            after = await _write(outlet, wanted, page) if page else self._ring.floor
        return after

    async def _page(self, after: Cursor) -> Sequence[LiveEntry]:
        async with self._turn:
            while True:
                hidden = self._hidden()
                page = await self._reader.page(str(after), self._size)
                self._counts.replayed_pages += 1
                if hidden == self._hidden():
                    return page


async def _write(outlet: Outlet, wanted: Filter, page: Sequence[LiveEntry]) -> Cursor:
    frames = [Frame(e) for e in page if wanted.matches_change(e.topics_before, e.topics_after)]
    taken = await outlet.offer(frames) if frames else 0
    return Cursor.parse(page[-1].cursor) if taken == len(frames) else frames[taken - 1].cursor
