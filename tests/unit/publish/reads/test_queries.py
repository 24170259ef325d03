"""Both edges of the live log take and refuse the same cursors; which order of hits may be asked for."""

from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsroom.events.topics import Filter
from newsroom.http.problems import ProblemError
from newsroom.live.requests import InvalidQueryError, read_request
from newsroom.streams.cursor import Cursor, Since
from publish.reads.queries import checked_order, checked_since, stream_filter
from publish.search.query import HitOrder, SearchQuery

U64 = st.integers(0, 2**64 - 1)
NEARLY = st.from_regex(r"\A\d{1,21}-\d{1,21}\Z")  # with any script's digits
TEXTS = st.text(max_size=20) | NEARLY | st.builds("{}-{}".format, U64, U64)


def of_changes(text: str) -> Cursor | Since | None:
    try:
        return checked_since(text)
    except ProblemError as error:
        assert error.status == 400
        assert [wrong.field for wrong in error.errors] == ["cursor"]
        return None


def of_stream(text: str) -> Cursor | Since | None:
    query = urlencode({"cursor": text}).encode()
    try:
        request = read_request({"query_string": query, "headers": []}, stream_filter(("en", "az", "ru")))
    except InvalidQueryError as error:
        assert error.field == "cursor"
        return None
    assert request.filter == Filter()
    return request.since


@given(TEXTS)
@example("٣-١")
@example("1-1\n")
@example("0-0")
@example("earliest")
@example("9999999999999999-1")
@example("99999999999999999999-0")
def test_both_edges_read_a_cursor_alike(text: str) -> None:
    assert of_changes(text) == of_stream(text)


@pytest.mark.parametrize("text", ["", "٣-١", "1-٢", "soon", "1", "1-1-1", "99999999999999999999-0", "+1-1"])
def test_what_no_log_hands_out_is_a_400(text: str) -> None:
    assert of_changes(text) is None


def test_without_a_cursor_everything_kept_is_read() -> None:
    assert checked_since(None) is checked_since("earliest") is checked_since("0-0") is Since.EARLIEST


def test_only_what_is_searched_for_has_a_relevance() -> None:
    query = SearchQuery.of("oil", ("en",))
    assert checked_order(None, None) is HitOrder.NEWEST
    assert checked_order(HitOrder.NEWEST, None) is HitOrder.NEWEST
    assert checked_order(HitOrder.RELEVANCE, query) is HitOrder.RELEVANCE
    with pytest.raises(ProblemError, match="sort"):
        checked_order(HitOrder.RELEVANCE, None)
