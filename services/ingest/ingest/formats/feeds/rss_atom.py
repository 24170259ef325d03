"""RSS 0.9x to 2.0, RDF and Atom, by feedparser; beside it is read what that does not tell apart."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types

from ingest.content.urls import canonical_url
from ingest.formats.document import Document, DocumentPart, FeedParts, Withdrawal, above_limit
from ingest.formats.feeds.entry import FeedEntry
from ingest.formats.feeds.footer import without_footer
from ingest.formats.feeds.guids import EntryName, Guids
from ingest.formats.feeds.media import entry_media
from ingest.formats.feeds.tree import encoded
from ingest.formats.feeds.wordpress import unpublished
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import embargoes_in, is_embargo
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import dated_url, first_instant, instant
from ingest.formats.values.languages import language_of
from ingest.formats.values.lenient import refused_field
from ingest.formats.values.provenance import guid_id, page_id, source_of
from ingest.formats.values.pub_status import read_with_status
from newsroom.http.problems import ProblemError

_PLACES = Places("guid, id or link", "title", "embargo")
_ENTRIES = ("item", "entry")
# Whole texts, as aggregators of the region have them.
_FULL_TEXTS = ("yandex_full-text", "full-text", "fulltext", "mailru_full-text", "turbo_content", "body")
_PERSONS = (
    "author",
    "creator",
    "name",
    "email",
    "managingeditor",
    "webmaster",
    "contributor",
    "publisher",
    "owner",
)
_LONGEST_PERSON = 1000  # characters
_AUTHORITIES = ("tag:", "urn:", "http://", "https://")
_DATES = ("published", "created", "prism_publicationdate", "dc_issued", "date", "issued", "pdate")


@dataclass(frozen=True, slots=True)
class _Feed:
    """A feed as far as it is about all entries."""

    document: Document
    head: FeedEntry
    link: str | None
    is_atom: bool
    guids: Guids


def read_feed(document: Document) -> FeedParts:
    """Reads all entries, and deletions as withdrawals. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    surplus = _without_surplus(root, document.most)
    _shorten_persons(root)
    parsed = _parsed(root, document)
    entries = [FeedEntry(entry) for entry in parsed.entries]
    if not entries and not len(root):
        raise ProblemError(HTTPStatus.BAD_REQUEST, "The feed breaks off before its first entry.")
    head = FeedEntry(parsed.feed)
    names = [EntryName(entry.guid, _page(entry), entry.text("title")) for entry in entries]
    link = _page(head)
    guids = Guids.of(names, link, document.url)
    feed = _Feed(document, head, link, str(parsed.version).startswith("atom"), guids)
    elements: Sequence[Element | None] = list(xml.descendants(root, *_ENTRIES))
    if len(elements) != len(entries):
        elements = [None] * len(entries)
    read = [_read(entry, element, feed) for entry, element in zip(entries, elements, strict=True)]
    return FeedParts([*read, *surplus, *_deletions(root, feed)], guids.name_articles(names))


def _without_surplus(root: Element, most: int | None) -> Sequence[DocumentPart]:
    """Takes the entries beyond so many out of the feed, since reading them costs most; a refusal of each."""
    elements = [] if most is None else list(xml.descendants(root, *_ENTRIES))[most:]
    for element in elements:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    return [above_limit(most or 0)] * len(elements)


def _shorten_persons(root: Element) -> None:
    """Cuts what is no name of anybody: feedparser looks for addresses in it, in time by its square."""
    for person in xml.descendants(root, *_PERSONS):
        person.text = person.text[:_LONGEST_PERSON] if person.text else person.text


def _parsed(root: Element, document: Document) -> Any:  # Any: feedparser has no types
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": document.url or ""}
    try:
        return feedparser.parse(
            io.BytesIO(encoded(root)),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError, RecursionError) as error:
        # It stumbles over names that are none, for instance.
        raise ProblemError(HTTPStatus.BAD_REQUEST, f"The feed cannot be read: {error}.") from error


