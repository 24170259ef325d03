"""Publication statuses and their meaning for the public: IPTC's usable, withheld and canceled."""

from datetime import datetime

from ingest.formats.document import Document, DocumentPart, Doubt, DoubtKind, Unreadable, Withdrawal
from ingest.formats.values.extracted import ExtractedArticle, Places
from ingest.formats.values.lenient import draft_of, missing, skipped
from ingest.formats.values.provenance import source_of
from ingest.formats.values.strict import Status, Uncertain, status_of

_GONE = (Status.WITHDRAWN, Status.WITHHELD, Status.UNPUBLISHED)


def read_with_status(
    article: ExtractedArticle,
    status: str | None,
    reason: str | None,
    document: Document,
    places: Places,
    state: str | None = None,
    flags: tuple[Doubt, ...] = (),
) -> DocumentPart:
    """The article, its withdrawal, or neither: what is not certainly public is not published.

    `state` is of the sender's own system: words that are known there are heeded, others mean something else.
    `flags` are doubts that its own members raise.
    """
    match status_of(status):
        case Status.WITHDRAWN | Status.WITHHELD as gone:
            return withdrawal_of(article, gone, reason, document, places)
        case Status.UNPUBLISHED:
            return skipped(f"Its status is {(status or '').strip()[:40]!r}: it is not published yet.")
        case Status.EMBARGOED if not article.embargoes:
            why = "it is embargoed, and nothing tells until when"
            return draft_of(
                article,
                document,
                places,
                Doubt(DoubtKind.EMBARGO, "embargo_until", f"{places.embargo}: {why}"),
            )
        case Uncertain(why):
            return draft_of(article, document, places, Doubt(DoubtKind.KILL, "status", why))
        case _ if status_of(state) in _GONE:
            why = f"the status is {status or 'not given'!r}, and {state!r} beside it"
            return draft_of(article, document, places, Doubt(DoubtKind.KILL, "status", why))
    return draft_of(article, document, places, *flags)


def withdrawal_of(
    article: ExtractedArticle, status: Status, reason: str | None, document: Document, places: Places
) -> Withdrawal | Unreadable:
    """The withdrawal of an article that its document identifies; what else is in there does not matter."""
    if article.source_id is None:
        return missing("source_id", places.source_id)
    return Withdrawal(
        source=source_of(document, *article.origins),
        source_id=article.source_id,
        reason=(reason or f"{status.value} by its source")[:2000],
        version=article.version,
        modified_at=article.modified_at,
        until_newer=status is Status.WITHHELD,
    )


def published(
    first: datetime | None, this_version: datetime | None, content: datetime | None
) -> datetime | None:
    """The date of publication: of the first version, else of this one, else that of writing."""
    return first or this_version or content
