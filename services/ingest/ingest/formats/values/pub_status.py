"""Publication statuses and their meaning for the public: IPTC's usable, withheld and canceled."""

from datetime import datetime

from ingest.formats.document import Document, DocumentPart, Unreadable, Withdrawal
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.lenient import draft_of, missing, skipped
from ingest.formats.values.provenance import source_of

_USABLE = {"", "usable", "embargoed"}
_WITHDRAWN = {"canceled", "cancelled", "withheld", "killed", "kill", "retracted", "deleted"}


def read_with_status(
    article: ExtractedArticle, status: str | None, reason: str | None, document: Document, places: Places
) -> DocumentPart:
    """The article, its withdrawal, or the refusal of both. An unknown status is not published."""
    word = (status or "").strip().rpartition(":")[2].rpartition("/")[2].lower()
    if word in _WITHDRAWN:
        return _withdrawal(article, word, reason, document, places)
    if word not in _USABLE:
        return skipped(f"The status {word[:40]!r} is not known: usable, withheld or canceled.")
    if word == "embargoed" and article.embargo is None:
        return skipped("It is embargoed, and nothing says until when: send it again with the instant.")
    return draft_of(article, document, places)


def _withdrawal(
    article: ExtractedArticle, word: str, reason: str | None, document: Document, places: Places
) -> Withdrawal | Unreadable:
    if article.source_id is None:
        return missing("source_id", places.source_id)
    return Withdrawal(
        source=source_of(document, *article.origins),
        source_id=article.source_id,
        reason=(reason or f"{word} by its source")[:2000],
        version=article.version,
        modified_at=article.modified_at,
        until_newer=word == "withheld",
    )


def published(
    first: datetime | None, this_version: datetime | None, content: datetime | None
) -> datetime | None:
    """The date of publication: of the first version, else of this one, else that of writing."""
    return first or this_version or content
