"""The ring against a plain list of everything that ever came."""

from hypothesis import given
from hypothesis import strategies as st

from newsroom.live.entries import LiveEntry
from newsroom.live.framing import Frame
from newsroom.live.ring import Ring
from newsroom.streams.cursor import ORIGIN, Cursor

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), st.integers(0, 400)),
        st.tuples(st.just("events"), st.integers(0, 8)),
        st.tuples(st.just("bytes"), st.integers(0, 2000)),
        st.tuples(st.just("floor"), st.integers(0, 40)),
    ),
    max_size=40,
)


def frame(number: int, size: int) -> Frame:
    return Frame(LiveEntry(f"{number}-0", b"x" * size, "published", "a"))


@given(STEPS, st.integers(0, 45), st.integers(0, 1500))
def test_a_ring_is_the_end_of_all_that_came(steps: list[tuple[str, int]], after: int, size: int) -> None:
    ring, every = Ring(ORIGIN), list[Frame]()
    for step, number in steps:
        if step == "append":
            every.append(frame(len(every) + 1, number))
            ring.append(every[-1])
        elif step == "floor":
            ring.forget_up_to(min(Cursor(number, 0), ring.last))
        else:
            ring.forget_down_to(number if step == "events" else 1000, number if step == "bytes" else 10**6)
            assert len(ring) <= number if step == "events" else ring.size <= number
    assert list(ring) == every[ring.start :]
    assert ring.end == len(every)
    assert ring.size == sum(len(f.chunk) for f in ring)
    assert all(f.cursor > ring.floor for f in ring)
    wanted = max(Cursor(after, 0), ring.floor)
    position = ring.after(wanted)
    assert [f.cursor for f in every[position:]] == [f.cursor for f in every if f.cursor > wanted]
    piece = ring.piece(position, size)
    assert piece == every[position : position + len(piece)]
    assert piece or position == ring.end
    assert len(piece) <= 1 or sum(len(f.chunk) for f in piece) <= size


def test_hidden_frames_weigh_nothing_once_recounted() -> None:
    ring = Ring(ORIGIN)
    one, two = frame(1, 10), frame(2, 10)
    ring.append(one)
    ring.append(two)
    one.hide()
    ring.recount()
    assert ring.size == len(two.chunk)
