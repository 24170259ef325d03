"""An answer as it goes out: plain and compressed, whole and as a 304, each made once for all who get it."""

import asyncio
import gzip
import re
from dataclasses import dataclass, field
from http import HTTPStatus

from newsroom.http.asgi import Headers, Send
from publish.hot.request_headers import Asked
from publish.http.conditional import has_already

_OF_THE_BODY = frozenset({b"content-type", b"content-length", b"content-encoding"})
_OWN = frozenset({b"content-length", b"etag", b"vary", b"access-control-allow-origin"})
_BROKEN = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_LEVEL = 5
_LONG = 32 * 1024  # bytes; compressing more would hold the loop for over a millisecond


class Outgoing:
    """A whole answer, as the two events by which ASGI sends it."""

    __slots__ = ("_end", "_start", "body", "head", "status_line")

    def __init__(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """Also as the bytes of HTTP/1.1; `head` is None where the server is to refuse a header."""
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

    def answer_to(self, asked: Asked) -> Outgoing:
        """The whole, or that it is unchanged where the reader has it."""
        has_it = asked.if_none_match and has_already(asked.if_none_match, self.tag)
        return self.unchanged if has_it else self.whole


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

    def ready(self, asked: Asked) -> Outgoing | None:
        """What to send; None where it is yet to be compressed."""
        form = self._compressed if asked.gzip else self.plain
        return None if form is None else form.answer_to(asked)

    async def answer(self, asked: Asked) -> Outgoing:
        """What to send."""
        form = await self._packed() if asked.gzip else self.plain
        return form.answer_to(asked)

    async def _packed(self) -> Encoding:
        if self._compressed is None:
            if len(self.body) < _LONG:
                packed = gzip.compress(self.body, _LEVEL, mtime=0)
            else:
                packed = await asyncio.to_thread(gzip.compress, self.body, _LEVEL, mtime=0)
            tag = (self.plain.tag.removesuffix('"') + '-gz"').encode("latin-1")
            self._compressed = Encoding.of([*self.headers, (b"content-encoding", b"gzip")], tag, packed)
        return self._compressed


def _varied(vary: bytes) -> list[bytes]:
    """What an answer varies by but for the origin, which all that is kept is open to alike."""
    return [name for name in vary.split(b", ") if name and name.lower() != b"origin"]
