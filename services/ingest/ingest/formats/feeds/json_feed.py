"""JSON Feed 1 and 1.1."""

from collections.abc import Iterator, Sequence

from ingest.content.urls import canonical_url
from ingest.formats.document import Document, DocumentPart, FeedParts
from ingest.formats.feeds.guids import EntryName, Guids
from ingest.formats.syntax.json_node import Node, loaded
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import embargoes_of
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import dated_url, first_instant
from ingest.formats.values.lenient import draft_of, skipped
from ingest.formats.values.provenance import guid_id, page_id
from ingest.formats.values.renditions import media_kind

_PLACES = Places("id or url", "title", "embargo")


def read_json_feed(document: Document) -> Sequence[DocumentPart] | FeedParts:
    """Reads all items. Raises ProblemError where it is no JSON."""
    feed = Node.of(loaded(document))
    if feed is None:
        return [skipped("A JSON Feed is one JSON object.")]
    items = list(feed.nodes("items"))
    names = [EntryName(_guid(item), _link(item), item.text("title")) for item in items]
    guids = Guids.of(names, feed.text("home_page_url", "feed_url"), None)
    return FeedParts([_read(item, feed, document, guids) for item in items], guids.name_articles(names))


def _read(item: Node, feed: Node, document: Document, guids: Guids) -> DocumentPart:
    home = feed.text("home_page_url", "feed_url")
    link = _link(item)
    page = canonical_url(link, home or document.url) if link else None
    source_id = guids.name(_guid(item), page)
    language, default = item.text("language"), feed.text("language")
    html = item.text("content_html")
    plain = None if html else item.text("content_text")
    published = first_instant(item.text("date_published"), own_zone=document.zone)
    modified = first_instant(item.text("date_modified"), own_zone=document.zone)
    article = ExtractedArticle(
        source_id=source_id,
        origins=(home, page, feed.text("title")),
        language=language,
        default_language=default,
        headline=item.text("title"),
        lead=item.text("summary") if html or plain else None,
        body=plain or (None if html else item.text("summary")),
        body_html=html,
        category=item.text("tags"),
        tags=item.texts("tags"),
        media=tuple(_media(item)),
        published_at=published or dated_url(page, document.zone),
        modified_at=modified,
        url=page or link,
        base=page or home or document.url,
        translation_of=translation(_alternates(item), language or default, source_id, document.languages),
        embargoes=embargoes_of(item),
        byline=", ".join(name for author in item.nodes("authors", "author") if (name := author.text("name")))
        or None,
    )
    return draft_of(article, document, _PLACES)


def _guid(item: Node) -> str | None:
    return item.text("id")


def _link(item: Node) -> str | None:
    return item.text("url", "external_url")


def _media(item: Node) -> Iterator[ExtractedMedia]:
    if image := item.text("image", "banner_image"):
        yield ExtractedMedia(url=image)
    for attachment in item.nodes("attachments"):
        url = attachment.text("url")
        if kind := media_kind(attachment.text("mime_type"), url):
            yield ExtractedMedia(kind=kind, url=url, caption=attachment.text("title"))


def _alternates(item: Node) -> Iterator[Alternate]:
    """No part of the format; written as an extension by those that have several languages."""
    for alternate in item.nodes("_translations", "translations", "alternates"):
        yield Alternate(
            alternate.text("language", "hreflang"),
            guid_id(alternate.text("id")) or page_id(alternate.text("url", "href")),
        )
