"""Lines out of a body that arrives in pieces."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.http.line_splitter import LineSplitter, TooLong

LIMIT = 10


def split(*pieces: bytes, limit: int = LIMIT) -> list[bytes | TooLong]:
    splitter = LineSplitter(limit)
    lines = [line for piece in pieces for line in splitter.feed(piece)]
    return lines + splitter.close()


def test_a_line_may_come_in_pieces() -> None:
    assert split(b"a", b"b\nc", b"d\n", b"e") == [b"ab", b"cd", b"e"]


def test_blank_lines_are_no_lines() -> None:
    assert split(b"\n \r\na\r\n\n") == [b"a"]


def test_a_byte_order_mark_is_no_text() -> None:
    assert split(b"\xef\xbb\xbfa\nb") == [b"a", b"b"]


def test_a_line_too_long_takes_no_neighbour_with_it() -> None:
    assert split(b"a\n" + b"x" * 11, b"x" * 99, b"\nb\n") == [b"a", TooLong(), b"b"]


def test_a_line_at_the_limit_is_taken_whatever_ends_it() -> None:
    assert split(b"x" * LIMIT + b"\r\n" + b"y" * LIMIT) == [b"x" * LIMIT, b"y" * LIMIT]


def test_what_has_begun_can_be_dropped() -> None:
    splitter = LineSplitter(LIMIT)
    assert splitter.feed(b"a\nbro") == [b"a"]
    splitter.drop_rest()
    assert splitter.close() == []


@given(
    st.lists(st.text(alphabet="ab", min_size=1, max_size=LIMIT)), st.lists(st.integers(0, 200), max_size=8)
)
def test_it_does_not_matter_where_the_pieces_break(lines: list[str], cuts: list[int]) -> None:
    body = "\n".join(lines).encode()
    places = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    pieces = [body[start:end] for start, end in pairwise(places)]
    assert split(*pieces) == [line.encode() for line in lines]
