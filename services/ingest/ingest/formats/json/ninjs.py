"""ninjs, the news industry's JSON: 1.x with `body_*` and one headline, 2.x and 3.x with lists of them."""

import json
from collections.abc import Iterator, Sequence

from ingest.formats.document import Document, DocumentPart
from ingest.formats.json.shapes import unwrapped
from ingest.formats.syntax.json_node import Node, listed, loaded
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import doubts_of_flags, embargoes_of
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import first_instant
from ingest.formats.values.languages import language_of
from ingest.formats.values.lenient import skipped
from ingest.formats.values.provenance import guid_id
from ingest.formats.values.pub_status import published, read_with_status
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.strict import whole_number
from ingest.formats.values.subjects import Subject, category_of, names
from ingest.formats.values.texts import looks_like_html
from newsroom.events.articles import MediaKind

_PLACES = Places("uri or guid", "headlines with a value, or a headline", "embargoed")
_MEDIA_TYPES: dict[str, MediaKind] = {
    **dict.fromkeys(("picture", "photo", "image", "graphic"), "photo"),
    "video": "video",
    "audio": "audio",
}
_ENTITIES = (
    "people",
    "person",
    "organisations",
    "organisation",
    "places",
    "place",
    "events",
    "event",
    "objects",
)
_INSTRUCTIONS = ("instructions", "instruction", "specialInstructions", "special_instructions", "usageTerms")
_MOST_INSTRUCTIONS = 10
_CAPTIONS = ("caption", "main", "text", "description", "summary")
_HTML_ROLES = ("xhtml", "html", "html5", "richhtml5", "main")


def read_ninjs(document: Document) -> Sequence[DocumentPart]:
    """Reads one news item, or a list of them. Raises ProblemError where it is no JSON."""
    value = unwrapped(loaded(document))
    return [_read(Node.of(item), document) for item in listed(value)] or [skipped("The list is empty.")]


def _read(item: Node | None, document: Document) -> DocumentPart:
    if item is None:
        return skipped("A ninjs news item is a JSON object.")
    version_created = first_instant(item.text("versionCreated"), own_zone=document.zone)
    language = item.text("language")
    source_id = guid_id(item.text("uri")) or guid_id(item.text("guid"))
    caption = _described(item, *_CAPTIONS)
    html, plain = _bodies(item)
    has_body = bool(html or plain)
    article = ExtractedArticle(
        source_id=source_id,
        origins=(
            item.text("uri") or _urn(item.text("guid")),
            item.text("provider"),
            _name(item, "infoSources"),
            item.text("copyrightHolder"),
            item.text("source"),
        ),
        language=language,
        headline=_headline(item),
        label=item.text("slugline"),
        lead=_described(item, "summary", "text", "main", "description", "abstract") if has_body else None,
        body=plain if has_body else caption,
        body_html=html,
        category=category_of(_subjects(item)),
        tags=(*names(_subjects(item)), *_entities(item), *item.texts("keywords", "keyword")),
        media=tuple(_media(item)),
        published_at=published(
            first_instant(item.text("firstPublished", "firstCreated"), own_zone=document.zone),
            version_created,
            first_instant(item.text("contentCreated"), own_zone=document.zone),
        ),
        modified_at=version_created,
        version=whole_number(item.raw("version")),
        embargoes=embargoes_of(item, "embargoed"),
        url=_url(item),
        base=document.url,
        translation_of=translation(_alternates(item, language), language, source_id, document.languages),
        byline=item.text("by", "byline"),
        dateline=item.text("dateline"),
        urgency=item.integer("urgency"),
        note=item.text("edNote", "ednote"),
        rights=item.text("usageTerms") or item.text("copyrightNotice"),
        terms=item.texts(*_INSTRUCTIONS)[:_MOST_INSTRUCTIONS],
    )
    state, flags = item.text("state", "status"), doubts_of_flags(item.members())
    return read_with_status(article, _status(item), article.note, document, _PLACES, state, flags)


def _urn(guid: str | None) -> str | None:
    """A guid that names who gave it."""
    return guid if guid and ":" in guid else None


def _status(item: Node) -> str | None:
    """The status; one that is no text, or several, is not certain."""
    written = item.raw("pubStatus")
    if written is None:
        return None
    node = Node.of(written)
    if node:
        return node.text("qcode", "literal", "code", "uri", "name") or ""
    return item.text("pubStatus") or json.dumps(written).strip('"')


def _headline(item: Node) -> str | None:
    """The main headline, else any, else the title; before 2.0 there was but one, or `headline_*`."""
    written = [(node.text("role") or "", node.text("value")) for node in item.nodes("headlines")]
    ranked = sorted(
        (headline for headline in written if headline[1]),
        key=lambda headline: headline[0] not in ("main", "headline", ""),
    )
    if ranked:
        return ranked[0][1]
    return item.text("headline", "headline_main", "headline_text", "title")


