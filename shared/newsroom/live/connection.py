"""Connection of a subscriber, taken over from the server: a transport and a place in a slice."""

import asyncio
import socket
from collections.abc import MutableSet, Sequence
from typing import Any, Protocol

from newsroom.live.framing import LAST_CHUNK, Frame, chunk
from newsroom.live.group import Group, Slice
from newsroom.live.outlet import GoneError
from newsroom.live.settings import LiveSettings


class Watcher(Protocol):
    """Callbacks of a connection to its registry."""

    def paused(self, connection: "Connection") -> None:
        """The peer takes nothing for now."""

    def resumed(self, connection: "Connection") -> None:
        """The peer takes bytes again."""

    def lost(self, connection: "Connection") -> None:
        """The connection is no more."""

    def stop(self, connection: "Connection") -> None:
        """The server shuts down."""


class Connection(asyncio.Protocol):
    """The protocol of a connection from the moment it was taken over."""

    __slots__ = ("__weakref__", "_siblings", "_transport", "_watcher", "_writable", "address", "chunked",
                 "descriptor", "group", "paused", "position", "slice", "write")  # fmt: skip

    def __init__(
        self,
        transport: asyncio.Transport,
        siblings: MutableSet[Any],
        watcher: Watcher,
        address: str,
        *,
        chunked: bool,
    ) -> None:
        """`siblings` are the server's open connections, of which this must remain one to be shut down.

        The transport is one over a socket, without TLS.
        """
        self._transport = transport
        self._siblings = siblings
        self._watcher = watcher
        self._writable: asyncio.Future[None] | None = None
        self.address = address
        self.chunked = chunked
        self.descriptor: int = transport.get_extra_info("socket").fileno()
        self.paused = False
        self.group: Group | None = None
        self.slice: Slice | None = None
        self.position = 0
        self.write = transport.write
        siblings.add(self)

    def bound_buffers(self, settings: LiveSettings) -> None:
        """Makes backpressure come early: without it a stalled peer holds megabytes in the kernel.

        The transport calls a pause as soon as it holds anything at all, and its end when it holds nothing.
        """
        peer: socket.socket = self._transport.get_extra_info("socket")
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.send_buffer)
        self._transport.set_write_buffer_limits(high=0)
        if self.held:  # of an answer before, which the server's protocol was told
            self.pause_writing()

    async def begin(self, head: bytes) -> None:
        """Writes the answer's head, and waits until the peer takes more. Raises GoneError."""
        self.write(head)
        await self._until_writable()

    async def offer(self, frames: Sequence[Frame]) -> int:
        """See `Outlet`."""
        if self.closing:  # while the frames were on their way
            raise GoneError
        taken = 0
        while taken < len(frames) and not self.paused:
            frame = frames[taken]
            self.write(frame.chunk if self.chunked else frame.body)
            taken += 1
        await self._until_writable()
        return taken

    @property
    def held(self) -> int:
        """Bytes in the transport's buffer."""
        return self._transport.get_write_buffer_size()

    @property
    def closing(self) -> bool:
        """Whether the connection is being ended, or has ended."""
        return self._transport.is_closing()

    def finish(self, farewell: bytes) -> None:
        """Writes the last bytes, chunked where the connection is, and closes once the peer has taken them."""
        if self.slice is not None:
            self.slice.leave(self)
        if not self._transport.is_closing():
            self.write(chunk(farewell) + LAST_CHUNK if self.chunked else farewell)
            self._transport.close()

    def abort(self) -> None:
        """Drops the connection and what it still holds."""
        self._transport.abort()

    def shutdown(self) -> None:
        """The server's word that it is going down."""
        self._watcher.stop(self)

    def pause_writing(self) -> None:
        self.paused = True
        if self.slice is not None:
            self.slice.pausing.append(self)
        self._watcher.paused(self)

    def resume_writing(self) -> None:
        self.paused = False
        self._release()
        self._watcher.resumed(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._siblings.discard(self)
        if self.slice is not None:
            self.slice.leave(self)
        self._release()
        self._watcher.lost(self)

    async def _until_writable(self) -> None:
        if self.paused and not self.closing:
            self._writable = asyncio.get_running_loop().create_future()
            await self._writable
        if self.closing:
            raise GoneError

    def _release(self) -> None:
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None
