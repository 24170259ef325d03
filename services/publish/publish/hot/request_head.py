"""Heads of ordinary requests, parsed by llhttp once for all that are alike (memoised)."""

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import httptools

from publish.hot.request_headers import RequestHeaders, read_headers

LONGEST = 4096  # bytes; longer heads are rare, and would take much memory
_REMEMBERED = 1024


@dataclass(frozen=True, slots=True)
class RequestHead:
    """A GET over HTTP/1.1 that has no body and keeps its connection."""

    path: str
    query: bytes
    headers: RequestHeaders


class _Callbacks:
    """Callbacks of llhttp, which knows a request's properties only until it is complete."""

    def __init__(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.url = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.begun = 0
        self.is_ordinary = False

    def on_message_begin(self) -> None:
        self.begun += 1

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_message_complete(self) -> None:
        self.is_ordinary = (
            self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not any(name == b"expect" for name, _ in self.headers)
        )


def is_malformed(beginning: bytes) -> bool:
    """Whether a request that begins like this is to be refused without waiting for its rest."""
    try:
        _Callbacks().parser.feed_data(beginning)
    except httptools.HttpParserError:
        return True
    return False


@lru_cache(_REMEMBERED)
def parse_head(head: bytes) -> RequestHead | None:
    """Parses a request up to its empty line.

    None for any that is not ordinary: malformed, other methods and versions, connections to be closed,
    upgrades, `Expect`, and bodies, which are not complete at the empty line.
    """
    request = _Callbacks()
    try:
        request.parser.feed_data(head)
        url = httptools.parse_url(request.url)
        path = (url.path or b"").decode("ascii")
    except (httptools.HttpParserError, httptools.HttpParserUpgrade, UnicodeDecodeError):
        return None
    if not request.is_ordinary or request.begun != 1 or not path:
        return None
    headers = read_headers(request.headers)
    return RequestHead(unquote(path) if "%" in path else path, url.query or b"", headers)
