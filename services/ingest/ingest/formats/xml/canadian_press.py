"""The Canadian Press' own XML: one `Publish` with one `ContentItem` a file, flat.

Its creation is told in UTC and its embargo in local time, neither with a zone; the year 1 stands for no time.
"""

from collections.abc import Sequence
from datetime import UTC

from ingest.formats.document import Document, DocumentPart, Doubt, DoubtKind
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.instants import first_instant, instant
from ingest.formats.values.lenient import draft_of, skipped
from ingest.formats.values.provenance import guid_id

_PLACES = Places("SystemSlug", "Headline", "EmbargoTime")
_NO_TIME = "0001-"
_LANGUAGES = {"1": "en", "2": "fr"}


def read_canadian_press(document: Document) -> Sequence[DocumentPart]:
    """Reads the article that a file is. Raises ProblemError where it is no XML."""
    root = xml.parsed(document)
    items = list(xml.descendants(root, "ContentItem"))
    return [_read(item, root, document) for item in items] or [skipped("There is no ContentItem in it.")]


def _read(item: Element, root: Element, document: Document) -> DocumentPart:
    def text(name: str) -> str | None:
        return xml.child_text(item, name)

    if (text("ContentType") or "Text") != "Text":
        return skipped(f"It is a {text('ContentType')}, and no text.")
    keywords = (text("Keyword") or "").split(",")
    article = ExtractedArticle(
        # It stays the same for writethrus and corrections.
        source_id=guid_id(text("SystemSlug")),
        origins=(text("Source"), "canadian-press"),
        language=_LANGUAGES.get(text("Language") or ""),
        headline=text("Headline") or text("Headline2"),
        label=text("SlugProper"),
        body_html=text("ContentText"),
        category=(text("Category") or "").split(",")[0] or None,
        tags=tuple(keyword.strip() for keyword in keywords if keyword.strip()),
        published_at=first_instant(
            text("CreatedDateTime"), xml.child_text(root, "PublishDateTime"), own_zone=UTC
        ),
        modified_at=instant(text("UpdatedDateTime"), document.zone),
        embargoes=_embargoes(item),
        byline=text("Byline"),
        dateline=text("City"),
        note=text("EditorNote"),
        correction=text("Corrections"),
        rights=text("Credit"),
    )
    return draft_of(article, document, _PLACES, *_flags(item))


def _embargoes(item: Element) -> tuple[str, ...]:
    written = (xml.text(element) or "" for element in xml.children(item, "EmbargoTime"))
    return tuple(text for text in written if not text.startswith(_NO_TIME))


def _flags(item: Element) -> list[Doubt]:
    """Doubts by the marks of its system for what waits, or was thrown away."""
    return [
        Doubt(DoubtKind.KILL, "status", f"{name} is set")
        for name in ("HoldFlag", "TrashFlag")
        if (xml.child_text(item, name) or "").strip().lower() == "true"
    ]
