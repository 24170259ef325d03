"""Mutations of every golden file, as documents and as bytes."""

from hypothesis import strategies as st

from ingest.formats.document import Document
from ingest.formats.media_types import MEDIA_TYPES
from tests.support.golden import golden_files

FILES = [(path.name, path.read_bytes()) for path in golden_files()]
# Bytes that mean something to one format or another.
TOKENS = (
    *(
        b"<",
        b">",
        b"&",
        b'"',
        b"'",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"<!DOCTYPE a [",
        b"<!ENTITY a 'b'>",
        b"&a;",
    ),
    *(
        b"&#xD800;",
        b"&#0;",
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"xmlns='urn:x'",
        b"xml:base='//'",
        b"<h1>",
    ),
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b"null",
        b"1e999",
        b"-0",
        b'{"uri":',
        b"\\ud800",
        b"\x00",
        b"\x01",
        b"\x02",
        b"\x03",
        b"\x16",
    ),
    *(
        b"=?utf-8?q?",
        b"?=",
        b"=?x?b?",
        b"boundary=",
        b"; charset*99999=",
        b"((((",
        b"@",
        b"\r\n",
        b"\n\n",
        b"--",
        b"^<",
    ),
    *(
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b",
        b"\xc3",
        b"\xf0\x9f",
        b"9" * 400,
        b" " * 400,
        b". " * 200,
        b"2026-13-45",
    ),
)


@st.composite
def mutated(draw: st.DrawFn) -> Document:
    """A golden file with parts of it, or of another, cut, moved, repeated or put elsewhere."""
    name, content = draw(st.sampled_from(FILES))
    changed = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(changed)))
        end = min(len(changed), start + draw(st.integers(0, 400)))
        match draw(st.integers(0, 4)):
            case 0:
                del changed[start:end]
            case 1:
                changed[start:start] = draw(st.sampled_from(TOKENS)) * draw(st.sampled_from((1, 3, 50, 2000)))
            case 2:
                changed[start:end] = bytes(changed[start:end]) * draw(st.sampled_from((2, 50, 500)))
            case 3:
                changed[start:end] = draw(st.binary(max_size=8))
            case _:
                other = draw(st.sampled_from(FILES))[1]
                changed[start:start] = other[draw(st.integers(0, len(other))) :]
    media_type = draw(st.sampled_from((None, *MEDIA_TYPES)))
    return Document(
        bytes(changed[:1_000_000]), media_type, name=draw(st.sampled_from((name, None))), source="wire"
    )
