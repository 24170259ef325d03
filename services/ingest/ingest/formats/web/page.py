"""An article's page: what it says of itself in JSON-LD and OpenGraph, and its text by trafilatura."""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

import lxml.html
from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement
from trafilatura import extract

from ingest.content.urls import canonical_url
from ingest.formats.document import Document, DocumentPart
from ingest.formats.doubts.pages import PageSigns, doubt_of_page, is_code
from ingest.formats.syntax.charset import decoded
from ingest.formats.values import texts
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import embargoes_in
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import dated_url, first_instant, instant
from ingest.formats.values.lenient import draft_of, skipped
from ingest.formats.values.provenance import page_id
from ingest.formats.web.json_ld import LdArticle, article_in

_PLACES = Places("the page's address, in link rel=canonical or og:url", "headline in JSON-LD, og:title or h1")
# They log what they cannot read as errors; here that is an answer.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)

_LARGEST = 5_000_000  # characters; no article's page is larger
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_SITE_IN_TITLE = re.compile(r"(?<=\S)\s++[|–—•·:»-]++\s++[^|–—•·»]{2,60}$")
_START_TAG = re.compile(r"<[A-Za-z][^<>]{400,}+")  # as many characters as could hold many attributes
_MOST_ATTRIBUTES = 2000  # of one element: libxml2 compares each with all others
_PARTING = "|–—•·:»-"
_MOSTLY = 0.6
_TEASER = 600  # characters; what the metadata have is rarely the whole text then
_DATES = (
    *(
        "article:published_time",
        "og:article:published_time",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
    ),
    *("dcterms.created", "pubdate", "publishdate", "sailthru.date", "parsely-pub-date", "publication_date"),
)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page's head, by name in lower case; of several the first."""

    root: HtmlElement
    html: str
    metas: dict[str, str]

    def meta(self, *names: str) -> str | None:
        return next((value for name in names if (value := self.metas.get(name))), None)

    def links(self, relation: str) -> Iterator[HtmlElement]:
        for link in self.root.iter("link"):
            if relation in (link.get("rel") or "").lower().split():
                yield link


def read_page(document: Document) -> Sequence[DocumentPart]:
    """Reads the page's article. Raises ProblemError where it is too large."""
    text = texts.clean(_DECLARATION.sub("", decoded(document.content, document.charset)))
    if any(len(tag[0].split()) > _MOST_ATTRIBUTES for tag in _START_TAG.finditer(text)):
        return [skipped(f"An element of the page has more than {_MOST_ATTRIBUTES:,} attributes.")]
    root = _parsed(text) if len(text) <= _LARGEST else None
    if root is None or is_code(text):
        return [skipped("It is no page of HTML that can be read.")]
    page = _Page(root, text, _metas(root))
    article = article_in(root, page_id(_own_address(page, document)), document.zone)
    doubt = doubt_of_page(_signs(page, article))
    return [draft_of(_found(page, article, document), document, _PLACES, *([doubt] if doubt else []))]


def _signs(page: _Page, article: LdArticle) -> PageSigns:
    """Signs of what the page is; its text is looked at only where it does not call itself an article."""
    is_declared = article.headline is not None or (page.meta("og:type") or "").lower() == "article"
    titles = [" ".join(" ".join(element.itertext()).split()) for element in page.root.iter("title", "h1")]
    shown = () if is_declared else page.root.iter("p", "div", "span", "li", "td", "h1", "h2", "body")
    words = (" ".join(filter(None, [element.text, element.tail])) for element in shown)
    inputs = (field.get("type") or "" for field in page.root.iter("input"))
    return PageSigns(
        titles=[title for title in titles if title],
        text=" ".join(" ".join(words).split()),
        has_password=any(kind.lower() == "password" for kind in inputs),
        refreshes="refresh" in page.metas,
        is_declared=is_declared,
    )


def _found(page: _Page, article: LdArticle, document: Document) -> ExtractedArticle:
    url = _own_address(page, document) or (_page_address(article.url, None) if article.url else None)
    language = _language(page, article)
    source_id = page_id(url)
    lead = article.lead or page.meta("og:description", "description", "twitter:description")
    plain, html = _text(page, article)
    return ExtractedArticle(
        source_id=source_id,
        origins=(url, page.meta("og:site_name"), article.publisher),
        default_language=language,
        headline=_headline(page, article),
        lead=lead if html or plain else None,
        body=plain or (None if html else lead),
        body_html=html,
        category=article.section or page.meta("article:section"),
        tags=(*article.tags, *_keywords(page)),
        media=article.media or tuple(_pictures(page)),
        published_at=article.published_at or _published(page, url, document.zone),
        modified_at=article.modified_at
        or instant(page.meta("article:modified_time", "og:updated_time"), document.zone),
        url=url,
        base=url or document.url,
        translation_of=translation(_alternates(page, article), language, source_id, document.languages),
        byline=article.byline or page.meta("author", "article:author_name", "parsely-author", "dc.creator"),
        dateline=article.dateline,
        embargoes=(*article.embargoes, *embargoes_in(_named_metas(page.root))),
    )


