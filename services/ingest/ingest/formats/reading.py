"""From a document to what it says: its format recognised, its adapter called."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus

from ingest.formats.document import Adapter, Document, Read
from ingest.formats.feeds import read_feed
from ingest.formats.iptc7901 import read_iptc7901
from ingest.formats.json_feed import read_json_feed
from ingest.formats.kinds import MEDIA_TYPES, Format
from ingest.formats.mail import read_mail
from ingest.formats.native import read_native
from ingest.formats.newsml import read_newsml
from ingest.formats.newsml_g2 import read_newsml_g2
from ingest.formats.ninjs import read_ninjs
from ingest.formats.nitf import read_nitf
from ingest.formats.page import read_page
from ingest.formats.sitemap import read_sitemap
from ingest.formats.sniffing import recognise
from newsroom.runtime.problems import ProblemError

_GZIP = b"\x1f\x8b"
_LARGEST = 64_000_000  # bytes, once unpacked

ADAPTERS: Mapping[Format, Adapter] = {
    Format.NATIVE: read_native,
    Format.NINJS: read_ninjs,
    Format.NEWSML_G2: read_newsml_g2,
    Format.NEWSML: read_newsml,
    Format.NITF: read_nitf,
    Format.FEED: read_feed,
    Format.JSON_FEED: read_json_feed,
    Format.SITEMAP: read_sitemap,
    Format.PAGE: read_page,
    Format.MAIL: read_mail,
    Format.IPTC7901: read_iptc7901,
}
# What carries many articles by its nature, however many it holds today.
_COLLECTIONS = frozenset({Format.FEED, Format.JSON_FEED, Format.SITEMAP})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document says, in its order. A collection is answered with one line an article."""

    format: str
    articles: tuple[Read, ...]
    is_collection: bool


def read(document: Document) -> Reading:
    """Reads a document of any format. Slow: call it in a thread. Raises ProblemError where it cannot."""
    document = unpacked(document)
    found = recognise(document)
    if found is None or found not in ADAPTERS:
        raise _unknown()
    articles = tuple(ADAPTERS[found](document))
    return Reading(found.value, articles, len(articles) != 1 or found in _COLLECTIONS)


def unpacked(document: Document) -> Document:
    """The document, whose bytes may be gzip's. Raises ProblemError."""
    if not document.content.startswith(_GZIP):
        return document
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacker.decompress(document.content, _LARGEST)
    except zlib.error as error:
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"The gzip file is broken: {error}.") from error
    if unpacker.unconsumed_tail:
        raise ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Unpacked, a document may have up to {_LARGEST:,} bytes."
        )
    return replace(document, content=content, name=(document.name or "").removesuffix(".gz") or None)


def _unknown() -> ProblemError:
    return ProblemError(
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        f"This is in no format that is read here. Send {', '.join(MEDIA_TYPES[:-1])} or {MEDIA_TYPES[-1]}.",
    )
