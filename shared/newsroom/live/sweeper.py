"""Writes to the slices that are behind, in turns."""

import asyncio
from collections import deque

from newsroom.live.counts import Counts
from newsroom.live.group import Slice
from newsroom.live.settings import LiveSettings
from newsroom.runtime.clock import Clock


class Sweeper:
    """Runs about one slice's worth of writes in each turn of the event loop.

    Between turns the loop reads sockets and the log, so that a burst is in the rings before most slices have
    had their turn, and goes out to each of them in one write.
    """

    def __init__(self, clock: Clock, settings: LiveSettings, counts: Counts) -> None:
        self._counts = counts
        self._clock = clock
        self._settings = settings
        self._waiting: deque[Slice] = deque()
        self._scheduled = False
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def idle(self) -> bool:
        return not self._waiting

    async def until_idle(self) -> None:
        """Waits until every slice has been written all there was."""
        await self._idle.wait()

    def schedule(self, slice_: Slice) -> None:
        """Puts a slice in line."""
        if slice_.queued:
            return
        slice_.queued = True
        self._waiting.append(slice_)
        self._idle.clear()
        self._schedule_turn()

    def _schedule_turn(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._scheduled = False
        now = self._clock.monotonic()
        budget = self._settings.slice_size
        while self._waiting and budget > 0:
            slice_ = self._waiting.popleft()
            slice_.queued = False
            writes = slice_.sweep(self._settings.piece, now)
            self._counts.writes += writes
            budget -= 1 + writes
            if slice_.behind and slice_.members:
                slice_.queued = True
                self._waiting.append(slice_)
        if self._waiting:
            self._schedule_turn()
        else:
            self._idle.set()
