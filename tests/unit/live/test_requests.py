from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.events.topics import Filter
from newsroom.live.requests import InvalidQueryError, read_request
from newsroom.streams.cursor import Cursor, Since


def tags(query: Sequence[tuple[str, str]]) -> Filter:
    if any(name != "tag" for name, _ in query):
        raise InvalidQueryError("name", "unknown")
    return Filter(tags=frozenset(value for _, value in query))


def since(query: bytes, *headers: tuple[bytes, bytes]) -> Cursor | Since:
    return read_request({"query_string": query, "headers": headers}, tags).since


def test_without_a_cursor_it_begins_now() -> None:
    assert since(b"") is Since.NOW
    assert since(b"tag=a", (b"last-event-id", b"")) is Since.NOW


def test_the_header_wins_over_the_address() -> None:
    assert since(b"cursor=1-1") == Cursor(1, 1)
    assert since(b"cursor=1-1", (b"last-event-id", b"2-2")) == Cursor(2, 2)
    assert since(b"cursor=1-1", (b"last-event-id", b"earliest")) is Since.EARLIEST


def test_the_cursor_is_no_part_of_the_filter() -> None:
    request = read_request({"query_string": b"tag=a&cursor=earliest&tag=b%C9%99", "headers": []}, tags)
    assert (request.filter, request.since) == (Filter(tags=frozenset({"a", "bə"})), Since.EARLIEST)


@pytest.mark.parametrize(
    ("query", "field"), [(b"cursor=", "cursor"), (b"tag=%ff", "query"), (b"tag=a&" * 300, "query")]
)
def test_what_is_wrong_is_named(query: bytes, field: str) -> None:
    with pytest.raises(InvalidQueryError) as caught:
        since(query)
    assert caught.value.field == field


@given(st.binary(), st.binary())
def test_any_bytes_are_a_request_or_an_invalid_one(query: bytes, last_id: bytes) -> None:
    try:
        since(query, (b"last-event-id", last_id))
    except InvalidQueryError:
        return
