"""An answer as it goes out: its bytes, plain and compressed, and the heads that go with them."""

import asyncio
import gzip
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from publish.live.asgi import Headers, Send

_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})
_OWN = frozenset({b"content-length", b"etag", b"vary", b"access-control-allow-origin"})
_LEVEL = 5
_LONG = 32 * 1024  # bytes; compressing more would hold the loop for over a millisecond


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers as ASGI takes them."""

    status: int
    headers: Headers

    async def send(self, send: Send, body: bytes) -> None:
        """Sends the whole answer."""
        await send({"type": "http.response.start", "status": self.status, "headers": self.headers})
        await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True, slots=True)
class Encoding:
    """One of the forms in which a body goes out, under an entity tag of its own."""

    tag: bytes
    body: bytes
    whole: Head
    unchanged: Head

    @classmethod
    def of(cls, headers: Sequence[tuple[bytes, bytes]], tag: bytes, body: bytes) -> "Encoding":
        own = [*headers, (b"etag", tag)]
        whole = Head(HTTPStatus.OK, (*own, (b"content-length", b"%d" % len(body))))
        bodiless = tuple(header for header in own if header[0] not in _OF_THE_BODY)
        return cls(tag, body, whole, Head(HTTPStatus.NOT_MODIFIED, bodiless))


@dataclass(slots=True)
class Encoded:
    """An answer that is kept. `settled` tells whether it can only change with an entry of the live log."""

    headers: Sequence[tuple[bytes, bytes]]
    plain: Encoding
    settled: bool
    _compressed: Encoding | None = field(default=None, init=False)

    @classmethod
    def of(cls, headers: Headers, body: bytes, *, settled: bool) -> "Encoded | None":
        """None where it has no entity tag: what cannot be asked about again is not kept."""
        found = dict(headers)
        if b"etag" not in found:
            return None
        vary = b", ".join(name for name in (found.get(b"vary"), b"Accept-Encoding") if name)
        kept = [header for header in headers if header[0] not in _OWN]
        kept += [(b"vary", vary), (b"access-control-allow-origin", b"*")]
        return cls(kept, Encoding.of(kept, found[b"etag"], body), settled)

    @property
    def size(self) -> int:
        """Bytes, as a bound."""
        return 2 * len(self.plain.body) + 4096

    def chosen(self, *, compressed: bool) -> Encoding:
        """The form to send; the plain one while there is no other."""
        return self._compressed or self.plain if compressed else self.plain

    async def compress(self) -> None:
        """Makes the compressed form where it is not there yet."""
        if self._compressed is not None:
            return
        body = self.plain.body
        if len(body) < _LONG:
            packed = gzip.compress(body, _LEVEL, mtime=0)
        else:
            packed = await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
        tag = self.plain.tag.rstrip(b'"') + b'-gz"'
        self._compressed = Encoding.of([*self.headers, (b"content-encoding", b"gzip")], tag, packed)
