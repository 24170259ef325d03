"""Slices of members that write to lists."""

import socket
from collections.abc import Sequence
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter
from newsroom.live.entries import LiveEntry
from newsroom.live.framing import HEARTBEAT, Frame, chunk
from newsroom.live.group import Group, Slice
from newsroom.live.ring import Ring
from newsroom.streams.cursor import ORIGIN

SIZE = 3


class Member:
    """Pauses as a transport does: in the middle of the write that its peer does not take, which it keeps."""

    def __init__(self, *, chunked: bool = True) -> None:
        self.chunked = chunked
        self.paused = False
        self.position = 0
        self.slice: Slice | None = None
        self.kept = b""
        self._ours, self._peers = socket.socketpair()
        self._ours.setblocking(False)
        self.descriptor = self._ours.fileno()

    def write(self, body: bytes, /) -> None:
        self.kept += body
        self.paused = True
        assert self.slice is not None
        self.slice.pausing.append(self)

    def fill(self) -> int:
        """Lets the peer take nothing more; how much it takes before it comes to what follows."""
        filled = 0
        with suppress(BlockingIOError):
            while True:
                filled += self._ours.send(bytes(1000))
        return filled

    def leave(self) -> None:
        """Lets the peer be gone."""
        self._peers.close()

    @property
    def read(self) -> bytes:
        """All that has reached the peer."""
        self._ours.shutdown(socket.SHUT_WR)
        with self._ours, self._peers, self._peers.makefile("rb") as peers:
            return peers.read()


def frames(count: int, first: int = 1, topics: Sequence[str] = ("lang:en",)) -> list[Frame]:
    return [
        Frame(LiveEntry(f"{n}-0", b'{"n":%d}' % n, "published", "a", topics_after=frozenset(topics)))
        for n in range(first, first + count)
    ]


def text(of: list[Frame], *, chunked: bool = True) -> bytes:
    return b"".join(frame.chunk if chunked else frame.body for frame in of)


def group() -> Group:
    return Group(Filter(), Ring(ORIGIN))


def sweep(of: Group) -> None:
    for slice_ in list(of.slices):
        while slice_.behind:
            slice_.sweep(100, now=0.0)


def seat(member: Member, of: Group) -> Member:
    member.position = of.ring.end
    of.attach(member, SIZE, now=0.0)
    return member


def test_a_new_group_has_what_it_wants_of_the_whole_ring() -> None:
    whole = Ring(ORIGIN)
    english, other = frames(2), frames(2, 3, ["lang:ru"])
    for frame in [*english, *other]:
        whole.append(frame)
    assert list(Group(Filter(languages=frozenset({"ru"})), whole).ring) == other


def test_a_change_is_wanted_by_the_subscribers_of_either_side() -> None:
    moved = Frame(
        LiveEntry("1-0", b"{}", "updated", "a", frozenset({"category:old"}), frozenset({"category:new"}))
    )
    for category, wanted in [("old", True), ("new", True), ("other", False)]:
        assert Group(Filter(categories=frozenset({category})), Ring(ORIGIN)).wants(moved) is wanted


@given(st.lists(st.integers(1, 4), max_size=8), st.integers(1, 10))
def test_every_member_is_written_everything_from_where_it_came_in(bursts: list[int], members: int) -> None:
    of, seated, sent = group(), list[tuple[Member, int]](), list[Frame]()
    for turn, burst in enumerate([*bursts, 1]):
        for number in range(members):
            member = Member(chunked=(number + turn) % 3 > 0)
            seated.append((seat(member, of), len(sent)))
        for frame in frames(burst, len(sent) + 1):
            of.take(frame)
            sent.append(frame)
        if turn % 2:
            of.compact(SIZE)
            sweep(of)
    sweep(of)
    for member, since in seated:
        assert member.read == text(sent[since:], chunked=member.chunked)
    assert all(len(slice_.members) <= SIZE for slice_ in of.slices)


def test_a_member_that_takes_no_more_falls_behind_alone_at_its_own_position() -> None:
    of = group()
    slow, quick = seat(Member(), of), seat(Member(), of)
    filled = slow.fill()
    sent = frames(3)
    for frame in sent:
        of.take(frame)
        sweep(of)
    assert (slow.slice, slow.position) == (None, 1)
    assert slow.read[filled:] + slow.kept == text(sent[:1])
    assert quick.read == text(sent)


def test_a_member_whose_peer_is_gone_is_left_to_its_transport() -> None:
    of = group()
    gone, here = seat(Member(), of), seat(Member(), of)
    gone.leave()
    sent = frames(2)
    for frame in sent:
        of.take(frame)
        sweep(of)
    assert (gone.slice, gone.kept) == (None, text(sent[:1]))
    assert here.read == text(sent)


def test_what_is_hidden_before_the_sweep_is_not_written() -> None:
    of = group()
    member = seat(Member(), of)
    first, second = frames(2)
    of.take(first)
    of.take(second)
    assert of.since(0, 100, chunked=True) == (text([first, second]), 2)
    first.hide()
    of.forget_piece()
    sweep(of)
    assert member.read == text([second])


def test_a_heartbeat_goes_out_only_where_there_is_nothing_else() -> None:
    of = group()
    chunked, plain = seat(Member(), of), seat(Member(chunked=False), of)
    for slice_ in of.slices:
        slice_.beat = True
        slice_.sweep(100, now=5.0)
        slice_.sweep(100, now=6.0)
        assert slice_.touched == 5.0
    assert (chunked.read, plain.read) == (chunk(HEARTBEAT), HEARTBEAT)


def test_compacting_leaves_no_more_slices_than_needed() -> None:
    of = group()
    members = [seat(Member(), of) for _ in range(12)]
    for member in members[1:]:
        if members.index(member) % 3 and member.slice:
            member.slice.leave(member)
    assert len(of.slices) == 4
    of.compact(SIZE)
    assert sorted(len(slice_.members) for slice_ in of.slices) == [1, 3]
