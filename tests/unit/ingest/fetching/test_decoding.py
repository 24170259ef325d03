import gzip
import zlib

import brotli  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetching.decoding import UndecodableError, decoder

TEXT = b"A ship has left the port. " * 100
RAW_DEFLATE = zlib.compress(TEXT)[2:-4]


def decoded(encoding: str | None, body: bytes, size: int) -> tuple[bytes, bool]:
    decode = decoder(encoding)
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(part for piece in pieces for part in decode.feed(piece)), decode.is_whole()


ENCODED = {
    None: TEXT,
    "gzip": gzip.compress(TEXT),
    "x-gzip": gzip.compress(TEXT[:50]) + gzip.compress(TEXT[50:]),
    "deflate": zlib.compress(TEXT),
    "Deflate": RAW_DEFLATE,
    "br": brotli.compress(TEXT),
}


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("encoding", ENCODED)
def test_every_encoding_in_pieces_of_any_size(encoding: str | None, size: int) -> None:
    assert decoded(encoding, ENCODED[encoding], size) == (TEXT, True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_breaks_off_is_not_whole(encoding: str) -> None:
    assert not decoded(encoding, ENCODED[encoding][:-9], 50)[1]


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress"])
def test_what_was_not_asked_for_is_not_read(encoding: str) -> None:
    with pytest.raises(UndecodableError):
        decoder(encoding)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_bomb_goes_off_in_small_pieces(encoding: str) -> None:
    zeros = b"\0" * 30_000_000
    body = gzip.compress(zeros) if encoding == "gzip" else brotli.compress(zeros, quality=5)
    first = next(decoder(encoding).feed(body))
    assert 0 < len(first) <= 1_000_000


@given(st.sampled_from(["gzip", "deflate", "br"]), st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(encoding: str, body: bytes) -> None:
    try:
        decoded(encoding, body, 64)
    except UndecodableError as refused:
        assert str(refused)