def _read(entry: FeedEntry, element: Element | None, feed: _Feed) -> DocumentPart:
    if problem := unpublished(element):
        return refused_field(problem)
    language = entry.language or xml.child_text(element, "language") or xml.attribute(element, "lang")
    link = _page(entry, language or feed.head.language)
    page = canonical_url(link, feed.document.url or feed.link) if link else None
    source_id = feed.guids.name(entry.guid, page)
    html, plain = _body(entry)
    summary = without_footer(entry.text("summary", "subtitle"))
    published = first_instant(*entry.texts(*_DATES), own_zone=feed.document.zone)
    updated = instant(entry.text("updated"), feed.document.zone)
    is_modified = feed.is_atom or (published is not None and updated is not None and updated > published)
    article = ExtractedArticle(
        source_id=source_id,
        origins=_origins(page, entry.text("id"), feed),
        language=language,
        default_language=feed.head.language,
        headline=entry.text("title"),
        is_plain_headline=feed.is_atom and _title_type(element) == "text",
        lead=summary if html and html != summary else None,
        body=plain,
        body_html=html,
        category=next(iter(entry.tags), None),
        tags=entry.tags,
        media=tuple(entry_media(entry, element)),
        # An entry of Atom may have been updated long after it was published.
        published_at=published or (None if feed.is_atom else updated) or dated_url(page, feed.document.zone),
        modified_at=updated if is_modified else None,
        url=page or link,
        base=page or feed.link or feed.document.url,
        translation_of=translation(
            _alternates(entry, element), language or feed.head.language, source_id, feed.document.languages
        ),
        embargoes=embargoes_in(xml.named_texts(element, is_embargo)),
        byline=entry.author,
        rights=entry.text("rights", "copyright") or feed.head.text("rights", "copyright"),
    )
    return read_with_status(article, None, None, feed.document, _PLACES, xml.child_text(element, "status"))


def _title_type(element: Element | None) -> str | None:
    return xml.attribute(xml.child(element, "title"), "type")


def _origins(page: str | None, guid: str | None, feed: _Feed) -> tuple[str | None, ...]:
    """The origins of the feed: its pages, the authority in its names, its title."""
    names = (name for name in (guid, feed.head.text("id")) if name and name.startswith(_AUTHORITIES))
    return (feed.link, page, *names, feed.head.text("title"))


def _page(entry: FeedEntry, own_language: str | None = None) -> str | None:
    """The page of the entry itself: an alternate in another language is another article's."""
    original = entry.text("feedburner_origlink")
    alternates = [link for link in entry.links if link.relation in ("alternate", "")]
    own = language_of(own_language)
    ranked = [
        *(link.href for link in alternates if not link.language),
        *(link.href for link in alternates if own and language_of(link.language) == own),
    ]
    # feedparser takes a guid for a link, also one that is no address.
    guid = entry.text("id") or ""
    return original or next(filter(None, ranked), None) or (guid if guid.startswith("http") else None)


def _body(entry: FeedEntry) -> tuple[str | None, str | None]:
    """As HTML, or as plain text: the longest content, else the full text, else the summary."""
    contents = sorted(entry.contents, key=lambda content: len(content.value), reverse=True)
    if contents:
        best = contents[0]
        return (None, best.value) if best.content_type == "text/plain" else (without_footer(best.value), None)
    return entry.text(*_FULL_TEXTS) or without_footer(entry.text("summary", "subtitle")), None


def _alternates(entry: FeedEntry, element: Element | None) -> Iterator[Alternate]:
    for link in entry.links:
        if link.language and link.relation in ("alternate", ""):
            yield Alternate(link.language, page_id(link.href))
    for other in xml.children(element, "link"):
        language, href = xml.attribute(other, "hreflang"), xml.attribute(other, "href")
        if language and href and (xml.attribute(other, "rel") or "alternate") == "alternate":
            yield Alternate(language, page_id(href))


def _deletions(root: Element, feed: _Feed) -> Iterator[DocumentPart]:
    for deleted in xml.descendants(root, "deleted-entry"):
        source_id = guid_id(xml.attribute(deleted, "ref"))
        if source_id is not None:
            yield Withdrawal(
                source=source_of(feed.document, *_origins(None, source_id, feed)),
                source_id=source_id,
                reason=xml.child_text(deleted, "comment") or "deleted from its feed",
                modified_at=instant(xml.attribute(deleted, "when"), feed.document.zone),
            )
