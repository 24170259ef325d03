"""What of a request's headers an answer depends on."""

from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import cookie_parser

from newsroom.http.asgi import Headers
from publish.feeds import ninjs
from publish.hot.cacheable import Place, Varies
from publish.http.negotiation import prefers

_HTML = "text/html"
_SPELLINGS = 512


@dataclass(slots=True)
class Asked:
    """The headers that matter; `if_none_match` as it came, all of it."""

    accept: str = ""
    cookie: str = ""
    gzip: bool = False
    if_none_match: list[str] | None = None


def read_headers(headers: Headers) -> Asked:
    """Reads them in one pass."""
    asked = Asked()
    for name, value in headers:
        if name == b"if-none-match":
            asked.if_none_match = [*(asked.if_none_match or ()), value.decode("latin-1")]
        elif name == b"accept-encoding":
            asked.gzip = _takes_gzip(value)
        elif name == b"accept":
            asked.accept = value.decode("latin-1")
        elif name == b"cookie":
            asked.cookie = value.decode("latin-1")
    return asked


def plain_headers(place: Place, asked: Asked, cookie: str) -> Headers:
    """The one spelling of a request's headers, which tells all that the place's answer depends on.

    `cookie` is the name of the one in which pages remember their reader's language.
    """
    if place.varies is Varies.ACCEPT:
        return ((b"accept", ninjs.MEDIA_TYPE.encode()),) if _wants_ninjs(asked.accept) else ()
    found: list[tuple[bytes, bytes]] = []
    if place.varies is Varies.COOKIE:
        if _HTML in asked.accept:
            found.append((b"accept", _HTML.encode()))
        if asked.cookie and cookie_parser(asked.cookie).get(cookie) == place.language:
            found.append((b"cookie", f"{cookie}={place.language}".encode()))
    return tuple(found)


@lru_cache(_SPELLINGS)
def _takes_gzip(accept_encoding: bytes) -> bool:
    return prefers(accept_encoding.decode("latin-1"), "gzip", "identity")


@lru_cache(_SPELLINGS)
def _wants_ninjs(accept: str) -> bool:
    return prefers(accept, ninjs.MEDIA_TYPE, "application/json")
