"""Reading of a document: its format recognised, the adapter of that format called."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from importlib import import_module

from ingest.formats.detect import recognise
from ingest.formats.document import Document, DocumentPart, Doubted, FeedParts, FormatAdapter, above_limit
from ingest.formats.links import PageLinks, Sitemap
from ingest.formats.local_times import with_local_times
from ingest.formats.media_types import MEDIA_TYPES, Format
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

_GZIP = b"\x1f\x8b"
_LARGEST = 64_000_000  # bytes, once unpacked

# Loaded when they are first needed: a newsroom that reads no pages has no use for the 20 MB that read them.
_ADAPTERS: Mapping[Format, tuple[str, str]] = {
    Format.NATIVE: ("json.native", "read_native"),
    Format.NINJS: ("json.ninjs", "read_ninjs"),
    Format.AP_MEDIA: ("json.ap_media", "read_ap_media"),
    Format.NEWSML_G2: ("xml.newsml_g2", "read_newsml_g2"),
    Format.NEWSML: ("xml.newsml", "read_newsml"),
    Format.NITF: ("xml.nitf", "read_nitf"),
    Format.RITZAU: ("xml.ritzau", "read_ritzau"),
    Format.CANADIAN_PRESS: ("xml.canadian_press", "read_canadian_press"),
    Format.FEED: ("feeds.rss_atom", "read_feed"),
    Format.JSON_FEED: ("feeds.json_feed", "read_json_feed"),
    Format.SITEMAP: ("feeds.sitemap", "read_sitemap"),
    Format.PAGE: ("web.page", "read_page"),
    Format.MAIL: ("text.mail", "read_mail"),
    Format.IPTC7901: ("text.iptc7901", "read_iptc7901"),
    Format.ANPA1312: ("text.anpa1312", "read_anpa1312"),
    Format.PRESS_RELEASE: ("text.press_release", "read_press_release"),
}
# These carry many articles by their nature, however many they hold today.
_COLLECTIONS = frozenset({Format.FEED, Format.JSON_FEED, Format.SITEMAP})


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The parts of a document, in their order. A collection is answered with one line an article.

    Without `names_by_guid` it is a feed whose guids are no names of articles.
    """

    format: str
    parts: tuple[DocumentPart, ...]
    is_collection: bool
    names_by_guid: bool = True


def read(document: Document) -> ParsedDocument:
    """Reads a document of any format. Slow: call it in a thread. Raises ProblemError where it cannot."""
    document = unpacked(document)
    kind = recognise(document)
    if kind is None:
        raise _unknown()
    feed = _read_as(kind, document)
    found = with_local_times(feed.parts, document, lambda again: _read_as(kind, again).parts)
    parts = tuple(found if document.most is None else _within(found, document.most))
    is_collection = len(parts) != 1 or kind in _COLLECTIONS
    return ParsedDocument(kind.value, parts, is_collection, feed.names_by_guid)


def _read_as(kind: Format, document: Document) -> FeedParts:
    try:
        found = adapter(kind)(document)
    except RecursionError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        raise ProblemError(status, "This document is nested too deeply to be read.") from error
    return found if isinstance(found, FeedParts) else FeedParts(found)


def _within(parts: Sequence[DocumentPart], most: int) -> Iterator[DocumentPart]:
    """The parts; one refusal, which costs nothing to carry, stands for all articles beyond so many."""
    surplus, articles = above_limit(most), 0
    for part in parts:
        articles += isinstance(part, ArticleDraft | Doubted)
        yield surplus if articles > most and isinstance(part, ArticleDraft | Doubted) else part


def read_links(document: Document, pattern: str | None) -> Sitemap | PageLinks:
    """Links of a page in the form of `pattern`; without one those of a sitemap. Raises ProblemError."""
    if pattern is None:
        sitemap: Sitemap = import_module("ingest.formats.feeds.sitemap").sitemap_links(unpacked(document))
        return sitemap
    links: PageLinks = import_module("ingest.formats.web.links").page_links(document, pattern)
    return links


def adapter(kind: Format) -> FormatAdapter:
    """The adapter of a format, imported when it is first needed."""
    module, name = _ADAPTERS[kind]
    read_format: FormatAdapter = getattr(import_module(f"ingest.formats.{module}"), name)
    return read_format


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
