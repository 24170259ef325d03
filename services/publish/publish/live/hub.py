"""The hub: all subscribers of a process, and the one reader of the live log that serves them."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from newsroom.events.topics import Filter
from newsroom.runtime.clock import Clock
from publish.live.asgi import Send
from publish.live.connection import Connection
from publish.live.counts import Counts
from publish.live.cursors import ORIGIN, Cursor, Since
from publish.live.entries import LogReader, LogUnavailableError
from publish.live.follower import Follower
from publish.live.framing import retry
from publish.live.group import Group
from publish.live.groups import FullError, Groups
from publish.live.outlet import Outlet
from publish.live.plain import PlainReader
from publish.live.redaction import Redact, hide_whole
from publish.live.replay import Replays
from publish.live.resume import NotKept, from_log, from_rings
from publish.live.ring import Ring
from publish.live.roster import Roster
from publish.live.settings import LiveSettings
from publish.live.sweeper import Sweeper

_SPREAD = 16


class Hub:
    """Brings the entries of a log to whoever wants them.

    Its owner keeps `run` going as a task, and awaits `close` before the server stops.
    """

    def __init__(
        self,
        reader: LogReader,
        clock: Clock,
        settings: LiveSettings | None = None,
        redact: Redact = hide_whole,
    ) -> None:
        self.settings = settings = settings or LiveSettings()
        self.counts = Counts()
        self._clock = clock
        self._reader = reader
        self._closing = False
        self._hints = 0
        self._ring = Ring(ORIGIN)
        self._groups = Groups(self._ring, settings, redact)
        self._roster = Roster(clock, settings, self.counts)
        self._plain: set[PlainReader] = set()
        self._sweeper = Sweeper(clock, settings, self.counts)
        self._follower = Follower(
            reader, self._groups, self._sweeper, self._plain, settings=settings, counts=self.counts
        )
        self._replays = Replays(reader, self._ring, settings, self.counts, lambda: self._follower.withdrawals)

    @property
    def ready(self) -> bool:
        """Whether the log is being followed."""
        return self._follower.following

    @property
    def connections(self) -> int:
        """How many subscribers there are."""
        return len(self._roster) + len(self._plain)

    @property
    def filters(self) -> int:
        """How many different filters are kept."""
        return len(self._groups)

    @property
    def held(self) -> int:
        """Bytes that slow readers hold in this process."""
        return self._roster.held

    async def run(self) -> None:
        """Follows the log for ever, through every outage of it."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follower.run(), name="live log")
            tasks.create_task(self._tick(), name="live tick")

    async def close(self) -> None:
        """Ends every stream, and waits for the ends to be written, no longer than the grace."""
        self._closing = True
        for reader in self._plain:
            reader.stop()
        await self._roster.close()

    # For the endpoint.

    @contextmanager
    def group(self, wanted: Filter) -> Generator[Group]:
        """A place for one more reader of a filter. Raises FullError."""
        if self.connections >= self.settings.connections:
            raise FullError("too many readers at once")
        with self._groups.pinned(wanted) as group:
            yield group

    async def begin(self, wanted: Cursor | Since) -> Cursor | NotKept:
        """The cursor after which a reader begins. Raises LogUnavailableError."""
        if not self._follower.started or self._closing:
            raise LogUnavailableError("not following the log")
        start: Cursor | NotKept | None = from_rings(wanted, self._ring.floor, self._ring.last)
        if start is None:
            oldest, latest = await self._reader.oldest(), await self._reader.latest()
            start = from_log(wanted, Cursor.parse(oldest) if oldest else None, Cursor.parse(latest))
        if isinstance(start, NotKept):
            self.counts.not_kept += 1
        elif wanted is not Since.NOW:
            self.counts.resumed += 1
            await self._follower.reach(start)
        return start

    async def replay(self, outlet: Outlet, wanted: Filter, after: Cursor) -> Cursor:
        """See `Replays.run`."""
        return await self._replays.run(outlet, wanted, after)

    def add(self, transport: asyncio.Transport, siblings: set[object], *, chunked: bool) -> Connection:
        """Adopts a connection that is taken over."""
        connection = Connection(transport, siblings, self._roster, chunked=chunked)
        self._roster.add(connection)
        return connection

    def attach(self, connection: Connection, group: Group, after: Cursor) -> None:
        """From here on the connection gets what the group's ring has above a cursor."""
        self._roster.attach(connection, group, group.ring.after(after))

    def stop(self, connection: Connection) -> None:
        """Ends a connection."""
        self._roster.stop(connection)

    def retry_hint(self) -> bytes:
        """When to come back: spread out, so that a crowd that was cut off together does not return as one."""
        self._hints = (self._hints + 1) % _SPREAD
        return retry(self.settings.retry_ms + self.settings.retry_ms * self._hints // _SPREAD)

    @contextmanager
    def plain_reader(self, send: Send) -> Generator[PlainReader]:
        """Looks after a reader that writes for itself, through ASGI's `send`."""
        reader = PlainReader(send, self._clock, self.settings)
        self._plain.add(reader)
        try:
            yield reader
        finally:
            self._plain.discard(reader)

<<<<<<< HEAD
    # the log

    async def _follow(self) -> None:
        pause = self.settings.reconnect
        while True:
            try:
                await self._start()
                async for entries in self._reader.tail(str(self._ring.last)):
                    self.ready = True
                    pause = self.settings.reconnect
                    await self._take(entries)
            except LogUnavailableError as error:
                self.counts.reader_failures += 1
                _log.warning("live log unavailable", error=str(error), seconds=pause)
            self.ready = False
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.settings.reconnect_highest)

    async def _start(self) -> None:
        if not self._started:
            recent = await self._reader.recent(self.settings.ring_events)
            floor = recent[0].cursor if recent else await self._reader.latest()
            self._ring.floor = Cursor.parse(floor)
            for entry in recent[1:]:
                self._groups.take(Frame(entry), entry.change)
            self._started = True
        self.ready = True

    async def _take(self, entries: Sequence[LiveEntry]) -> None:
        """Takes a batch, no faster than it is written: no slice may fall out of its ring."""
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
            # The log began here: an older cursor was never handed out, and is told so as everywhere.
            self._ring.floor = frame.cursor.before
        self.counts.entries += 1
        self._withdrawals += change == WITHDRAWN
        for group in self._groups.take(frame, change):
            for slice_ in group.slices:
                self._sweeper.rouse(slice_)
            for wake in group.plain:
                wake()

    async def _make_room(self, size: int) -> None:
        """Lets the sweeps catch up where what they have not written fills a quarter of the ring."""
        if self._sweeper.idle:
            self._unswept = (0, 0)
        events, total = self._unswept[0] + 1, self._unswept[1] + size
        if events * 4 > self.settings.ring_events or total * 4 > self.settings.ring_bytes:
            await self._sweeper.until_idle()
            events, total = 1, size
        self._unswept = (events, total)

    async def _reach(self, cursor: Cursor) -> None:
        """Waits for a cursor that another process has handed out and this one has not read yet."""
        while self._ring.last < cursor:
            await self._advanced.wait()

    # the one timer
=======
    # The one timer.
>>>>>>> hub

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self.settings.tick)
            now = self._clock.monotonic()
            self._groups.tidy()
            self._roster.cut_off()
            self._beat(now)
            for reader in self._plain:
                reader.tend(now)

    def _beat(self, now: float) -> None:
        for group in self._groups:
            for slice_ in group.slices:
                if now - slice_.touched >= self.settings.heartbeat:
                    slice_.beat = True
                    self._sweeper.rouse(slice_)
