"""Times of a doubted article that name no zone, kept as they are written until its source's is answered.

Which ones they are shows where the document is read a second time, as if its source were in another zone.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from ingest.formats.document import Document, DocumentPart, Doubted
from newsroom.events.articles import ArticleDraft
from newsroom.events.holds import Cause, Doubt

_AHEAD = timedelta(hours=1)
_ANOTHER = timezone(_AHEAD)

Read = Callable[[Document], Sequence[DocumentPart]]


def with_local_times(parts: Sequence[DocumentPart], document: Document, read: Read) -> Sequence[DocumentPart]:
    """The parts; those whose doubt an answer about the zone would end know their local times.

    Nothing is read again where no part has such a doubt.
    """
    if document.zone is not None or not any(map(_asks_zone, parts)):
        return parts
    again = read(replace(document, zone=_ANOTHER))
    if len(again) != len(parts):
        return parts
    return [_with_times(part, other) for part, other in zip(parts, again, strict=True)]


def _asks_zone(part: DocumentPart) -> bool:
    return isinstance(part, Doubted) and any(map(_is_about_zone, part.doubts))


def _is_about_zone(doubt: Doubt) -> bool:
    return doubt.cause in (Cause.ZONE, Cause.DAY_MONTH)  # the second may put the first behind it


def _with_times(part: DocumentPart, other: DocumentPart) -> DocumentPart:
    moved = other.draft if isinstance(other, Doubted) else other
    if not isinstance(part, Doubted) or not isinstance(moved, ArticleDraft):
        return part
    published = _local(part.draft.published_at, moved.published_at)
    modified = _local(part.draft.modified_at, moved.modified_at)
    doubts = tuple(
        replace(doubt, published_local=published, modified_local=modified) if _is_about_zone(doubt) else doubt
        for doubt in part.doubts
    )
    return replace(part, doubts=doubts)


def _local(read: datetime | None, moved: datetime | None) -> str:
    """A time as it is written, where it moves with its source's zone; empty where it names its own."""
    is_local = read is not None and moved is not None and read - moved == _AHEAD
    return read.replace(tzinfo=None).isoformat() if read is not None and is_local else ""
