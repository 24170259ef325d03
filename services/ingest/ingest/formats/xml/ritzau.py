"""Ritzau's own XML: one `RBNews` a file, flat, its texts in elements of its own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from ingest.formats.document import Document, DocumentPart
from ingest.formats.syntax import xml
from ingest.formats.values.embargo_fields import embargoes_in, is_embargo
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import instant
from ingest.formats.values.lenient import draft_of
from ingest.formats.values.provenance import guid_id
from ingest.formats.values.strict import whole_number

_PLACES = Places("NewsID", "headline", "embargo")
_ZONE = ZoneInfo("Europe/Copenhagen")  # of its dates, which name none


def read_ritzau(document: Document) -> Sequence[DocumentPart]:
    """Reads the article that a file is. Raises ProblemError where it is no XML."""
    news = xml.parsed(document)
    published = instant(xml.child_text(news, "PublishDate"), document.zone or _ZONE)
    article = ExtractedArticle(
        source_id=guid_id(xml.child_text(news, "NewsID")),
        origins=("ritzau",),
        headline=xml.child_text(news, "headline"),
        label=xml.child_text(news, "strapline"),
        lead=xml.child_text(news, "subtitle"),
        body_html=xml.child_text(news, "content"),
        tags=tuple((xml.child_text(news, "strapline") or "").split("/")),
        published_at=published,
        version=whole_number(xml.child_text(news, "version")),
        byline=xml.child_text(news, "origin"),
        embargoes=embargoes_in(xml.named_texts(news, is_embargo)),
        note=xml.child_text(news, "TilRedaktionen"),
    )
    return [draft_of(article, document, _PLACES)]
