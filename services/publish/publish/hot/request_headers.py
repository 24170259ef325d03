"""Request headers that a response depends on, read once and spelt in one canonical way."""

from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import cookie_parser

from newsroom.http.asgi import Headers
from publish.feeds import ninjs
from publish.hot.cacheable import Resource, Varies
from publish.http.negotiation import prefers

_HTML = "text/html"
_REMEMBERED = 512


@dataclass(slots=True)
class RequestHeaders:
    """The headers that matter; `if_none_match` as it came, all of it."""

    accept: str = ""
    cookie: str = ""
    gzip: bool = False
    if_none_match: list[str] | None = None


def read_headers(headers: Headers) -> RequestHeaders:
    """Reads them in one pass."""
    read = RequestHeaders()
    for name, value in headers:
        if name == b"if-none-match":
            read.if_none_match = [*(read.if_none_match or ()), value.decode("latin-1")]
        elif name == b"accept-encoding":
            read.gzip = _accepts_gzip(value)
        elif name == b"accept":
            read.accept = value.decode("latin-1")
        elif name == b"cookie":
            read.cookie = value.decode("latin-1")
    return read


def canonical_headers(resource: Resource, read: RequestHeaders, cookie: str) -> Headers:
    """The one spelling of a request's headers: equal where the resource's response is.

    `cookie` is the name of the one in which pages remember their reader's language.
    """
    if resource.varies is Varies.ACCEPT:
        return ((b"accept", ninjs.MEDIA_TYPE.encode()),) if _wants_ninjs(read.accept) else ()
    canonical: list[tuple[bytes, bytes]] = []
    if resource.varies is Varies.COOKIE:
        if _HTML in read.accept:
            canonical.append((b"accept", _HTML.encode()))
        if read.cookie and cookie_parser(read.cookie).get(cookie) == resource.language:
            canonical.append((b"cookie", f"{cookie}={resource.language}".encode()))
    return tuple(canonical)


@lru_cache(_REMEMBERED)
def _accepts_gzip(accept_encoding: bytes) -> bool:
    return prefers(accept_encoding.decode("latin-1"), "gzip", "identity")


@lru_cache(_REMEMBERED)
def _wants_ninjs(accept: str) -> bool:
    return prefers(accept, ninjs.MEDIA_TYPE, "application/json")
