"""NewsML 1.x: news items of nested components, with text as NITF, HTML or plain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import first_instant
from ingest.formats.values.lenient import skipped
from ingest.formats.values.provenance import shortened
from ingest.formats.values.pub_status import published, read_with_status
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.subjects import Subject, category_of, names
from ingest.formats.values.texts import looks_like_html
from ingest.formats.xml.nitf import NitfText, nitf_text

_PLACES = Places("Identification/NewsIdentifier", "NewsLines/HeadLine", "NewsManagement/StatusWillChange")
_TRANSLATES = ("transl", "language")
_TEXTS = ("text", "")


@dataclass(frozen=True, slots=True)
class _Text:
    nitf: NitfText | None = None
    html: str | None = None
    plain: str | None = None


def read_newsml(document: Document) -> Sequence[DocumentPart]:
    """Reads every news item. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    items = [item for item in xml.descendants(root, "NewsItem") if not _holds_another(item)]
    return [_read(item, root, document) for item in items] or [skipped("The document has no NewsItem in it.")]


def _holds_another(item: Element) -> bool:
    return next((other for other in xml.descendants(item, "NewsItem") if other is not item), None) is not None


def _read(item: Element, root: Element, document: Document) -> DocumentPart:
    identifier = xml.child(item, "Identification", "NewsIdentifier")
    management = xml.child(item, "NewsManagement")
    lines = xml.descendant(item, "NewsLines")
    text = _text_of(item)
    nitf = text.nitf or NitfText()
    modified = first_instant(xml.child_text(management, "ThisRevisionCreated"), own_zone=document.zone)
    language = _formal(xml.descendant(item, "Language")) or _lang(item, root)
    source_id = _identity(identifier)
    caption = xml.child_text(lines, "NewsLine", "NewsLineText") or _caption(item)
    has_text = bool(nitf.body_html or text.html or text.plain)
    subjects = list(_subjects(item))
    article = ExtractedArticle(
        source_id=source_id,
        origins=tuple(_origins(item, root, identifier)),
        language=language,
        headline=_line(lines, "HeadLine") or nitf.headline or _line(lines, "SubHeadLine"),
        label=_line(lines, "SlugLine") or xml.child_text(item, "Identification", "NameLabel"),
        lead=nitf.lead or (caption if has_text else None),
        body=text.plain if has_text else caption,
        body_html=nitf.body_html or text.html,
        category=category_of(subjects),
        tags=(
            *names(subjects),
            *(xml.text(keyword) or "" for keyword in xml.descendants(item, "KeywordLine")),
        ),
        media=(*_media(item), *nitf.media),
        published_at=published(
            first_instant(xml.child_text(management, "FirstCreated"), own_zone=document.zone),
            modified,
            first_instant(
                xml.child_text(identifier, "DateId"),
                xml.child_text(root, "NewsEnvelope", "DateAndTime"),
                own_zone=document.zone,
            ),
        ),
        modified_at=modified,
        version=xml.whole(xml.child_text(identifier, "RevisionId")),
        embargo=_embargo(management),
        base=document.url,
        translation_of=translation(_alternates(management), language, source_id, document.languages),
        byline=_line(lines, "ByLine") or nitf.byline,
        dateline=_line(lines, "DateLine") or nitf.dateline,
        urgency=xml.whole(
            _formal(xml.child(management, "Urgency")) or _formal(xml.child(root, "NewsEnvelope", "Priority"))
        ),
        note=xml.child_text(management, "Instruction"),
        rights=_line(lines, "RightsLine") or _line(lines, "CopyrightLine"),
    )
    return read_with_status(
        article, _formal(xml.child(management, "Status")), article.note, document, _PLACES
    )


def _formal(element: Element | None) -> str | None:
    return xml.attribute(element, "FormalName") or (xml.text(element) if element is not None else None)


def _line(lines: Element | None, name: str) -> str | None:
    return xml.child_text(lines, name)


def _lang(item: Element, root: Element) -> str | None:
    """Of the component, else of the item, else of all."""
    components = (xml.attribute(component, "lang") for component in xml.descendants(item, "NewsComponent"))
    return next(filter(None, components), None) or xml.attribute(item, "lang") or xml.attribute(root, "lang")


