from hypothesis import assume, given
from hypothesis import strategies as st

from newsroom.live.resume import ExpiredCursor, from_log, from_rings
from newsroom.streams.cursor import ORIGIN, Cursor, Since

CURSORS = st.builds(Cursor, st.integers(0, 6), st.integers(0, 2))


@given(CURSORS, CURSORS, CURSORS)
def test_the_rings_answer_exactly_for_what_they_have(wanted: Cursor, one: Cursor, other: Cursor) -> None:
    floor, last = min(one, other), max(one, other)
    assert from_rings(Since.NOW, floor, last) == last
    assert from_rings(Since.EARLIEST, floor, last) is None
    assert from_rings(wanted, floor, last) == (wanted if floor <= wanted <= last else None)


@given(st.sets(CURSORS, min_size=1), CURSORS, st.integers(0, 5))
def test_a_resumed_cursor_misses_no_entry_and_a_reset_would(
    entries: set[Cursor], wanted: Cursor, trimmed: int
) -> None:
    log = sorted(entries - {ORIGIN})
    assume(log)
    gone, kept = log[:trimmed], log[trimmed:]
    start = from_log(wanted, kept[0] if kept else None, log[-1])
    if isinstance(start, ExpiredCursor):
        assert start.oldest == (kept[0] if kept else None)
        never_handed_out = wanted > log[-1]
        nothing_before = not kept or wanted < kept[0].before
        assert never_handed_out or nothing_before
    else:
        assert start == wanted
        assert not [entry for entry in gone if entry > wanted]


def test_earliest_begins_before_the_oldest() -> None:
    assert from_log(Since.EARLIEST, Cursor(5, 0), Cursor(9, 0)) == Cursor(5, 0).before
    assert from_log(Since.EARLIEST, None, Cursor(9, 0)) == Cursor(9, 0)


def test_a_log_that_dropped_nothing_keeps_the_cursor_from_before_its_first_entry() -> None:
    assert from_log(ORIGIN, ORIGIN, Cursor(9, 0)) == ORIGIN
