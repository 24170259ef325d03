import json

from hypothesis import given
from hypothesis import strategies as st

from newsroom.live.entries import LiveEntry
from newsroom.live.framing import Frame, chunk, reset, retry
from newsroom.streams.cursor import Cursor

EVENTS = st.dictionaries(st.text(), st.text()).map(
    lambda event: json.dumps(event, ensure_ascii=False).encode()
)


def entry(event: bytes) -> LiveEntry:
    return LiveEntry("12-3", event, "updated", "a")


def unchunk(framed: bytes) -> bytes:
    size, _, rest = framed.partition(b"\r\n")
    assert rest[int(size, 16) :] == b"\r\n"
    return rest[:-2]


@given(EVENTS)
def test_a_frame_is_one_chunk_of_one_event(event: bytes) -> None:
    frame = Frame(entry(event))
    assert unchunk(frame.chunk) == frame.body == b"id: 12-3\nevent: updated\ndata: " + event + b"\n\n"
    assert (frame.cursor, frame.event) == (Cursor(12, 3), event)


@given(EVENTS, EVENTS)
def test_a_rewritten_frame_is_as_if_it_had_been_so_from_the_start(before: bytes, after: bytes) -> None:
    frame = Frame(entry(before))
    frame.rewrite(after)
    expected = Frame(entry(after))
    assert (frame.chunk, frame.body, frame.event) == (expected.chunk, expected.body, expected.event)


def test_a_hidden_frame_says_nothing_and_keeps_its_cursor() -> None:
    frame = Frame(entry(b'{"subject":"abc"}'))
    assert frame.names(b"abc")
    frame.hide()
    assert (frame.chunk, frame.body, frame.cursor) == (b"", b"", Cursor(12, 3))
    assert not frame.names(b"abc")


def test_nothing_is_no_chunk_since_an_empty_one_would_be_the_last() -> None:
    assert chunk(b"") == b""


def test_a_reset_names_the_oldest_and_leads_a_browser_to_it() -> None:
    lines = reset(Cursor(5, 0)).decode().split("\n")
    assert lines[:2] == ["id: earliest", "event: reset"]
    assert json.loads(lines[2].removeprefix("data: "))["oldest"] == "5-0"
    assert b'"oldest":null' in reset(None)


def test_the_retry_hint_is_in_milliseconds() -> None:
    assert retry(2000) == b"retry: 2000\n"
