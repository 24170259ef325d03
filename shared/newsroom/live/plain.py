"""Stream through ASGI's own `send`, for servers whose connections cannot be taken over."""

import asyncio
from collections.abc import Sequence

from newsroom.http.asgi import Receive, Send
from newsroom.live.framing import HEARTBEAT, SLOW, Frame
from newsroom.live.group import Group
from newsroom.live.outlet import GoneError
from newsroom.live.settings import LiveSettings
from newsroom.runtime.clock import Clock


class PlainReader:
    """Subscriber that writes for itself, in the task that its request has anyway."""

    def __init__(self, send: Send, clock: Clock, settings: LiveSettings) -> None:
        self._send = send
        self._clock = clock
        self._settings = settings
        self._task = asyncio.current_task()
        self._news = asyncio.Event()
        self._touched = clock.monotonic()
        self._sending = False
        self._beat = False
        self._stopped = False
        self._gone = False
        self.evicted = False

    @property
    def due(self) -> bool:
        """Whether it could write, and has not yet."""
        return self._news.is_set() and not self._sending

    @property
    def closing(self) -> bool:
        """See `Outlet`."""
        return self._gone or self._stopped

    def wake(self) -> None:
        """Wakes the reader: there is something to write, or to notice."""
        self._news.set()

    def stop(self) -> None:
        """Ends the stream."""
        self._stopped = True
        self.wake()

    def tend(self, now: float) -> None:
        """Sends a heartbeat to an idle peer, and cuts off one that has taken nothing for too long."""
        idle = now - self._touched
        if self._sending:
            if idle >= self._settings.stall and self._task is not None:
                self.evicted = True
                self._task.cancel()
        elif idle >= self._settings.heartbeat:
            self._beat = True
            self.wake()

    async def offer(self, frames: Sequence[Frame]) -> int:
        """See `Outlet`."""
        taken = size = 0
        while taken < len(frames) and size < self._settings.piece:
            size += len(frames[taken].chunk)
            taken += 1
        await self.write(b"".join(frame.body for frame in frames[:taken]))
        return taken

    async def follow(self, group: Group, position: int) -> None:
        """Writes what the group's ring has from a position on. Raises GoneError when the peer has left."""
        group.plain.add(self.wake)
        try:
            while not self._stopped:
                if position < group.ring.start:
                    self.evicted = True
                    await self.write(SLOW)
                    return
                self._news.clear()
                body, behind = group.since(position, self._settings.piece, chunked=False)
                if body or self._beat:
                    await self.write(body or HEARTBEAT)
                elif behind == position:
                    await self._news.wait()
                position = behind
        finally:
            group.plain.discard(self.wake)

    async def write(self, body: bytes) -> None:
        """Sends a part of the answer's body. Raises GoneError."""
        self._beat = False
        self._sending = True
        self._touched = self._clock.monotonic()
        try:
            await self._send({"type": "http.response.body", "body": body, "more_body": True})
        finally:
            self._sending = False
        if self._gone:
            raise GoneError

    async def watch(self, receive: Receive) -> None:
        """Waits for the peer to leave."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self.wake()
