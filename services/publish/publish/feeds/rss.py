"""RSS 2.0, as the RSS Advisory Board's profile has it, with Atom, Dublin Core, Content and Media RSS."""

from collections.abc import Sequence

from newsroom.events.articles import MediaKind
from newsroom.events.live import PublicArticle
from publish.feeds.attachments import Attachment, attachments
from publish.feeds.content import content_html
from publish.feeds.edition import FeedEdition
from publish.feeds.elements import Element, child, optional, root, written
from publish.feeds.hreflang import Alternate, alternates
from publish.feeds.timestamps import internet_time, mail_time, modified
from publish.feeds.uris import ascii_uri
from publish.feeds.urns import article_urn

MEDIA_TYPE = "application/rss+xml"
_MEDIUM: dict[MediaKind, str] = {"photo": "image", "video": "video", "audio": "audio", "document": "document"}
# The profile's value for a size that is not known.
_UNKNOWN_LENGTH = 0


def rss(edition: FeedEdition) -> bytes:
    """The feed. An item's `guid` stays when the article is corrected, and `dcterms:modified` moves."""
    document = root("rss", "atom", "content", "dc", "dcterms", "media", version="2.0")
    feed = child(document, "channel")
    child(feed, "title", edition.title)
    child(feed, "link", edition.home)
    child(feed, "description", edition.title)
    child(feed, "language", edition.language)
    child(feed, "lastBuildDate", mail_time(edition.updated))
    child(feed, "atom:link", rel="self", type=MEDIA_TYPE, href=edition.address)
    child(feed, "atom:link", rel="hub", href=edition.hub)
    for article in edition.articles:
        _item(feed, article, edition.languages)
    return written(document)


def _item(feed: Element, article: PublicArticle, languages: Sequence[str]) -> None:
    item = child(feed, "item")
    child(item, "title", article.headline)
    # Above the item's own link: some readers take the last one for it.
    for page in alternates(article, languages):
        if page.hreflang != article.language:
            _alternate(item, page)
    child(item, "link", ascii_uri(article.url))
    child(item, "guid", article_urn(article.id), isPermaLink="false")
    child(item, "pubDate", mail_time(article.first_published_at))
    child(item, "dcterms:modified", internet_time(modified(article)))
    child(item, "dc:language", article.language)
    optional(item, "dc:creator", article.byline)
    optional(item, "dc:rights", article.rights)
    optional(item, "category", article.category)
    for tag in article.tags:
        child(item, "category", tag.label, domain="urn:newsroom:tags")
    optional(item, "description", article.lead)
    optional(item, "content:encoded", content_html(article))
    attached = attachments(article.media)
    _enclosure(item, attached)
    for medium in attached:
        _media_content(item, medium)


def _alternate(item: Element, page: Alternate) -> None:
    """The same news in another language; RSS has no word for it, and Atom's is understood."""
    child(
        item,
        "atom:link",
        rel="alternate",
        type="text/html",
        hreflang=page.hreflang,
        title=page.headline,
        href=ascii_uri(page.url),
    )


def _enclosure(item: Element, attached: list[Attachment]) -> None:
    """The first alone: readers do not agree on several."""
    for first in attached[:1]:
        child(item, "enclosure", url=first.url, length=_UNKNOWN_LENGTH, type=first.media_type)


def _media_content(item: Element, attached: Attachment) -> None:
    medium = attached.medium
    content = child(
        item,
        "media:content",
        url=attached.url,
        type=attached.media_type,
        medium=_MEDIUM[medium.kind],
        width=medium.width,
        height=medium.height,
    )
    optional(content, "media:description", medium.caption, type="plain")
    optional(content, "media:credit", medium.credit)
