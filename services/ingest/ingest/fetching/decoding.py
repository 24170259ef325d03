"""Decoding of a response's Content-Encoding, piece by piece, and never beyond a limit. Pure."""

import zlib
from collections.abc import Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it ships no types

ACCEPTED = "gzip, deflate, br"
_PIECE = 256 * 1024  # bytes that one step may give: more would keep the loop from others
_GZIP = 16 + zlib.MAX_WBITS
_ZLIB_METHOD = 8


class UndecodableError(Exception):
    """The body is not what its Content-Encoding says."""


class Decoder(Protocol):
    """Decodes one body."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """The decoded bytes of this piece, in pieces of bounded size. Raises UndecodableError."""
        ...

    def is_whole(self) -> bool:
        """Whether the body may end here."""
        ...


def decoder(encoding: str | None) -> Decoder:
    """Of a Content-Encoding. Raises UndecodableError for one that was not asked for."""
    match (encoding or "identity").strip().lower():
        case "identity" | "":
            return _Identity()
        case "gzip" | "x-gzip":
            return _Zlib(_GZIP)
        case "deflate":
            return _Zlib(None)
        case "br":
            return _Brotli()
        case other:
            raise UndecodableError(f"content encoding {other} was not asked for")


class _Identity:
    """Passes a body on as it is."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        yield piece

    def is_whole(self) -> bool:
        return True


class _Zlib:
    """Decodes gzip, of several members too; or deflate, which some servers send without zlib's header."""

    def __init__(self, window_bits: int | None) -> None:
        self._bits = window_bits
        self._stream = zlib.decompressobj(window_bits) if window_bits else None
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        try:
            yield from self._inflated(piece)
        except zlib.error as error:
            raise UndecodableError(f"the compressed body is broken: {error}") from error

    def is_whole(self) -> bool:
        return not self._begun or self._stream is None or self._stream.eof

    def _inflated(self, waiting: bytes) -> Iterator[bytes]:
        while waiting:
            self._begun = True
            if self._stream is None:
                self._stream = zlib.decompressobj(_deflate_bits(waiting[0]))
            elif self._stream.eof:
                if self._bits != _GZIP:
                    return  # what follows deflate's end is padding
                self._stream = zlib.decompressobj(_GZIP)
            if given := self._stream.decompress(waiting, _PIECE):
                yield given
            waiting = self._stream.unconsumed_tail or self._stream.unused_data.lstrip(b"\0")


def _deflate_bits(first: int) -> int:
    return zlib.MAX_WBITS if first & 0x0F == _ZLIB_METHOD else -zlib.MAX_WBITS


class _Brotli:
    """Decodes Brotli."""

    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, piece: bytes) -> Iterator[bytes]:
        self._begun = True
        try:
            given: bytes = self._stream.process(piece, output_buffer_limit=_PIECE)
            while given:
                yield given
                given = self._stream.process(b"", output_buffer_limit=_PIECE)
        except brotli.error as error:
            raise UndecodableError(f"the compressed body is broken: {error}") from error

    def is_whole(self) -> bool:
        return not self._begun or bool(self._stream.is_finished())
