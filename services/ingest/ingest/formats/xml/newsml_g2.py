"""NewsML-G2: news items alone, and in news messages; packages only group them."""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import chain, islice

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import embargoes_in
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import first_instant
from ingest.formats.values.languages import language_of
from ingest.formats.values.lenient import skipped
from ingest.formats.values.provenance import guid_id
from ingest.formats.values.pub_status import published, read_with_status
from ingest.formats.values.strict import Status, status_of
from ingest.formats.values.subjects import Subject, category_of, names
from ingest.formats.xml.g2_content import content_of, media_of
from ingest.formats.xml.nitf import NitfText

_PLACES = Places("newsItem/@guid", "contentMeta/headline", "itemMeta/embargoed")
_MOST_TERMS = 10
_NO_ARTICLES = {
    "packageitem": "A package only groups news items, and has none in it: send the items, or a news message.",
    "knowledgeitem": "A knowledge item holds a vocabulary and no article.",
    "conceptitem": "A concept item describes a concept and is no article.",
    "planningitem": "A planning item announces coverage and is no article.",
    "catalogitem": "A catalog item is no article.",
}


def read_newsml_g2(document: Document) -> Sequence[DocumentPart]:
    """Reads every news item of a document. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    news = list(xml.descendants(root, "newsItem"))
    others = (
        _NO_ARTICLES.get(xml.local(element).lower())
        for element in (root, *xml.children(xml.child(root, "itemSet")))
    )
    # Beside news items a package adds nothing; what else is there was meant to be read.
    reasons = [
        element for element in others if element and not (news and element == _NO_ARTICLES["packageitem"])
    ]
    if not news and not reasons:
        reasons = ["The news message has no news item in it."]
    return [*(_read(item, root, document) for item in news), *map(skipped, reasons)]


def _read(item: Element, root: Element, document: Document) -> DocumentPart:
    meta, content_meta = xml.child(item, "itemMeta"), xml.child(item, "contentMeta")
    item_class = _code(xml.child(meta, "itemClass"))
    content = content_of(item, item_class)
    nitf = content.nitf or NitfText()
    language = xml.attribute(xml.child(content_meta, "language"), "tag") or xml.attribute(item, "lang")
    language = language or xml.attribute(root, "lang")
    has_text = bool(content.html or content.plain or nitf.body_html)
    description = _worded(content_meta, "description", language)
    guid = guid_id(xml.attribute(item, "guid"))
    modified = first_instant(xml.child_text(meta, "versionCreated"), own_zone=document.zone)
    subjects = list(_subjects(item, content_meta, language))
    note = xml.child_text(meta, "edNote")
    credit = xml.child_text(content_meta, "creditline") or _name(xml.child(content_meta, "creator"), language)
    article = ExtractedArticle(
        source_id=guid,
        origins=tuple(_origins(item, root, meta)),
        language=language,
        headline=_worded(content_meta, "headline", language)
        or nitf.headline
        or xml.child_text(meta, "title"),
        label=xml.child_text(content_meta, "slugline"),
        lead=(nitf.lead or description) if has_text else None,
        body=content.plain if has_text else description,
        body_html=nitf.body_html or content.html,
        category=category_of(subjects),
        tags=(
            *names(subjects),
            *(xml.text(keyword) or "" for keyword in xml.children(content_meta, "keyword")),
        ),
        media=tuple(media_of(content, description, credit)),
        published_at=_published_at(root, meta, content_meta, document.zone),
        modified_at=modified,
        version=xml.number(item, "version"),
        embargoes=_embargoes(meta, content_meta),
        base=document.url,
        url=_page(meta),
        translation_of=translation(_alternates(meta), language, guid, document.languages),
        byline=xml.child_text(content_meta, "by")
        or nitf.byline
        or _name(xml.child(content_meta, "creator"), language),
        dateline=_worded(content_meta, "dateline", language)
        or nitf.dateline
        or _name(xml.child(content_meta, "located"), language),
        urgency=xml.whole(xml.child_text(content_meta, "urgency")),
        note=note,
        correction=note if _is_correction(meta) else None,
        rights=_rights(item),
        terms=tuple(_terms(item)),
    )
    return read_with_status(article, _status(meta), note, document, _PLACES)


def _published_at(
    root: Element, meta: Element | None, content_meta: Element | None, zone: tzinfo | None
) -> datetime | None:
    else_told = (
        xml.child_text(content_meta, "contentCreated"),
        xml.child_text(content_meta, "contentModified"),
        xml.child_text(root, "header", "sent"),
    )
    created, modified = xml.child_text(meta, "firstCreated"), xml.child_text(meta, "versionCreated")
    return published(
        first_instant(created, own_zone=zone),
        first_instant(modified, own_zone=zone),
        first_instant(*else_told, own_zone=zone),
    )


def _code(element: Element | None) -> str | None:
    """The code after the scheme of a QCode, or the end of a URI."""
    code = xml.attribute(element, "qcode", "literal", "uri")
    return code.rpartition(":")[2].rpartition("/")[2].lower() if code else None


def _status(meta: Element | None) -> str | None:
    """The status by its code, or the element's text; the one of several, or a signal, that ends the item."""
    words = [_code(status) or xml.text(status) or "" for status in xml.children(meta, "pubStatus")]
    signals = [_code(signal) for signal in xml.children(meta, "signal")]
    ends = (Status.WITHDRAWN, Status.WITHHELD)
    ending = (word for word in (*words, *signals) if word and status_of(word) in ends)
    return next(ending, None) or next(iter(words), None)


