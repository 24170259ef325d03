"""Examination of every article that was read: may it go out, or must a person look first?"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from ingest.formats.document import DocumentPart, Doubt, Doubted, DoubtKind, Unreadable, Withdrawal
from ingest.formats.doubts.dates import doubt_of_date
from ingest.formats.doubts.headlines import doubt_of_headline
from ingest.formats.doubts.notices import Place, notices_in
from newsroom.events.articles import ArticleDraft

_BEGINNING = 1500  # characters of a text in which its first line is looked for
_TAG = re.compile(r"<[^<>]{0,400}>")


# The language of an article that is certainly in none of the newsroom's.
Foreign = Callable[[ArticleDraft], str | None]


def examined(part: DocumentPart, now: datetime, foreign: Foreign) -> DocumentPart:
    """The part, doubted where it must be; a withdrawal that is certain is never. Some 10 microseconds."""
    match part:
        case Withdrawal() | Unreadable():
            return part
        case Doubted(draft, doubts):
            return examined_draft(draft, doubts, now, foreign)
        case ArticleDraft() as draft:
            return examined_draft(draft, (), now, foreign)


def examined_draft(
    draft: ArticleDraft, doubts: Sequence[Doubt], now: datetime, foreign: Foreign
) -> ArticleDraft | Doubted:
    """The draft, with the `doubts` of its adapter and those that it raises itself."""
    own = tuple(
        doubt for doubt in (*doubts, *_doubts(draft, now, foreign)) if not _is_over(doubt, draft, now)
    )
    return Doubted(draft, own) if own else draft


def _doubts(draft: ArticleDraft, now: datetime, foreign: Foreign) -> Iterator[Doubt]:
    if not is_scheduled(draft) and (doubt := doubt_of_date(draft.published_at, now)):
        yield doubt
    if doubt := doubt_of_headline(draft.headline):
        yield doubt
    if language := foreign(draft):
        reason = f"its text is in {language}, which is none of the newsroom's"
        yield Doubt(DoubtKind.LANGUAGE, "language", reason, cause=language)
    places = (
        (Place.HEADLINE, draft.headline),
        (Place.FIRST_LINE, draft.lead),
        (Place.FIRST_LINE, _first_line(draft)),
        (Place.NOTE, draft.correction),
    )
    for notice in notices_in(places):
        yield notice.doubt


def is_scheduled(draft: ArticleDraft) -> bool:
    """Whether its date lies ahead for a reason: it is under an embargo until then."""
    embargo, date = draft.embargo_until, draft.published_at
    return embargo is not None and date is not None and date <= embargo


def _is_over(doubt: Doubt, draft: ArticleDraft, now: datetime) -> bool:
    """Whether it can do no harm any more, or the document answers it itself."""
    if doubt.over_at is not None and doubt.over_at <= now:
        return True
    return doubt.kind is DoubtKind.EMBARGO and draft.embargo_until is not None


def _first_line(draft: ArticleDraft) -> str | None:
    """The first line of the text, without tags."""
    text = (draft.body or "")[:_BEGINNING] or _TAG.sub("\n", (draft.body_html or "")[:_BEGINNING])
    return next((line for line in text.split("\n") if line.strip()), None)
