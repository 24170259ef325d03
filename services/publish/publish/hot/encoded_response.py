"""Encoded responses: plain and compressed, whole and as a 304, each encoded once for all its readers."""

import asyncio
import gzip
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from newsroom.http.asgi import Headers, Send
from publish.hot.request_headers import RequestHeaders
from publish.http.conditional import has_already

_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})
_OWN = frozenset({b"content-length", b"etag", b"vary", b"access-control-allow-origin"})
_BROKEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LEVEL = 5
_LONG = 32 * 1024  # bytes; compressing more would hold the loop for over a millisecond


class PreparedResponse:
    """A whole response, both as ASGI's two events and as the bytes of HTTP/1.1."""

    __slots__ = ("_end", "_start", "body", "head", "status_line")

    def __init__(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """`head` is None where the server is to refuse a header."""
        self._start = {"type": "http.response.start", "status": status, "headers": headers}
        self._end = {"type": "http.response.body", "body": body}
        self.status_line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        self.head = _head(headers)
        self.body = body

    async def send(self, send: Send) -> None:
        """Sends it."""
        await send(self._start)
        await send(self._end)


def _head(headers: Headers) -> bytes | None:
    """Headers as bytes, None where the server is to refuse them."""
    if any(_BROKEN.search(name + value) for name, value in headers):
        return None
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"


@dataclass(frozen=True, slots=True)
class ContentCoding:
    """Content coding of a body (identity, gzip), under an entity tag of its own."""

    tag: str
    whole: PreparedResponse
    unchanged: PreparedResponse

    @classmethod
    def of(cls, headers: Headers, tag: bytes, body: bytes) -> "ContentCoding":
        own = [*headers, (b"etag", tag)]
        whole = PreparedResponse(HTTPStatus.OK, [*own, (b"content-length", b"%d" % len(body))], body)
        bodiless = [header for header in own if header[0] not in _OF_THE_BODY]
        return cls(tag.decode("latin-1"), whole, PreparedResponse(HTTPStatus.NOT_MODIFIED, bodiless))

    def response_to(self, headers: RequestHeaders) -> PreparedResponse:
        """The whole response, or the 304 where the reader has it."""
        has_it = headers.if_none_match and has_already(headers.if_none_match, self.tag)
        return self.unchanged if has_it else self.whole


@dataclass(slots=True)
class EncodedResponse:
    """A cached response. It is `settled` where it can only change with an entry of the live log."""

    headers: Headers
    body: bytes
    plain: ContentCoding
    settled: bool
    _compressed: ContentCoding | None = field(default=None, init=False)

    @classmethod
    def of(cls, headers: Headers, body: bytes, *, settled: bool) -> "EncodedResponse | None":
        """None where it has no entity tag: a response that cannot be revalidated is not cached."""
        by_name = dict(headers)
        if b"etag" not in by_name:
            return None
        vary = b", ".join((*_varied(by_name.get(b"vary", b"")), b"Accept-Encoding"))
        cached = [header for header in headers if header[0] not in _OWN]
        cached += [(b"vary", vary), (b"access-control-allow-origin", b"*")]
        return cls(cached, body, ContentCoding.of(cached, by_name[b"etag"], body), settled)

    @property
    def size(self) -> int:
        """Bytes, as a bound."""
        return 2 * len(self.body) + 4096

    def ready(self, headers: RequestHeaders) -> PreparedResponse | None:
        """The response to send; None where it is yet to be compressed."""
        coding = self._compressed if headers.gzip else self.plain
        return None if coding is None else coding.response_to(headers)

    async def encode(self, headers: RequestHeaders) -> PreparedResponse:
        """The response to send."""
        coding = await self._packed() if headers.gzip else self.plain
        return coding.response_to(headers)

    async def _packed(self) -> ContentCoding:
        if self._compressed is None:
            if len(self.body) < _LONG:
                packed = gzip.compress(self.body, _LEVEL, mtime=0)
            else:
                packed = await asyncio.to_thread(gzip.compress, self.body, _LEVEL, mtime=0)
            tag = (self.plain.tag.removesuffix('"') + '-gz"').encode("latin-1")
            self._compressed = ContentCoding.of([*self.headers, (b"content-encoding", b"gzip")], tag, packed)
        return self._compressed


def _varied(vary: bytes) -> list[bytes]:
    """The headers that a response varies by, but for the origin: cached responses are open to all alike."""
    return [name for name in vary.split(b", ") if name and name.lower() != b"origin"]
