"""NITF: news text in XML of its own, alone or within NewsML."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.embargo_fields import embargoes_in, is_embargo
from ingest.formats.values.extracted import ExtractedArticle, ExtractedMedia, Places
from ingest.formats.values.instants import first_instant, instant
from ingest.formats.values.provenance import guid_id
from ingest.formats.values.pub_status import read_with_status
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.strict import Status, Uncertain, certain_instant, status_of
from ingest.formats.values.subjects import Subject, category_of, names

_PLACES = Places("docdata/doc-id/@id-string", "hedline/hl1, or head/title", "docdata/date.release/@norm")
# What HTML calls NITF's elements; pictures are read by themselves.
_HTML = {
    **{"hl1": "h2", "hl2": "h3", "fn": "p", "quote": "blockquote", "bq": "blockquote", "credit": "p"},
    **{"media": "", "nitf-table": "div", "nitf-table-metadata": "", "ednote": "", "note": "", "block": "div"},
}
_ANY_ZONE = timedelta(hours=14)
_IDENTIFIED = ("person", "org", "location", "event", "function", "object.title", "virtloc")


@dataclass(frozen=True, slots=True)
class NitfText:
    """The parts of a NITF body that are the article's text."""

    headline: str | None = None
    byline: str | None = None
    dateline: str | None = None
    lead: str | None = None
    body_html: str | None = None
    media: tuple[ExtractedMedia, ...] = ()


def read_nitf(document: Document) -> Sequence[DocumentPart]:
    """Reads the articles of a document, which has one as a rule. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    return [_read(nitf, document) for nitf in xml.descendants(root, "nitf")] or [_read(root, document)]


def nitf_text(nitf: Element) -> NitfText:
    """Reads the body, wherever it is."""
    head, content = xml.descendant(nitf, "body.head"), xml.descendant(nitf, "body.content")
    headline = xml.descendant(head, "hl1") if head is not None else xml.descendant(nitf, "hl1")
    return NitfText(
        headline=xml.text(headline) or xml.child_text(head, "hedline"),
        byline=xml.words(xml.descendant(head, "byline")),
        dateline=_dateline(head),
        lead=xml.text(xml.descendant(head, "abstract")),
        body_html=xml.markup(content, _HTML),
        media=tuple(_media(nitf)),
    )


def _read(nitf: Element, document: Document) -> DocumentPart:
    head = xml.child(nitf, "head")
    data = xml.descendant(head, "docdata")
    text = nitf_text(nitf)
    doc_id = xml.descendant(data, "doc-id")
    release = _norm(data, "date.release")
    issue = _norm(data, "date.issue")
    subjects = list(_subjects(head))
    article = ExtractedArticle(
        source_id=guid_id(
            xml.attribute(doc_id, "id-string") or xml.text(doc_id) or xml.attribute(nitf, "uno")
        ),
        origins=(
            _authority(xml.attribute(doc_id, "id-string")),
            xml.attribute(doc_id, "regsrc"),
            xml.attribute(xml.descendant(data, "doc.copyright"), "holder"),
            xml.text(xml.descendant(nitf, "distributor")),
            xml.attribute(xml.descendant(head, "pubdata"), "name"),
            _meta(head, "source", "provider", "publisher"),
        ),
        language=xml.attribute(nitf, "lang")
        or xml.attribute(xml.child(nitf, "body"), "lang")
        or _meta(head, "language"),
        headline=text.headline or xml.child_text(head, "title"),
        label=xml.attribute(xml.descendant(data, "du-key"), "key"),
        lead=text.lead,
        body_html=text.body_html,
        category=category_of(subjects) or _meta(head, "category"),
        tags=(*names(subjects), *_tags(data)),
        media=text.media,
        published_at=first_instant(
            issue,
            xml.attribute(xml.descendant(head, "pubdata"), "date.publication"),
            xml.attribute(xml.descendant(nitf, "story.date"), "norm")
            or xml.text(xml.descendant(nitf, "story.date")),
            release,
            xml.attribute(nitf, "change.date"),
            _meta(head, "date", "created", "pubdate"),
            own_zone=document.zone,
        ),
        version=xml.number(xml.descendant(data, "du-key"), "version"),
        embargoes=(
            *_embargoes(data, issue, document.zone),
            *embargoes_in(_named_values(head, data)),
        ),
        base=document.url,
        url=_meta(head, "url", "canonical"),
        byline=text.byline,
        dateline=text.dateline,
        urgency=xml.number(xml.descendant(data, "urgency"), "ed-urg"),
        note=xml.attribute(xml.descendant(data, "ed-msg"), "info"),
        rights=xml.text(xml.descendant(data, "doc.rights")) or xml.text(xml.descendant(nitf, "rights")),
    )
    return read_with_status(article, _status(data), article.note, document, _PLACES)


def _status(data: Element | None) -> str | None:
    """Of the document, unless its message to editors is of a type that ends it."""
    message = (xml.attribute(xml.descendant(data, "ed-msg"), "msg-type") or "").strip()
    is_end = status_of(message) in (Status.WITHDRAWN, Status.WITHHELD)
    return message if is_end else xml.written(data, "management-status")


def _embargoes(data: Element | None, issue: str | None, zone: tzinfo | None) -> Iterator[str]:
    for element in xml.descendants(data, "date.release"):
        embargo = _embargo(xml.attribute(element, "norm") or xml.text(element), issue, zone)
        if embargo is not None:
            yield embargo


def _embargo(release: str | None, issue: str | None, zone: tzinfo | None) -> str | None:
    """The date of release, unless that is not after its issue: then it is no embargo.

    A day without a time of day, and a time without a zone, are as their neighbour's.
    """
    released, issued = instant(release, zone), instant(issue, zone)
    if release is None or released is None or issued is None:
        return release
    if isinstance(certain_instant(release, zone), datetime):
        return None if released <= issued else release
    is_alike = isinstance(certain_instant(issue or "", zone), Uncertain)
    latest = issued if is_alike or released.time() == time() else issued - _ANY_ZONE
    return None if released <= latest else release


def _named_values(head: Element | None, data: Element | None) -> Iterator[tuple[str, str]]:
    """The names and values in the head that are the sender's own."""
    for meta in xml.children(head, "meta"):
        yield xml.attribute(meta, "name") or "", xml.attribute(meta, "content") or ""
    yield from xml.named_texts(data, is_embargo)


