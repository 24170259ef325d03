"""schema.org's news articles in JSON-LD, wherever a page has them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml.html import HtmlElement
from pydantic import JsonValue

from ingest.formats.syntax.json_node import Node, listed
from ingest.formats.values.alternates import Alternate
from ingest.formats.values.embargo_fields import embargoes_in
from ingest.formats.values.extracted import ExtractedMedia
from ingest.formats.values.instants import first_instant
from ingest.formats.values.provenance import page_id
from ingest.formats.web.json_ld_graph import Members, filled, named_in

_ARTICLES = re.compile(r"(?:.*/)?(?:\w*NewsArticle|Report\w*|Article|\w*BlogPosting)")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class LdArticle:
    """A news article's metadata."""

    headline: str | None = None
    lead: str | None = None
    body: str | None = None
    language: str | None = None
    url: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    media: tuple[ExtractedMedia, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    byline: str | None = None
    publisher: str | None = None
    dateline: str | None = None
    alternates: tuple[Alternate, ...] = ()
    embargoes: tuple[str, ...] = ()


_NO_ARTICLE = LdArticle()


def article_in(page: HtmlElement, address: str | None, zone: tzinfo | None = None) -> LdArticle:
    """The page's article: that of its address, news before others, whole ones before mentions."""
    scripts = list(_scripts(page))
    named = named_in(scripts)
    nodes = [node for script in scripts for node in _nodes(script, named, 0) if _is_article(node)]
    articles = {index: _article(node, zone) for index, node in enumerate(nodes)}

    def rank(index: int) -> tuple[bool, bool, bool, int]:
        return _is_at(articles[index], address), *_weight(nodes[index])

    return articles[max(articles, key=rank)] if articles else _NO_ARTICLE


def _is_at(article: LdArticle, address: str | None) -> bool:
    return address is not None and page_id(article.url, address) == address


def _scripts(page: HtmlElement) -> Iterator[JsonValue]:
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = _without_comments(script.text or "")
        for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
            try:
                yield json.loads(attempt, strict=False)
                break
            except (ValueError, RecursionError):
                continue


def _without_comments(text: str) -> str:
    """The JSON within the comments and CDATA marks that pages put around it, in many spellings."""
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    starts = [start for start in (text.find("{"), text.find("[")) if start >= 0]
    return text[min(starts, default=0) : max(text.rfind("}"), text.rfind("]")) + 1]


def _nodes(value: JsonValue, named: Mapping[str, Members], depth: int) -> Iterator[Node]:
    """All objects of a script, also in arrays, graphs and as a page's main entity."""
    for one in listed(value):
        node = Node.of(filled(one, named))
        if node is None or depth > _DEEPEST:
            continue
        yield node
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            yield from _nodes(node.raw(name), named, depth + 1)


def _is_article(node: Node) -> bool:
    return any(_ARTICLES.fullmatch(kind) for kind in node.texts("@type"))


def _weight(node: Node) -> tuple[bool, bool, int]:
    is_news = any("News" in kind or "Report" in kind for kind in node.texts("@type"))
    return "headline" in node or "name" in node, is_news, len(node.text("articleBody") or "")


def _article(node: Node, zone: tzinfo | None) -> LdArticle:
    main = node.node("mainEntityOfPage")
    return LdArticle(
        headline=node.text("headline", "name", "alternativeHeadline"),
        lead=node.text("description", "abstract"),
        body=node.text("articleBody", "text"),
        language=node.text("inLanguage") or _name(node, "inLanguage"),
        url=(main.text("@id", "url") if main else node.text("mainEntityOfPage")) or node.text("url", "@id"),
        section=node.text("articleSection"),
        tags=tuple(_tags(node)),
        media=tuple(media for media in _media(node) if media.url),
        published_at=first_instant(*node.texts("datePublished"), *node.texts("dateCreated"), own_zone=zone),
        modified_at=first_instant(*node.texts("dateModified"), own_zone=zone),
        byline=_people(node),
        publisher=_name(node, "publisher", "sourceOrganization", "provider"),
        dateline=node.text("dateline"),
        alternates=tuple(_alternates(node)),
        embargoes=embargoes_in(node.members()),
    )


def _name(node: Node, *members: str) -> str | None:
    return next(
        (name for named in node.nodes(*members) if (name := named.text("alternateName", "name"))), None
    )


def _people(node: Node) -> str | None:
    names = [
        *(name for person in node.nodes("author", "creator") if (name := person.text("name"))),
        *node.texts("author"),
    ]
    return ", ".join(dict.fromkeys(name for name in names if not name.startswith("http"))) or None


def _tags(node: Node) -> Iterator[str]:
    for keywords in node.texts("keywords"):
        # A text of several, or an array with one in each; some prefix them with what they mean.
        yield from (keyword.strip().removeprefix("tag:") for keyword in re.split("[,;]", keywords))
    for about in node.nodes("about", "mentions", "keywords"):
        if name := about.text("name"):
            yield name


def _media(node: Node) -> Iterator[ExtractedMedia]:
    # An array of addresses is one picture in several shapes; its thumbnail is no other one.
    address = node.text("image") or (None if node.nodes("image") else node.text("thumbnailUrl"))
    if address:
        yield ExtractedMedia(url=address)
    for image in node.nodes("image")[:1] if "image" in node else ():
        credit = image.text("creditText", "copyrightHolder") or _name(image, "author", "creator")
        yield ExtractedMedia(
            url=image.text("url", "contentUrl"),
            caption=image.text("caption", "description"),
            credit=credit,
            width=image.integer("width"),
            height=image.integer("height"),
        )
    for video in node.nodes("video"):
        yield ExtractedMedia(
            kind="video", url=video.text("contentUrl", "embedUrl"), caption=video.text("name")
        )


def _alternates(node: Node) -> Iterator[Alternate]:
    for member in ("translationOfWork", "workTranslation"):
        for other in node.nodes(member):
            yield Alternate(other.text("inLanguage"), page_id(other.text("@id", "url", "mainEntityOfPage")))
        yield from (Alternate(None, page_id(url)) for url in node.texts(member))