def _parsed(text: str) -> HtmlElement | None:
    if not text.strip():
        return None
    try:
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return root if isinstance(root, HtmlElement) else None


def _metas(root: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name.strip().lower(), content)
    return metas


def _named_metas(root: HtmlElement) -> Iterator[tuple[str, str]]:
    """Names and contents of all metadata, in any of the ways in which they are named."""
    for meta in root.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        yield name, meta.get("content") or ""


def _own_address(page: _Page, document: Document) -> str | None:
    """As the page's links or its sender say, unless that is but the site's front page."""
    base = document.url or page.meta("og:url")
    written = [
        *(address.get("href") for address in page.links("canonical")),
        page.meta("og:url"),
        document.url,
    ]
    return next(
        (page_address for address in written if address and (page_address := _page_address(address, base))),
        None,
    )


def _page_address(written: str, base: str | None) -> str | None:
    address = canonical_url(written, base)
    return address if address and address.partition("://")[2].partition("/")[2] else None


def _language(page: _Page, article: LdArticle) -> str | None:
    declared = page.root.get("lang") or page.root.get("{http://www.w3.org/XML/1998/namespace}lang")
    named = page.meta("content-language", "language", "og:locale", "dc.language")
    return article.language or declared or page.root.get("xml:lang") or named


def _headline(page: _Page, article: LdArticle) -> str | None:
    headings = [text for element in page.root.iter("h1") if (text := " ".join(element.itertext()).strip())]
    title = " ".join(" ".join(element.itertext()) for element in page.root.iter("title")).strip()
    og_title = page.meta("og:title", "twitter:title")
    # A page with one h1 has its headline there; og:title may have the site's name behind it.
    heading = headings[0] if len(headings) == 1 else None
    if og_title and heading and og_title.startswith(heading):
        og_title = heading
    return article.headline or _without_site(og_title, page) or heading or _without_site(title, page)


def _without_site(title: str | None, page: _Page) -> str | None:
    if not title:
        return None
    site = page.meta("og:site_name")
    if site:
        shorter = _without_end(title.rstrip(), site)
        if shorter:
            return shorter
    return _SITE_IN_TITLE.sub("", title) if "|" in title or site is None else title


def _without_end(title: str, site: str) -> str | None:
    """The title without its site, where that stands behind a mark at its end."""
    if title[-len(site) :].casefold() != site.casefold():
        return None
    before = title[: -len(site)].rstrip()
    shorter = before.rstrip(_PARTING)
    return shorter.rstrip() if shorter != before else None


def _text(page: _Page, article: LdArticle) -> tuple[str | None, str | None]:
    """Plain or HTML. JSON-LD has the text without anything around it, but often as one paragraph."""
    written = texts.paragraphs(texts.unescaped(article.body)) if article.body else None
    extracted = _extracted(page)
    if written is None:
        return None, extracted
    shown = texts.line(extracted) or ""
    if texts.looks_like_html(article.body or "") and texts.as_html(article.body):
        return None, article.body
    if len(shown) > len(written) / _MOSTLY and len(written) < _TEASER:
        return None, extracted
    is_one_block = "\n" not in written
    if extracted and (is_one_block or len(shown) > len(written)) and len(shown) > _MOSTLY * len(written):
        return (None, extracted) if len(shown) < len(written) / _MOSTLY else (written, None)
    return written, None


def _extracted(page: _Page) -> str | None:
    try:
        extracted = extract(
            page.html,
            output_format="html",
            include_comments=False,
            include_formatting=True,
            include_images=True,
            include_links=True,
            include_tables=True,
        )
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, etree.LxmlError):
        # It stumbles over some broken pages; their metadata is still worth having.
        return None
    # The page's heading is the headline, and not to be told twice.
    return texts.inner_body(texts.without_element(extracted or "", "h1"))


def _published(page: _Page, url: str | None, zone: tzinfo | None) -> datetime | None:
    times = [element.get("datetime") for element in page.root.iter("time") if element.get("datetime")]
    declared = first_instant(*(page.metas.get(name) for name in _DATES), *times[:1], own_zone=zone)
    return declared or dated_url(url, zone) or instant(_guessed_date(page), zone)


def _guessed_date(page: _Page) -> str | None:
    try:
        return find_date(page.html, original_date=True, extensive_search=False)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError, etree.LxmlError):
        return None


def _keywords(page: _Page) -> Iterator[str]:
    for meta in page.root.iter("meta"):
        if (meta.get("property") or "").lower() == "article:tag" and (content := meta.get("content")):
            yield content
    yield from re.split("[,;]", page.meta("news_keywords") or "")


def _pictures(page: _Page) -> Iterator[ExtractedMedia]:
    if image := page.meta("og:image:secure_url", "og:image", "og:image:url", "twitter:image"):
        yield ExtractedMedia(url=image, caption=page.meta("og:image:alt"))


def _alternates(page: _Page, article: LdArticle) -> Iterator[Alternate]:
    yield from article.alternates
    for link in page.links("alternate"):
        language, href = link.get("hreflang"), link.get("href")
        # Alternates of other types are feeds and the like.
        if language and href and "xml" not in (link.get("type") or ""):
            yield Alternate(language, page_id(href, page.meta("og:url")))