def _dateline(head: Element | None) -> str | None:
    dateline = xml.descendant(head, "dateline")
    location = xml.descendant(dateline, "location")
    return xml.text(location) or xml.text(dateline)


def _authority(doc_id: str | None) -> str | None:
    """The id, where it names who gave it."""
    return doc_id if ":" in (doc_id or "") else None


def _norm(data: Element | None, name: str) -> str | None:
    element = xml.descendant(data, name)
    return xml.attribute(element, "norm") or xml.text(element)


def _meta(head: Element | None, *wanted: str) -> str | None:
    metas = {
        (xml.attribute(meta, "name") or "").lower(): xml.attribute(meta, "content")
        for meta in xml.children(head, "meta")
    }
    return next((value for name in wanted if (value := metas.get(name))), None)


def _subjects(head: Element | None) -> Iterator[Subject]:
    for subject in xml.descendants(head, "tobject.subject"):
        name = xml.attribute(
            subject, "tobject.subject.matter", "tobject.subject.detail", "tobject.subject.type"
        )
        yield Subject(name, xml.attribute(subject, "tobject.subject.refnum", "tobject.subject.code"))


def _tags(data: Element | None) -> Iterator[str]:
    for keyword in xml.descendants(data, "keyword"):
        if key := xml.attribute(keyword, "key"):
            yield key
    for identified in xml.descendants(xml.descendant(data, "identified-content"), *_IDENTIFIED):
        if name := xml.text(identified) or xml.attribute(identified, "value"):
            yield name


def _media(nitf: Element) -> Iterator[ExtractedMedia]:
    for media in xml.descendants(nitf, "media"):
        main_kind = media_kind(xml.attribute(media, "media-type"))
        renditions = [
            Rendition(
                url,
                kind,
                xml.attribute(reference, "name", "id") or "",
                xml.number(reference, "width"),
                xml.number(reference, "height"),
            )
            for reference in xml.descendants(media, "media-reference")
            if (url := xml.attribute(reference, "source", "data-location"))
            and (kind := media_kind(xml.attribute(reference, "mime-type"), url, main_kind))
        ]
        if chosen := best(renditions):
            yield ExtractedMedia(
                kind=chosen.kind,
                url=chosen.url,
                caption=xml.text(xml.descendant(media, "media-caption")),
                credit=xml.text(xml.descendant(media, "media-producer")),
                width=chosen.width,
                height=chosen.height,
            )
