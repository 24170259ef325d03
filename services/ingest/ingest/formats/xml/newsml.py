"""NewsML 1.x: news items of nested components, with text as NITF, HTML or plain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.alternates import Alternate, translation
from ingest.formats.values.embargo_fields import embargoes_in
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import first_instant
from ingest.formats.values.lenient import skipped
from ingest.formats.values.provenance import shortened
from ingest.formats.values.pub_status import published, read_with_status
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.strict import Status, status_of
from ingest.formats.values.subjects import Subject, category_of, names
from ingest.formats.values.texts import looks_like_html
from ingest.formats.xml.nitf import NitfText, nitf_text

_PLACES = Places("Identification/NewsIdentifier", "NewsLines/HeadLine", "NewsManagement/StatusWillChange")
_TRANSLATES = ("transl", "language")
_TEXTS = ("text", "complexdata", "")
_TITLES = ("title", "headline", "head", "header")
_PICTURES = ("photo", "picture", "image", "graphic", "video", "audio", "multimedia")
_MOST_TERMS = 10
_LEADS = ("lead", "summary", "abstract", "teaser", "caption", "intro", "description")


@dataclass(frozen=True, slots=True)
class _Text:
    """Texts of an item by the roles of its contents; the body is the best there is of NITF, HTML and plain.

    `component` is the one that the body is in.
    """

    nitf: NitfText | None = None
    html: str | None = None
    plain: str | None = None
    title: str | None = None
    lead: str | None = None
    component: Element | None = None


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
    text = _text_of(item)
    lines = _lines_of(item, text.component)
    nitf = text.nitf or NitfText()
    modified = first_instant(xml.child_text(management, "ThisRevisionCreated"), own_zone=document.zone)
    language = _formal(xml.descendant(item, "Language")) or _lang(item, root)
    source_id = _identity(identifier)
    caption = next(
        (note for own in lines if (note := xml.child_text(own, "NewsLine", "NewsLineText"))), text.lead
    )
    has_text = bool(nitf.body_html or text.html or text.plain)
    subjects = list(_subjects(item))
    article = ExtractedArticle(
        source_id=source_id,
        origins=tuple(_origins(item, root, identifier)),
        language=language,
        headline=_line(lines, "HeadLine") or text.title or nitf.headline or _line(lines, "SubHeadLine"),
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
        embargoes=(*_embargoes(management), *embargoes_in(_properties(item))),
        base=document.url,
        translation_of=translation(_alternates(management), language, source_id, document.languages),
        byline=_line(lines, "ByLine") or nitf.byline,
        dateline=_line(lines, "DateLine") or nitf.dateline,
        urgency=xml.whole(
            _formal(xml.child(management, "Urgency")) or _formal(xml.child(root, "NewsEnvelope", "Priority"))
        ),
        note=xml.child_text(management, "Instruction"),
        terms=tuple(islice(_terms(item), _MOST_TERMS)),
        rights=_line(lines, "RightsLine") or _line(lines, "CopyrightLine"),
    )
    return read_with_status(article, _status(management), article.note, document, _PLACES)


def _status(management: Element | None) -> str | None:
    """Of the item, unless an instruction ends it."""
    for instruction in xml.children(management, "Instruction"):
        word = xml.attribute(instruction, "FormalName")
        if word and status_of(word) in (Status.WITHDRAWN, Status.WITHHELD):
            return word
    status = xml.child(management, "Status")
    return None if status is None else _formal(status) or ""


def _formal(element: Element | None) -> str | None:
    return xml.attribute(element, "FormalName") or (xml.text(element) if element is not None else None)


def _lines_of(item: Element, component: Element | None) -> tuple[Element, ...]:
    """The NewsLines of the text's own component, then of those around it; else the item's first."""
    around: list[Element] = []
    while component is not None and component is not item:
        around += xml.children(component, "NewsLines")
        component = component.getparent()
    first = xml.descendant(item, "NewsLines")
    return tuple(around) or (() if first is None else (first,))


def _line(lines: Sequence[Element], name: str) -> str | None:
    return next((text for own in lines if (text := xml.child_text(own, name))), None)


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
    """All contents that are text, by the roles of their components."""
    titles: list[str] = []
    leads: list[str] = []
    captions: list[str] = []
    htmls: list[str] = []
    plains: list[str] = []
    nitf: NitfText | None = None
    component: Element | None = None
    for content in xml.descendants(item, "ContentItem"):
        data = xml.child(content, "DataContent")
        if data is None or not _is_text(content):
            continue
        roles = _roles(content, item)
        role = next(iter(roles), "")
        if any(around in _PICTURES for around in roles):
            captions.append(xml.text(data) or "")
            continue
        if role in _TITLES or role in _LEADS:
            (titles if role in _TITLES else leads).append(xml.text(data) or "")
            continue
        component = content.getparent() if component is None else component
        if (nitf_root := xml.descendant(data, "nitf")) is not None:
            nitf = nitf or nitf_text(nitf_root)
        elif len(data):
            body = xml.descendant(data, "body.content", "body")
            htmls += filter(None, [xml.markup(body if body is not None else data)])
        elif text := xml.text(data):
            (htmls if looks_like_html(text) else plains).append(text)
    return _Text(
        nitf=nitf,
        html="\n".join(dict.fromkeys(htmls)) or None,
        plain="\n\n".join(dict.fromkeys(plains)) or None,
        title=next(filter(None, titles), None),
        lead=next(filter(None, leads if htmls or plains or nitf else (*leads, *captions)), None),
        component=component,
    )


def _is_text(content: Element) -> bool:
    """By media type and, where that leaves it open, by MIME type."""
    kind = (_formal(xml.child(content, "MediaType")) or "").lower()
    mime = (_formal(xml.child(content, "MimeType")) or "").lower()
    return kind in _TEXTS and (kind == "text" or mime == "" or mime.startswith("text/") or "xml" in mime)


def _roles(content: Element, item: Element) -> list[str]:
    """The roles of the components around it, the nearest first."""
    roles: list[str] = []
    component = content.getparent()
    while component is not None and component is not item:
        if role := _formal(xml.child(component, "Role")):
            roles.append(role.rpartition(":")[2].lower())
        component = component.getparent()
    return roles


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
            lines = tuple(xml.children(component, "NewsLines"))
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


def _properties(item: Element) -> Iterator[tuple[str, str]]:
    """The item's own properties, by their formal names."""
    for own in xml.descendants(item, "Property"):
        yield _formal(own) or "", xml.attribute(own, "Value") or ""


def _terms(item: Element) -> Iterator[str]:
    for terms in xml.descendants(item, "UsageTerms", "UsageType", "Limitations"):
        yield xml.text(terms) or ""


def _embargoes(management: Element | None) -> tuple[str, ...]:
    """An embargoed item says when its status will change."""
    if (_formal(xml.child(management, "Status")) or "").lower() != "embargoed":
        return ()
    changes = xml.children(management, "StatusWillChange")
    return tuple(xml.child_text(change, "DateAndTime") or "" for change in changes) or ("",)


def _alternates(management: Element | None) -> Iterator[Alternate]:
    for link in xml.children(management, "AssociatedWith", "DerivedFrom"):
        relation = " ".join(filter(None, (_formal(link), xml.attribute(link, "Comment", "Type")))).lower()
        if any(word in relation for word in _TRANSLATES) and (other := xml.attribute(link, "NewsItem")):
            yield Alternate(xml.attribute(link, "lang"), shortened(other))
