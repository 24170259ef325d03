"""Eviction of slow readers and bounded shutdown, over a registry of the connections that were taken over."""

import asyncio
from collections import Counter

from newsroom.live.connection import Connection
from newsroom.live.counts import Counts
from newsroom.live.framing import SLOW
from newsroom.live.group import Group
from newsroom.live.settings import LiveSettings
from newsroom.runtime.clock import Clock


class OpenConnections:
    """Keeps every open connection. One in a slice costs nothing here until it falls behind."""

    def __init__(self, clock: Clock, settings: LiveSettings, counts: Counts) -> None:
        self._clock = clock
        self._settings = settings
        self._counts = counts
        self._open: set[Connection] = set()
        self._paused: dict[Connection, float] = {}
        self._ending: dict[Connection, float] = {}
        self._emptied = asyncio.Event()
        self.of_address: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    @property
    def held(self) -> int:
        """Bytes written to connections that their peers have not taken yet."""
        return sum(connection.held for connection in self._paused)

    def add(self, connection: Connection) -> None:
        connection.bound_buffers(self._settings)
        self._open.add(connection)
        self.of_address[connection.address] += 1

    def forget_address(self, address: str) -> None:
        """Counts one reader of an address less."""
        self.of_address[address] -= 1
        if self.of_address[address] <= 0:
            del self.of_address[address]

    def attach(self, connection: Connection, group: Group, position: int) -> None:
        """Makes a connection that has everything before `position` a reader of the group's ring."""
        if connection.closing:
            return
        group.pins += 1
        connection.group = group
        connection.position = position
        self._catch_up(connection, group)

    def paused(self, connection: Connection) -> None:
        self._paused[connection] = self._clock.monotonic()

    def resumed(self, connection: Connection) -> None:
        self._paused.pop(connection, None)
        if connection.group is not None and connection.slice is None:
            # Not from inside the transport, which must not be closed there.
            asyncio.get_running_loop().call_soon(self._catch_up, connection, connection.group)

    def lost(self, connection: Connection) -> None:
        self._open.discard(connection)
        self.forget_address(connection.address)
        if not self._open:
            self._emptied.set()
        self._paused.pop(connection, None)
        self._ending.pop(connection, None)
        if connection.group is not None:
            connection.group.pins -= 1

    def stop(self, connection: Connection, farewell: bytes = b"") -> None:
        """Ends a connection, at once for a peer that reads and after the grace for one that does not."""
        if connection not in self._ending:
            self._ending[connection] = self._clock.monotonic() + self._settings.grace
            connection.finish(farewell)

    async def close(self) -> None:
        """Ends all connections, by force those that are left when the grace is over."""
        for connection in list(self._open):
            self.stop(connection)
        try:
            async with asyncio.timeout(self._settings.grace):
                while self._open:
                    self._emptied.clear()
                    await self._emptied.wait()
        except TimeoutError:
            for connection in list(self._open):
                connection.abort()

    def cut_off(self) -> None:
        """Ends those who stalled or fell out of their ring, and drops those whose grace is over."""
        now = self._clock.monotonic()
        for connection, since in list(self._paused.items()):
            if now - since >= self._settings.stall or _overrun(connection):
                self._evict(connection)
        for connection, deadline in list(self._ending.items()):
            if now >= deadline:
                connection.abort()

    def _catch_up(self, connection: Connection, group: Group) -> None:
        while connection.slice is None and not connection.paused and not connection.closing:
            if _overrun(connection):
                self._evict(connection)
                return
            body, position = group.since(
                connection.position, self._settings.piece, chunked=connection.chunked
            )
            if position == connection.position:
                group.attach(connection, self._settings.slice_size, self._clock.monotonic())
                return
            if body:
                connection.write(body)
            connection.position = position

    def _evict(self, connection: Connection) -> None:
        if connection not in self._ending:
            self._counts.evicted += 1
            self.stop(connection, SLOW)


def _overrun(connection: Connection) -> bool:
    """Whether frames that a connection has not been written were forgotten."""
    group = connection.group
    return group is not None and connection.slice is None and connection.position < group.ring.start
