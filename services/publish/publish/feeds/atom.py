"""Atom 1.0 (RFC 4287)."""

from collections.abc import Sequence

from newsroom.events.live import PublicArticle
from publish.feeds.attachments import attachments
from publish.feeds.content import content_html
from publish.feeds.edition import FeedEdition
from publish.feeds.elements import Element, child, optional, root, written
from publish.feeds.hreflang import Alternate, alternates
from publish.feeds.timestamps import internet_time, modified
from publish.feeds.uris import ascii_uri
from publish.feeds.urns import article_urn

MEDIA_TYPE = "application/atom+xml"
_PAGE = "text/html"
_TAG_SCHEME = "urn:newsroom:tags"
_CATEGORY_SCHEME = "urn:newsroom:categories"


def atom(edition: FeedEdition) -> bytes:
    """The feed, with each variant as an alternate link in its language."""
    feed = root("atom:feed", default="atom", xml_lang=edition.language)
    child(feed, "atom:id", edition.id)
    child(feed, "atom:title", edition.title)
    child(feed, "atom:updated", internet_time(edition.updated))
    child(child(feed, "atom:author"), "atom:name", edition.publisher)
    child(feed, "atom:link", rel="self", type=MEDIA_TYPE, href=edition.address)
    child(feed, "atom:link", rel="hub", href=edition.hub)
    child(feed, "atom:link", rel="alternate", type=_PAGE, hreflang=edition.language, href=edition.home)
    for article in edition.articles:
        _entry(feed, article, edition.languages)
    return written(feed)


def _entry(feed: Element, article: PublicArticle, languages: Sequence[str]) -> None:
    entry = child(feed, "atom:entry", xml_lang=article.language)
    child(entry, "atom:id", article_urn(article.id))
    child(entry, "atom:title", article.headline)
    child(entry, "atom:published", internet_time(article.first_published_at))
    child(entry, "atom:updated", internet_time(modified(article)))
    if article.byline:
        child(child(entry, "atom:author"), "atom:name", article.byline)
    _pages(entry, article, languages)
    for attached in attachments(article.media):
        caption = attached.medium.caption
        child(entry, "atom:link", rel="enclosure", type=attached.media_type, title=caption, href=attached.url)
    if article.category:
        child(entry, "atom:category", term=article.category, scheme=_CATEGORY_SCHEME)
    for tag in article.tags:
        child(entry, "atom:category", term=tag.id, scheme=_TAG_SCHEME, label=tag.label)
    optional(entry, "atom:summary", article.lead)
    optional(entry, "atom:content", content_html(article), type="html")
    optional(entry, "atom:rights", article.rights)


def _pages(entry: Element, article: PublicArticle, languages: Sequence[str]) -> None:
    """One alternate link a language; readers take the first for the entry's own, or the last: both are."""
    own = Alternate(article.language, article.url, article.headline)
    others = [page for page in alternates(article, languages) if page.hreflang != article.language]
    for page in (own, *others):
        _page(entry, page.url, hreflang=page.hreflang, title=page.headline)
    if others:
        _page(entry, own.url)  # without a language, since a language must not come twice


def _page(entry: Element, url: str, **attributes: str) -> None:
    child(entry, "atom:link", rel="alternate", type=_PAGE, href=ascii_uri(url), **attributes)
