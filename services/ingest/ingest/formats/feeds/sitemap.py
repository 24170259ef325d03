"""News sitemaps: headlines and dates of pages, and where the pages are."""

from collections.abc import Iterator, Sequence

from ingest.content.urls import canonical_url
from ingest.formats.document import Document, DocumentPart
from ingest.formats.links import Sitemap, SitemapLink
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import first_instant, instant
from ingest.formats.values.lenient import draft_of, skipped
from ingest.formats.values.provenance import page_id

_NEWS = b"sitemap-news"  # in the namespace of news sitemaps
_PLACES = Places("loc", "news:title")


def read_sitemap(document: Document) -> Sequence[DocumentPart]:
    """Reads the pages that are news. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    if xml.local(root).lower() == "sitemapindex":
        return [skipped("A sitemap index lists sitemaps and has no article in it: send those.")]
    pages = [
        (page, news) for page in xml.children(root, "url") if (news := xml.child(page, "news")) is not None
    ]
    if not pages:
        return [skipped("No page of this sitemap says that it is news (news:news): send the pages.")]
    return [_read(page, news, document) for page, news in pages]


def sitemap_links(document: Document) -> Sitemap:
    """All pages of a sitemap, or sitemaps of an index. Raises ProblemError."""
    root = xml.parsed(document)
    links = (
        SitemapLink(url, instant(xml.child_text(element, "lastmod"), document.zone))
        for element in xml.children(root, "url", "sitemap")
        if (url := canonical_url(xml.child_text(element, "loc") or "", document.url))
    )
    is_index = xml.local(root).lower() == "sitemapindex"
    return Sitemap(tuple(links), is_index, has_news=_NEWS in document.content)


def _read(page: Element, news: Element, document: Document) -> DocumentPart:
    url = canonical_url(xml.child_text(page, "loc") or "", document.url)
    language = xml.child_text(news, "publication", "language")
    keywords = (xml.child_text(news, "keywords") or "").split(",")
    published = first_instant(xml.child_text(news, "publication_date"), own_zone=document.zone)
    modified = instant(xml.child_text(page, "lastmod"), document.zone)
    article = ExtractedArticle(
        source_id=page_id(url),
        origins=(url, xml.child_text(news, "publication", "name")),
        language=None,
        default_language=language,
        headline=xml.child_text(news, "title"),
        tags=tuple(keywords),
        media=tuple(_media(page)),
        published_at=published or modified,
        modified_at=modified
        if published is None or (modified is not None and modified > published)
        else None,
        url=url,
        base=url,
        translation_of=translation(_alternates(page), language, page_id(url), document.languages),
    )
    return draft_of(article, document, _PLACES)


def _media(page: Element) -> Iterator[ExtractedMedia]:
    for image in xml.children(page, "image"):
        caption = xml.child_text(image, "caption") or xml.child_text(image, "title")
        yield ExtractedMedia(url=xml.child_text(image, "loc"), caption=caption)
    for video in xml.children(page, "video"):
        url = xml.child_text(video, "content_loc") or xml.child_text(video, "player_loc")
        yield ExtractedMedia(kind="video", url=url, caption=xml.child_text(video, "title"))


def _alternates(page: Element) -> Iterator[Alternate]:
    for link in xml.children(page, "link"):
        if (xml.attribute(link, "rel") or "alternate").lower() == "alternate":
            yield Alternate(xml.attribute(link, "hreflang"), page_id(xml.attribute(link, "href")))
