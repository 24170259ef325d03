"""The AP Media API's JSON: `{"data": {"items": [{"item": {…}}]}}`, close to ninjs, with names of its own."""

from collections.abc import Sequence

from ingest.formats.document import Document, DocumentPart
from ingest.formats.json.shapes import ap_media_items
from ingest.formats.syntax.json_node import Node, loaded
from ingest.formats.values.embargo_fields import embargoes_of
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import first_instant
from ingest.formats.values.lenient import skipped
from ingest.formats.values.provenance import guid_id
from ingest.formats.values.pub_status import published, read_with_status
from ingest.formats.values.strict import whole_number
from ingest.formats.values.subjects import Subject, category_of, names

_PLACES = Places("altids.itemid", "headline")
_CONTENT, _CONTENT_END = "<body.content>", "</body.content>"
_MOST_TERMS = 10
_ENTITIES = ("person", "organization", "place", "event")


def read_ap_media(document: Document) -> Sequence[DocumentPart]:
    """Reads every item of an answer. Raises ProblemError where it is no JSON."""
    items = [Node.of(item) for item in ap_media_items(loaded(document))]
    return [_read(item, document) for item in items if item] or [skipped("The answer has no item in it.")]


def _read(item: Node, document: Document) -> DocumentPart:
    text = _text(item)
    alternatives = item.node("altids")
    version_created = first_instant(item.text("versioncreated"), own_zone=document.zone)
    summary = item.text("description_summary", "description_caption")
    subjects = [Subject(node.text("name"), node.text("code")) for node in item.nodes("subject")]
    article = ExtractedArticle(
        source_id=guid_id(alternatives.text("itemid")) if alternatives else None,
        origins=(item.text("provider"), "ap"),
        language=item.text("language"),
        headline=item.text("headline"),
        label=item.text("slugline"),
        lead=summary if text else None,
        body=None if text else summary,
        body_html=text,
        category=category_of(subjects),
        tags=(*names(subjects), *(name for node in item.nodes(*_ENTITIES) if (name := node.text("name")))),
        published_at=published(
            first_instant(item.text("firstcreated"), own_zone=document.zone), version_created, None
        ),
        modified_at=version_created,
        version=whole_number(item.raw("version")),
        embargoes=embargoes_of(item, "embargoed"),
        byline=_byline(item),
        dateline=item.text("located"),
        urgency=item.integer("urgency"),
        note=item.text("ednote"),
        rights=item.text("usageterms", "copyrightnotice"),
        terms=item.texts("specialinstructions", "usageterms")[:_MOST_TERMS],
    )
    return read_with_status(article, _status(item), article.note, document, _PLACES)


def _status(item: Node) -> str | None:
    return None if item.raw("pubstatus") is None else item.text("pubstatus") or ""


def _byline(item: Node) -> str | None:
    return ", ".join(name for node in item.nodes("bylines") if (name := node.text("by"))) or None


def _text(item: Node) -> str | None:
    """The text, where it is in the answer and not only linked: paragraphs, or a whole NITF with them."""
    renditions = item.node("renditions")
    linked = renditions.node("nitf") if renditions else None
    written = item.text("body_nitf") or (linked.text("content", "value") if linked else None) or ""
    start, end = written.find(_CONTENT), written.rfind(_CONTENT_END)
    if 0 <= start < end:
        return written[start + len(_CONTENT) : end].strip() or None
    return written if written and "<nitf" not in written else None
