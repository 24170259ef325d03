"""Subscribers of one filter: a ring of the events they want, and slices of connections that read it."""

import os
from collections.abc import Callable
from typing import Protocol

from newsroom.events.topics import Filter
from newsroom.live.framing import HEARTBEAT, Frame, chunk
from newsroom.live.ring import Ring

_HEARTBEAT_CHUNK = chunk(HEARTBEAT)


class Member(Protocol):
    """A connection, as a slice sees it. `position` is its place in the group's ring while it has no slice.

    `descriptor` is its open socket; while it is not `paused` nothing waits before what is written there.
    """

    chunked: bool
    descriptor: int
    paused: bool
    position: int
    slice: "Slice | None"

    def write(self, body: bytes, /) -> None:
        """Hands over bytes to be written as soon as the peer takes them, without waiting."""
        ...


class Group:
    """Frames and readers of one filter."""

    __slots__ = ("_open", "_piece", "_piece_key", "filter", "pins", "plain", "ring", "slices")

    def __init__(self, wanted: Filter, whole: Ring) -> None:
        self.filter = wanted
        self.ring = Ring(whole.floor)
        self.slices: set[Slice] = set()
        self.plain: set[Callable[[], None]] = set()  # to wake those who write for themselves
        self.pins = 0  # readers, and those about to read
        self._open: Slice | None = None
        self._piece = (b"", 0)
        self._piece_key = (-1, False)
        for frame in whole:
            if self.wants(frame):
                self.ring.append(frame)

    def wants(self, frame: Frame) -> bool:
        return self.filter.matches_change(frame.topics_before, frame.topics_after)

    def take(self, frame: Frame) -> None:
        """Adds a frame for everybody here."""
        self.ring.append(frame)
        self.forget_piece()

    def forget_piece(self) -> None:
        """Makes the next piece anew: a frame came, or was hidden. Lets go of the last one's memory."""
        self._piece_key = (-1, False)
        self._piece = (b"", 0)

    def since(self, position: int, size: int, *, chunked: bool) -> tuple[bytes, int]:
        """The bytes to write from a position on, about `size` of them, and the position behind them.

        Made once for all who stand at the same place.
        """
        key = (position, chunked)
        if key != self._piece_key:
            frames = self.ring.piece(position, size)
            self._piece = (b"".join([f.chunk if chunked else f.body for f in frames]), position + len(frames))
            self._piece_key = key
        return self._piece

    def attach(self, member: Member, slice_size: int, now: float) -> None:
        """Gives a place in a slice to a connection that has everything up to the ring's end."""
        place = self._open
        if place is None or not place.admits(member, slice_size):
            place = self._open = Slice(self, member.position, chunked=member.chunked, now=now)
            self.slices.add(place)
        place.join(member)

    def compact(self, slice_size: int) -> None:
        """Joins slices that leavers left small, where they stand at the same place."""
        end = self.ring.end
        settled = [s for s in self.slices if s.position == end and not s.queued]
        settled.sort(key=lambda s: (s.chunked, len(s.members)))
        target: Slice | None = None
        for slice_ in settled:
            fits = target is not None and len(target.members) + len(slice_.members) <= slice_size
            if target is not None and fits and slice_.chunked == target.chunked:
                slice_.move_to(target)
            else:
                target = slice_
        self.slices = {s for s in self.slices if s.members}
        if self._open not in self.slices:
            self._open = None


class Slice:
    """Connections that have all been written the same: everything before `position`."""

    __slots__ = ("beat", "chunked", "group", "members", "pausing", "position", "queued", "touched")

    def __init__(self, group: Group, position: int, *, chunked: bool, now: float) -> None:
        self.group = group
        self.position = position
        self.chunked = chunked
        self.members: dict[int, Member] = {}  # by their descriptors
        self.pausing: list[Member] = []
        self.queued = False
        self.beat = False
        self.touched = now

    @property
    def behind(self) -> bool:
        return self.position < self.group.ring.end

    def admits(self, member: Member, slice_size: int) -> bool:
        same = self.position == member.position and self.chunked == member.chunked
        return same and len(self.members) < slice_size

    def join(self, member: Member) -> None:
        self.members[member.descriptor] = member
        member.slice = self

    def leave(self, member: Member) -> None:
        """Takes a connection out; from here on it has its own position."""
        del self.members[member.descriptor]
        member.slice = None
        member.position = self.position

    def move_to(self, other: "Slice") -> None:
        """Hands all connections over to a slice at the same position."""
        self.drop_paused()
        for member in list(self.members.values()):
            self.leave(member)
            other.join(member)

    def sweep(self, piece: int, now: float) -> int:
        """Writes what came since the last sweep to all who can take it; how many writes that was."""
        self.drop_paused()
        body, position = self.group.since(self.position, piece, chunked=self.chunked)
        if self.beat and not body:
            body = _HEARTBEAT_CHUNK if self.chunked else HEARTBEAT
        self.beat = False
        writes = len(self.members) if body else 0
        if body:
            self.touched = now
            self._write(body)
        self.position = position
        self.drop_paused()
        return writes

    def _write(self, body: bytes) -> None:
        """Writes to the sockets themselves: a transport's `write` would be most of what is not the kernel's.

        What a socket does not take, or refuses because nobody is there, is the transport's to deal with.
        Members themselves are not touched before that: each would be fetched from far memory.
        """
        size, write = len(body), os.write
        for descriptor in self.members:
            try:
                taken = write(descriptor, body)
            except OSError:
                taken = 0
            if taken < size:
                self.members[descriptor].write(body[taken:])

    def drop_paused(self) -> None:
        """Lets those who cannot take more fall behind alone.

        A transport says so in the middle of a sweep, when the members must not change: they are noted in
        `pausing` and leave here, having been written everything before `position`.
        """
        for member in self.pausing:
            if member.paused and member.slice is self:
                self.leave(member)
        self.pausing.clear()
