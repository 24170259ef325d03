"""Replay: brings a reader up to where the rings begin, from the log itself."""

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

from newsroom.events.topics import Filter
from newsroom.live.counts import Counts
from newsroom.live.entries import LogPage, LogReader
from newsroom.live.framing import Frame
from newsroom.live.outlet import GoneError, Outlet
from newsroom.live.ring import Ring
from newsroom.live.settings import LiveSettings
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import Cursor


@dataclass(slots=True)
class _Reader:
    """Replays of one address: its turns, and when what was read for it is paid off, in monotonic seconds."""

    turn: asyncio.Semaphore
    paid: float
    replays: int = 0


class Replays:
    """Pages of the log for readers whose cursor is older than the rings, a bounded number at once.

    A page is not kept while its reader cannot take it: what a slow one has left is read again. Readers of
    one address share a few turns, and so many bytes of the log a second.
    """

    def __init__(
        self,
        reader: LogReader,
        ring: Ring,
        clock: Clock,
        settings: LiveSettings,
        counts: Counts,
        hidden: Callable[[], int],
    ) -> None:
        """`hidden` counts the withdrawals that came by: a page read across one may show what it hides."""
        self._reader = reader
        self._ring = ring
        self._clock = clock
        self._settings = settings
        self._turn = asyncio.Semaphore(settings.replay_reads)
        self._addresses: dict[str, _Reader] = {}
        self._counts = counts
        self._hidden = hidden

    async def run(self, outlet: Outlet, wanted: Filter, after: Cursor, address: str) -> Cursor:
        """Writes what lies above `after` until the ring has all the rest; returns the last cursor reached.

        Between the end of this and the reading of the ring nothing may be awaited. An empty address has no
        bounds of its own. Raises GoneError and StoreUnavailableError.
        """
        with self._of(address) as reader:
            while after < self._ring.floor:
                page = await self._page(outlet, wanted, after, reader)
                after = await _write(outlet, page) if page.reached else self._ring.floor
                await self._pay(reader, page.size)
        return after

    @contextmanager
    def _of(self, address: str) -> Generator[_Reader]:
        turns = self._settings.replay_reads_of_address if address else self._settings.replay_reads
        reader = self._addresses.setdefault(
            address, _Reader(asyncio.Semaphore(turns), self._clock.monotonic())
        )
        reader.replays += 1
        try:
            yield reader
        finally:
            reader.replays -= 1
            # One that still owes is remembered, or coming back would make it free.
            for other in [a for a, r in self._addresses.items() if not r.replays and self._owed(r) <= 0]:
                del self._addresses[other]

    async def _page(self, outlet: Outlet, wanted: Filter, after: Cursor, reader: _Reader) -> LogPage:
        async with reader.turn, self._turn:
            while True:
                if outlet.closing:  # while it waited for its turn, or since the last page had nothing for it
                    raise GoneError
                hidden = self._hidden()
                page = await self._reader.page(str(after), wanted, self._settings.replay_page)
                self._counts.replayed_pages += 1
                if hidden == self._hidden():
                    return page

    async def _pay(self, reader: _Reader, size: int) -> None:
        """Waits until an address has no more bytes than it may be ahead of its rate."""
        now = self._clock.monotonic()
        reader.paid = max(reader.paid, now) + size / self._settings.replay_rate
        if self._owed(reader) > 0:
            await asyncio.sleep(self._owed(reader))

    def _owed(self, reader: _Reader) -> float:
        """Seconds until an address may read on."""
        ahead = self._settings.replay_burst / self._settings.replay_rate
        return reader.paid - ahead - self._clock.monotonic()


async def _write(outlet: Outlet, page: LogPage) -> Cursor:
    frames = [Frame(entry) for entry in page.entries]
    taken = await outlet.offer(frames) if frames else 0
    return Cursor.parse(page.reached or "") if taken == len(frames) else frames[taken - 1].cursor
