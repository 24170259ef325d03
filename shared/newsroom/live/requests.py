"""Requests for the stream: their filter and their start, parsed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from newsroom.events.topics import Filter
from newsroom.http.asgi import Scope
from newsroom.streams.cursor import Cursor, MalformedCursorError, Since, parse_since


class InvalidQueryError(ValueError):
    """A request that cannot be understood; `field` names the parameter or header."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


ParseFilter = Callable[[Sequence[tuple[str, str]]], Filter]
"""Makes a filter of a query's names and values, `cursor` left out. Raises InvalidQueryError."""


@dataclass(frozen=True, slots=True)
class StreamRequest:
    """A filter, and where to begin."""

    filter: Filter
    since: Cursor | Since


def read_request(scope: Scope, parse_filter: ParseFilter) -> StreamRequest:
    """Reads a stream's request. Raises InvalidQueryError.

    `Last-Event-ID` wins over `cursor`: a browser that reconnects repeats the address it began with.
    """
    try:
        text = bytes(scope["query_string"]).decode()
        query = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except ValueError as error:
        raise InvalidQueryError(
            "query", "not a form-encoded query in UTF-8, of at most 200 fields"
        ) from error
    cursors = [value for name, value in query if name == "cursor"]
    if len(cursors) > 1:
        raise InvalidQueryError("cursor", "given more than once")
    seen = next((value for name, value in scope["headers"] if name == b"last-event-id" and value), None)
    wanted = parse_filter([(name, value) for name, value in query if name != "cursor"])
    if seen is not None:
        return StreamRequest(wanted, _since("Last-Event-ID", bytes(seen).decode("latin-1")))
    return StreamRequest(wanted, _since("cursor", cursors[0]) if cursors else Since.NOW)


def _since(field: str, text: str) -> Cursor | Since:
    try:
        return parse_since(text)
    except MalformedCursorError as error:
        raise InvalidQueryError(field, str(error)) from error