def _identity(identifier: Element | None) -> str | None:
    """The name that all revisions share; the public identifier has the revision at its end."""
    parts = [xml.child_text(identifier, name) for name in ("ProviderId", "DateId", "NewsItemId")]
    if parts[2]:
        return shortened(f"urn:newsml:{':'.join(part for part in parts if part)}")
    public, revision = (
        xml.child_text(identifier, "PublicIdentifier"),
        xml.child_text(identifier, "RevisionId"),
    )
    if public is None:
        return None
    name, _, end = public.rpartition(":")
    return shortened(
        name
        if name and end.rstrip("NUA") == (revision or end.rstrip("NUA")) and end[:1].isdigit()
        else public
    )


def _origins(item: Element, root: Element, identifier: Element | None) -> Iterator[str | None]:
    yield xml.child_text(identifier, "ProviderId")
    for name in ("Provider", "Source", "CopyrightHolder"):
        yield _formal(xml.descendant(xml.descendant(item, name), "Party")) or xml.text(
            xml.descendant(item, name)
        )
    yield _formal(xml.descendant(xml.child(root, "NewsEnvelope", "SentFrom"), "Party"))
    yield xml.child_text(identifier, "PublicIdentifier")


def _text_of(item: Element) -> _Text:
    """The first content that is text, the richest of its kinds."""
    richest = _Text()
    for content in xml.descendants(item, "ContentItem"):
        data = xml.child(content, "DataContent")
        kind = (_formal(xml.child(content, "MediaType")) or "").lower()
        if data is None or kind not in _TEXTS:
            continue
        if (nitf := xml.descendant(data, "nitf")) is not None and richest.nitf is None:
            richest = _Text(nitf_text(nitf), richest.html, richest.plain)
        elif len(data) and richest.html is None:
            body = xml.descendant(data, "body.content", "body")
            richest = _Text(richest.nitf, xml.markup(body if body is not None else data), richest.plain)
        elif text := xml.text(data):
            is_html = looks_like_html(text)
            richest = _Text(
                richest.nitf,
                richest.html or (text if is_html else None),
                richest.plain or (None if is_html else text),
            )
    return richest


def _caption(item: Element) -> str | None:
    for component in xml.descendants(item, "NewsComponent"):
        if (_formal(xml.child(component, "Role")) or "").lower() in ("caption", "summary", "abstract"):
            return xml.text(xml.descendant(component, "DataContent"))
    return None


def _subjects(item: Element) -> Iterator[Subject]:
    for code in xml.descendants(item, "SubjectCode"):
        for subject in xml.children(code, "Subject", "SubjectMatter", "SubjectDetail"):
            property_name = xml.attribute(xml.descendant(subject, "Property"), "Value")
            yield Subject(property_name or xml.child_text(subject, "TopicName"), _formal(subject))


def _media(item: Element) -> Iterator[ExtractedMedia]:
    """Each component's picture once, in the rendition that a page needs."""
    for component in xml.descendants(item, "NewsComponent"):
        renditions = [
            Rendition(url, kind, _formal(xml.child(component, "Role")) or "", *_size(content))
            for content in xml.children(component, "ContentItem")
            if (url := xml.attribute(content, "Href")) and (kind := media_kind(_content_type(content), url))
        ]
        if chosen := best(renditions):
            lines = xml.child(component, "NewsLines")
            yield ExtractedMedia(
                kind=chosen.kind,
                url=chosen.url,
                caption=_line(lines, "HeadLine"),
                credit=_line(lines, "CreditLine") or _line(lines, "ByLine"),
                width=chosen.width,
                height=chosen.height,
            )


def _content_type(content: Element) -> str | None:
    return _formal(xml.child(content, "MimeType")) or _formal(xml.child(content, "MediaType"))


def _size(content: Element) -> tuple[int | None, int | None]:
    values = {
        (_formal(size) or "").lower(): xml.number(size, "Value")
        for size in xml.descendants(content, "Property")
    }
    return values.get("width"), values.get("height")


def _embargo(management: Element | None) -> str | None:
    """An embargoed item says when its status will change."""
    if (_formal(xml.child(management, "Status")) or "").lower() != "embargoed":
        return None
    change = xml.child(management, "StatusWillChange")
    return xml.child_text(change, "DateAndTime") or ""


def _alternates(management: Element | None) -> Iterator[Alternate]:
    for link in xml.children(management, "AssociatedWith", "DerivedFrom"):
        relation = " ".join(filter(None, (_formal(link), xml.attribute(link, "Comment", "Type")))).lower()
        if any(word in relation for word in _TRANSLATES) and (other := xml.attribute(link, "NewsItem")):
            yield Alternate(xml.attribute(link, "lang"), shortened(other))
