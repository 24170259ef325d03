"""Hub: all subscribers of a process, and the one reader of the live log that serves them."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from newsroom.events.topics import Filter
from newsroom.http.asgi import Send
from newsroom.live.connection import Connection
from newsroom.live.counts import Counts, CountsReporter
from newsroom.live.entries import LogReader
from newsroom.live.follower import Follower
from newsroom.live.framing import retry
from newsroom.live.group import Group
from newsroom.live.groups import FullError, Groups
from newsroom.live.outlet import Outlet
from newsroom.live.plain import PlainReader
from newsroom.live.replay import Replays
from newsroom.live.resume import ExpiredCursor, from_rings
from newsroom.live.ring import Ring
from newsroom.live.ring_redaction import Redact, hide_whole
from newsroom.live.settings import LiveSettings
from newsroom.live.slow_readers import OpenConnections
from newsroom.live.sweeper import Sweeper
from newsroom.runtime.clock import Clock
from newsroom.runtime.tasks import InsistentTaskGroup
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import ORIGIN, Cursor, Since

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
        self._reporter = CountsReporter(self.counts)
        self._clock = clock
        self._reader = reader
        self._closing = False
        self._hints = 0
        self._ring = Ring(ORIGIN)
        self._groups = Groups(self._ring, settings, redact)
        self._open = OpenConnections(clock, settings, self.counts)
        self._plain: set[PlainReader] = set()
        self._sweeper = Sweeper(clock, settings, self.counts)
        self._follower = Follower(
            reader, self._groups, self._sweeper, self._plain, settings=settings, counts=self.counts
        )
        self._replays = Replays(
            reader, self._ring, clock, settings, self.counts, lambda: self._follower.withdrawals
        )

    @property
    def ready(self) -> bool:
        """Whether the log is being followed."""
        return self._follower.following

    @property
    def connections(self) -> int:
        """Number of subscribers."""
        return len(self._open) + len(self._plain)

    @property
    def filters(self) -> int:
        """Number of different filters kept."""
        return len(self._groups)

    @property
    def held(self) -> int:
        """Bytes that slow readers hold in this process."""
        return self._open.held

    async def run(self) -> None:
        """Follows the log for ever, through every outage of it."""
        async with InsistentTaskGroup() as tasks:
            tasks.create_task(self._follower.run(), name="live log")
            tasks.create_task(self._tick(), name="live tick")

    async def close(self) -> None:
        """Ends every stream, and waits for the ends to be written, no longer than the grace."""
        self._closing = True
        for reader in self._plain:
            reader.stop()
        await self._open.close()

    # For the endpoint.

    @contextmanager
    def group(self, wanted: Filter, address: str = "") -> Generator[Group]:
        """A place for one more reader of a filter. Raises FullError.

        An empty address has no bound of its own.
        """
        if self.connections >= self.settings.connections:
            raise FullError("There are too many readers at once.")
        most = self.settings.connections_of_address
        if address and most and self._open.of_address[address] >= most:
            raise FullError("Your address has too many streams open.", of_address=True)
        with self._groups.pinned(wanted) as group:
            yield group

    async def begin(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        """The cursor after which a reader begins. Raises StoreUnavailableError."""
        if not self._follower.started or self._closing:
            raise StoreUnavailableError("not following the log")
        start: Cursor | ExpiredCursor | None = from_rings(wanted, self._ring.floor, self._ring.last)
        if start is None:
            start = await self._reader.resume(wanted)
        if isinstance(start, ExpiredCursor):
            self.counts.not_kept += 1
        elif wanted is not Since.NOW:
            self.counts.resumed += 1
            await self._follower.reach(start)
        return start

    async def replay(self, outlet: Outlet, wanted: Filter, after: Cursor, address: str) -> Cursor:
        """See `Replays.run`."""
        return await self._replays.run(outlet, wanted, after, address)

    def add(
        self, transport: asyncio.Transport, siblings: set[object], address: str, *, chunked: bool
    ) -> Connection:
        """Adopts a connection that is taken over."""
        connection = Connection(transport, siblings, self._open, address, chunked=chunked)
        self._open.add(connection)
        return connection

    def attach(self, connection: Connection, group: Group, after: Cursor) -> None:
        """From here on the connection gets what the group's ring has above a cursor."""
        self._open.attach(connection, group, group.ring.after(after))

    def stop(self, connection: Connection) -> None:
        """Ends a connection."""
        self._open.stop(connection)

    def retry_hint(self) -> bytes:
        """The hint when to come back: spread out, so that a crowd cut off together does not return as one."""
        self._hints = (self._hints + 1) % _SPREAD
        return retry(self.settings.retry_ms + self.settings.retry_ms * self._hints // _SPREAD)

    @contextmanager
    def plain_reader(self, send: Send, address: str) -> Generator[PlainReader]:
        """Looks after a reader that writes for itself, through ASGI's `send`."""
        reader = PlainReader(send, self._clock, self.settings)
        self._plain.add(reader)
        self._open.of_address[address] += 1
        try:
            yield reader
        finally:
            self._open.forget_address(address)
            self._plain.discard(reader)

    # The one timer.

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(self.settings.tick)
            now = self._clock.monotonic()
            await self._groups.tidy()
            self._open.cut_off()
            self._beat(now)
            for reader in self._plain:
                reader.tend(now)
            self._reporter.report(subscribers=self.connections, filters=self.filters, held=self.held)

    def _beat(self, now: float) -> None:
        for group in self._groups:
            for slice_ in group.slices:
                if now - slice_.touched >= self.settings.heartbeat:
                    slice_.beat = True
                    self._sweeper.schedule(slice_)
