"""Follows the live log, and fills the rings no faster than they are written out (backpressure)."""

import asyncio
from collections.abc import Sequence

import structlog

from newsroom.live.counts import Counts
from newsroom.live.entries import WITHDRAWN, LiveEntry, LogReader
from newsroom.live.framing import Frame
from newsroom.live.groups import Groups
from newsroom.live.plain import PlainReader
from newsroom.live.settings import LiveSettings
from newsroom.live.sweeper import Sweeper
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import ORIGIN, Cursor

_log = structlog.get_logger(__name__)


class Follower:
    """The one reader of the log in a process. `plain` are the readers that no sweep writes to."""

    def __init__(
        self,
        reader: LogReader,
        groups: Groups,
        sweeper: Sweeper,
        plain: set[PlainReader],
        *,
        settings: LiveSettings,
        counts: Counts,
    ) -> None:
        self.started = False
        self.following = False
        self.withdrawals = 0
        self._reader = reader
        self._groups = groups
        self._ring = groups.ring
        self._sweeper = sweeper
        self._plain = plain
        self._settings = settings
        self._counts = counts
        self._unswept = (0, 0)  # events and bytes that came since all readers were last up to date
        self._advanced = asyncio.Event()
        self._ends = 0  # how often the log had no more

    async def run(self) -> None:
        """Follows the log for ever. While it is away, what is connected stays connected."""
        pause = self._settings.reconnect
        while True:
            try:
                await self._start()
                async for entries in self._reader.tail(str(self._ring.last)):
                    pause = self._settings.reconnect
                    await self._take(entries)
            except StoreUnavailableError as error:
                self._counts.reader_failures += 1
                _log.warning("live_log.unavailable", error=str(error), seconds=pause)
            self.following = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, self._settings.reconnect_highest)

    async def reach(self, cursor: Cursor) -> None:
        """Waits for a cursor that another process has handed out and this one has not read yet.

        Its entry may have been taken out of the log; then it is reached where the log has no more.
        """
        ends = self._ends
        while self._ring.last < cursor and self._ends == ends:
            await self._advanced.wait()

    async def _start(self) -> None:
        if not self.started:
            recent = await self._reader.recent(self._settings.ring_events)
            floor = recent[0].cursor if recent else await self._reader.latest()
            self._ring.floor = Cursor.parse(floor)
            for entry in recent[1:]:
                self._groups.take(Frame(entry), entry.change)
            self.started = True
        self.following = True

    async def _take(self, entries: Sequence[LiveEntry]) -> None:
        self._ends += not entries
        for entry in entries:
            frame = Frame(entry)
            if frame.cursor <= self._ring.last:
                continue
            await self._make_room(len(frame.chunk))
            self._publish(frame, entry.change)
        self._advanced.set()
        self._advanced = asyncio.Event()

    def _publish(self, frame: Frame, change: str) -> None:
        if self._ring.floor == ORIGIN:
            # The log began here: an older cursor was never handed out, and is refused as everywhere.
            self._ring.floor = frame.cursor.before
        self._counts.entries += 1
        self.withdrawals += change == WITHDRAWN
        for group in self._groups.take(frame, change):
            for slice_ in group.slices:
                self._sweeper.schedule(slice_)
            for wake in group.plain:
                wake()

    async def _make_room(self, size: int) -> None:
        """Lets readers catch up where what they were not written yet fills a quarter of the ring.

        So no slice falls out of its ring; and while this waits, the log's next batch grows.
        """
        if self._sweeper.idle and not self._plain_due():
            self._unswept = (0, 0)
        events, total = self._unswept[0] + 1, self._unswept[1] + size
        if events * 4 > self._settings.ring_events or total * 4 > self._settings.ring_bytes:
            await self._sweeper.until_idle()
            if self._plain_due():
                await asyncio.sleep(0)  # each of them has its turn, and writes until its peer is full
            events, total = 1, size
        self._unswept = (events, total)

    def _plain_due(self) -> bool:
        return any(reader.due for reader in self._plain)
