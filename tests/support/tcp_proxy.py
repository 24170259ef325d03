"""Proxy before a server on loopback that can be slow, cut its connections, or let nothing pass."""

import asyncio
import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_PATIENCE = 20.0  # seconds
_AT_ONCE = struct.pack("ii", 1, 0)
_CHUNK = 65_536  # bytes


@dataclass(slots=True)
class TcpProxy:
    """Proxy on a port of its own, whose loop runs in a thread. The faults are called from other threads."""

    to_port: int
    port: int = 0
    _delay: float = 0.0
    _passing: asyncio.Event = field(default_factory=asyncio.Event)
    _open: set[asyncio.StreamWriter] = field(default_factory=set[asyncio.StreamWriter])
    _over: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.AbstractEventLoop | None = None
    _begun: threading.Event = field(default_factory=threading.Event)

    def delay(self, seconds: float) -> None:
        """Holds every piece of data back for so long, in either direction; 0 ends it."""

        def set_delay() -> None:
            self._delay = seconds

        self._call(set_delay)

    def cut(self) -> None:
        """Resets every connection there is."""
        self._call(self._reset)

    def hold(self) -> None:
        """Lets nothing pass, as a network does that drops every packet; connections stay open."""
        self._call(self._passing.clear)

    def resume(self) -> None:
        """Ends `hold`: what was sent meanwhile arrives."""
        self._call(self._passing.set)

    @contextlib.contextmanager
    def running(self) -> Iterator["TcpProxy"]:
        """Carries connections for the block."""
        thread = threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True)
        thread.start()
        assert self._begun.wait(_PATIENCE)
        try:
            yield self
        finally:
            self._call(self._over.set)
            thread.join(_PATIENCE)

    def _call(self, change: Callable[[], None]) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(change)

    def _reset(self) -> None:
        for writer in self._open:
            if writer.is_closing():
                continue
            # Without it the other end would be told politely.
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
            writer.transport.abort()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._passing.set()
        server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        self._begun.set()
        await self._over.wait()
        server.close()
        self._reset()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError):
                inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.to_port)
                self._open.add(inner_writer)
                try:
                    await asyncio.gather(self._carry(reader, inner_writer), self._carry(inner_reader, writer))
                finally:
                    self._open.discard(inner_writer)
                    inner_writer.transport.abort()
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(_CHUNK):
            if self._delay:
                await asyncio.sleep(self._delay)
            await self._passing.wait()
            writer.write(data)
            await writer.drain()
        writer.close()