def _embargoes(*metas: Element | None) -> tuple[str, ...]:
    """The format's own, and what is named so in the extensions of the metadata."""
    own = (xml.text(embargoed) or "" for meta in metas for embargoed in xml.children(meta, "embargoed"))
    extensions = (own for meta in metas for own in (() if meta is None else meta) if "Ext" in xml.local(own))
    named = embargoes_in(
        (
            xml.attribute(own, "type", "rel") or "",
            xml.attribute(own, "value", "literal") or xml.text(own) or "",
        )
        for own in extensions
    )
    return (*own, *named)


def _origins(item: Element, root: Element, meta: Element | None) -> Iterator[str | None]:
    provider, rights = xml.child(meta, "provider"), xml.child(item, "rightsInfo", "copyrightHolder")
    guid = xml.attribute(item, "guid") or ""
    yield guid if ":" in guid else None
    yield xml.child_text(provider, "name")
    yield xml.attribute(provider, "qcode", "literal", "uri")
    yield xml.attribute(rights, "uri") or xml.child_text(rights, "name") or xml.attribute(rights, "literal")
    yield xml.child_text(root, "header", "sender")


def _worded(meta: Element | None, name: str, language: str | None) -> str | None:
    """The element in the article's language, its main one before others."""
    own = language_of(language)

    def rank(element: Element) -> tuple[bool, bool]:
        tag, role = xml.attribute(element, "lang"), (xml.attribute(element, "role") or "main").lower()
        is_main = "main" in role or role.endswith(("caption", "summary"))
        return tag is not None and language_of(tag) != own, not is_main

    return next(
        (text for element in sorted(xml.children(meta, name), key=rank) if (text := xml.text(element))), None
    )


def _name(element: Element | None, language: str | None) -> str | None:
    return _worded(element, "name", language) or xml.attribute(element, "literal")


def _subjects(item: Element, meta: Element | None, language: str | None) -> Iterator[Subject]:
    """Their names may be told once for all, in assertions beside the metadata."""
    asserted = {xml.attribute(assertion, "qcode"): assertion for assertion in xml.children(item, "assert")}
    for subject in xml.children(meta, "subject"):
        code = xml.attribute(subject, "qcode", "uri")
        name = _worded(subject, "name", language) or _worded(asserted.get(code), "name", language)
        yield Subject(name or xml.attribute(subject, "literal"), code)


def _links(meta: Element | None) -> Iterator[tuple[str, Element]]:
    for link in xml.children(meta, "link"):
        yield (xml.attribute(link, "rel", "reluri") or "").lower(), link


def _alternates(meta: Element | None) -> Iterator[Alternate]:
    for relation, link in _links(meta):
        if "transl" in relation:
            language = xml.attribute(link, "hreflang") or xml.attribute(xml.child(link, "language"), "tag")
            yield Alternate(language, guid_id(xml.attribute(link, "residref", "href")))


def _page(meta: Element | None) -> str | None:
    """The sender's page on the web."""
    pages = (
        xml.attribute(link, "href")
        for relation, link in _links(meta)
        if relation.endswith(("alternate", "webpage", "canonical"))
        or "html" in (xml.attribute(link, "contenttype") or "")
    )
    return next((page for page in pages if page and page.startswith("http")), None)


def _is_correction(meta: Element | None) -> bool:
    """By IPTC's signal, or Reuters' editorial status."""
    codes = ((xml.attribute(signal, "qcode", "uri") or "").lower() for signal in xml.children(meta, "signal"))
    return any("correct" in code or code == "edstat:c" for code in codes)


def _terms(item: Element) -> Iterator[str]:
    info = islice(xml.children(item, "rightsInfo"), _MOST_TERMS)
    for terms in islice(chain.from_iterable(xml.children(one, "usageTerms") for one in info), _MOST_TERMS):
        yield xml.text(terms) or ""


def _rights(item: Element) -> str | None:
    info = xml.child(item, "rightsInfo")
    return xml.child_text(info, "usageTerms") or xml.child_text(info, "copyrightNotice")