def _bodies(item: Node) -> tuple[str | None, str | None]:
    """The body as HTML and, where there is no HTML, as plain text."""
    htmls: dict[str, str] = {}
    plains: list[str] = []
    for role, content_type, value in _body_texts(item):
        if "html" in content_type or (content_type in ("", "text/plain") and looks_like_html(value)):
            htmls.setdefault(role, value)
        elif "xml" not in content_type:
            plains.append(value)
    html = next((htmls[role] for role in _HTML_ROLES if role in htmls), next(iter(htmls.values()), None))
    return html, None if html else next(iter(plains), None)


def _body_texts(item: Node) -> Iterator[tuple[str, str, str]]:
    """Role, content type, text."""
    for node in item.nodes("bodies"):
        if value := node.text("value"):
            yield (node.text("role") or "").lower(), (node.text("contentType") or "").lower(), value
    for role in ("xhtml", "html", "html5", "text", "main"):
        if value := item.text(f"body_{role}"):
            yield role, "text/html" if "html" in role else "", value
    if value := item.text("body"):
        yield "", "", value


def _described(item: Node, *roles: str) -> str | None:
    """The description of the first of these roles, else any but a credit line."""
    written = {
        (node.text("role") or "").lower(): value
        for node in reversed(item.nodes("descriptions"))
        if (value := node.text("value"))
    }
    written.pop("creditline", None)
    named = next((written[role] for role in roles if role in written), None)
    old = item.text(*(f"description_{role}" for role in (*roles, "xhtml")), "description")
    return named or next(iter(written.values()), None) or old


def _subjects(item: Node) -> list[Subject]:
    return [
        Subject(node.text("name"), node.text("code", "literal", "uri"))
        for node in item.nodes("subjects", "subject")
    ]


def _entities(item: Node) -> list[str]:
    return [name for node in item.nodes(*_ENTITIES) if (name := node.text("name"))]


def _name(item: Node, *members: str) -> str | None:
    return next((name for node in item.nodes(*members) if (name := node.text("name", "literal"))), None)


def _url(item: Node) -> str | None:
    """The sender's page: a link of that role, else a URI that is an address of the web."""
    alternatives = [
        node.text("value") for node in item.nodes("altIds") if node.text("role") in ("url", "web", "href")
    ]
    uri = item.text("uri") or ""
    page = uri if uri.startswith("http") and "//api." not in uri else None
    return next((address for address in (*alternatives, item.text("link", "href"), page) if address), None)


def _media(item: Node) -> Iterator[ExtractedMedia]:
    """The item's own renditions, where it is a picture, and those of the pictures that go with it."""
    own = _MEDIA_TYPES.get((item.text("type") or "").lower())
    if own is not None and (media := _one_media(item, own)):
        yield media
    for _, node in item.named_nodes("associations"):
        kind = _MEDIA_TYPES.get((node.text("type") or "").lower())
        if (kind is not None or "type" not in node) and (media := _one_media(node, kind)):
            yield media


def _one_media(node: Node, kind: MediaKind | None) -> ExtractedMedia | None:
    renditions = [
        Rendition(
            url,
            of_kind,
            name or rendition.text("title") or "",
            rendition.integer("width"),
            rendition.integer("height"),
        )
        for name, rendition in node.named_nodes("renditions")
        if (url := rendition.text("href"))
        and (of_kind := media_kind(rendition.text("contentType", "mimetype"), url, kind))
        and kind in (None, of_kind)
    ]
    chosen = best(renditions)
    if chosen is None:
        return None
    return ExtractedMedia(
        kind=chosen.kind,
        url=chosen.url,
        caption=_described(node, *_CAPTIONS) or _headline(node),
        credit=_described_credit(node) or node.text("by", "byline", "copyrightHolder"),
        width=chosen.width,
        height=chosen.height,
    )


def _described_credit(node: Node) -> str | None:
    return next(
        (
            description.text("value")
            for description in node.nodes("descriptions")
            if description.text("role") == "creditline"
        ),
        None,
    )


def _alternates(item: Node, own: str | None) -> Iterator[Alternate]:
    """Texts that go with it and are said to be its translations; one merely in another language is not."""
    for name, node in item.named_nodes("associations"):
        if (node.text("type") or "text").lower() != "text":
            continue
        roles = " ".join((name, *node.texts("rel", "role", "relation"))).lower()
        language = node.text("language")
        is_named_so = language is not None and language_of(name) == language_of(language) != language_of(own)
        if "transl" in roles or "alternate" in roles or is_named_so:
            yield Alternate(language, guid_id(node.text("uri", "guid")))
    yield from (
        Alternate(node.text("language"), guid_id(node.text("uri"))) for node in item.nodes("translationOf")
    )
    yield from (Alternate(None, guid_id(uri)) for uri in item.texts("translationOf"))
