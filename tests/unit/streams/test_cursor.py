import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.streams.cursor import ORIGIN, Cursor, MalformedCursorError

U64 = st.integers(0, 2**64 - 1)
CURSORS = st.builds(Cursor, U64, U64)


@given(CURSORS)
def test_what_is_written_is_read_again(cursor: Cursor) -> None:
    assert Cursor.parse(str(cursor)) == cursor


@pytest.mark.parametrize(
    "text",
    ["", "1", "-", "1-", "-1", "1-1-1", "a-1", " 1-1", "1-1\n", "٣-1", "1-18446744073709551616", "+1-1"],
)
def test_what_no_log_hands_out_is_malformed(text: str) -> None:
    with pytest.raises(MalformedCursorError):
        Cursor.parse(text)


@given(st.text())
def test_any_text_is_a_cursor_or_malformed(text: str) -> None:
    try:
        Cursor.parse(text)
    except MalformedCursorError:
        return


@given(CURSORS, CURSORS)
def test_nothing_lies_between_a_cursor_and_the_one_before_it(cursor: Cursor, other: Cursor) -> None:
    assert cursor.before < cursor or cursor == ORIGIN
    assert not cursor.before < other < cursor
