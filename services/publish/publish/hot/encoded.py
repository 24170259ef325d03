"""An answer as it goes out: plain and compressed, whole and as a 304, each made once for all who get it."""

import asyncio
import gzip
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from publish.hot.uvicorn_whole import write_whole
from publish.live.asgi import Headers, Send

_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})
_OWN = frozenset({b"content-length", b"etag", b"vary", b"access-control-allow-origin"})
_BROKEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LEVEL = 5
_LONG = 32 * 1024  # bytes; compressing more would hold the loop for over a millisecond


class Outgoing:
    """A whole answer, as the two events by which ASGI sends it."""

    __slots__ = ("_body", "_end", "_head", "_start", "_status_line")

    def __init__(self, status: int, headers: Headers, body: bytes = b"") -> None:
        self._start = {"type": "http.response.start", "status": status, "headers": headers}
        self._end = {"type": "http.response.body", "body": body}
        self._status_line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
        self._head = _head(headers)
        self._body = body

    async def send(self, send: Send) -> None:
        """Sends it."""
        if self._head is not None and write_whole(send, self._status_line, self._head, self._body):
            return
        await send(self._start)
        await send(self._end)


def _head(headers: Headers) -> bytes | None:
    """Headers as bytes, None where the server is to refuse them."""
    if any(_BROKEN.search(name + value) for name, value in headers):
        return None
    return b"".join(b"%b: %b\r\n" % header for header in headers) + b"\r\n"


@dataclass(frozen=True, slots=True)
class Encoding:
    """One of the forms in which a body goes out, under an entity tag of its own."""

    tag: str
    whole: Outgoing
    unchanged: Outgoing

    @classmethod
    def of(cls, headers: Headers, tag: bytes, body: bytes) -> "Encoding":
        own = [*headers, (b"etag", tag)]
        whole = Outgoing(HTTPStatus.OK, [*own, (b"content-length", b"%d" % len(body))], body)
        bodiless = [header for header in own if header[0] not in _OF_THE_BODY]
        return cls(tag.decode("latin-1"), whole, Outgoing(HTTPStatus.NOT_MODIFIED, bodiless))


@dataclass(slots=True)
class Encoded:
    """An answer that is kept. `settled` tells whether it can only change with an entry of the live log."""

    headers: Headers
    body: bytes
    plain: Encoding
    settled: bool
    _compressed: Encoding | None = field(default=None, init=False)

    @classmethod
    def of(cls, headers: Headers, body: bytes, *, settled: bool) -> "Encoded | None":
        """None where it has no entity tag: what cannot be asked about again is not kept."""
        found = dict(headers)
        if b"etag" not in found:
            return None
        vary = b", ".join((*_varied(found.get(b"vary", b"")), b"Accept-Encoding"))
        kept = [header for header in headers if header[0] not in _OWN]
        kept += [(b"vary", vary), (b"access-control-allow-origin", b"*")]
        return cls(kept, body, Encoding.of(kept, found[b"etag"], body), settled)

    @property
    def size(self) -> int:
        """Bytes, as a bound."""
        return 2 * len(self.body) + 4096

    def chosen(self, *, compressed: bool) -> Encoding:
        """The form to send; the plain one while there is no other."""
        return self._compressed or self.plain if compressed else self.plain

    async def compress(self) -> None:
        """Makes the compressed form where it is not there yet."""
        if self._compressed is not None:
            return
        if len(self.body) < _LONG:
            packed = gzip.compress(self.body, _LEVEL, mtime=0)
        else:
            packed = await asyncio.to_thread(gzip.compress, self.body, _LEVEL, mtime=0)
        tag = (self.plain.tag.removesuffix('"') + '-gz"').encode("latin-1")
        self._compressed = Encoding.of([*self.headers, (b"content-encoding", b"gzip")], tag, packed)


def _varied(vary: bytes) -> list[bytes]:
    """What an answer varies by but for the origin, which all that is kept is open to alike."""
    return [name for name in vary.split(b", ") if name and name.lower() != b"origin"]
