"""The merge of an article as a list has it with the same as its own page has it. Pure."""

from collections.abc import Sequence

from ingest.formats.document import DocumentPart, Doubted, DoubtKind
from ingest.formats.doubts.pages import shares_words
from ingest.sources.kinds.leads import Lead
from newsroom.events.articles import ArticleDraft, Reference

_FILLED_IN = ("lead", "category", "media", "byline", "dateline", "language", "published_at", "rights", "tags")


def unlike(lead: Lead, page: Sequence[DocumentPart]) -> str | None:
    """The reason why a page is not the article that its list told of; None where nothing is against it."""
    for part in page:
        if isinstance(part, Doubted):
            doubt = next((doubt for doubt in part.doubts if doubt.kind is DoubtKind.PAGE), None)
            if doubt is not None:
                return doubt.reason
    own = next((part for part in page if isinstance(part, ArticleDraft)), None)
    if own is None or lead.entry is None:
        return None
    if shares_words(lead.entry.headline, own.headline, own.lead, own.body, own.body_html):
        return None
    return f"its headline is {own.headline[:100]!r}, the list's {lead.entry.headline[:100]!r}"


def merged(lead: Lead, page: Sequence[DocumentPart]) -> tuple[DocumentPart, ...]:
    """The articles of a list's entry and its page; none where the page holds no article."""
    drafts = tuple(part for part in page if isinstance(part, ArticleDraft))
    if not drafts or lead.entry is None:
        return drafts
    own = drafts[0]
    return (_filled(lead.entry, own) if lead.keeps_identity else _filled(own, lead.entry),)


def _filled(first: ArticleDraft, second: ArticleDraft) -> ArticleDraft:
    """The first draft, whose values hold, with those that only the second has, and the longer text."""
    changes = {name: getattr(second, name) for name in _FILLED_IN if not getattr(first, name)}
    if _length(second) > _length(first):
        changes |= {"body": second.body, "body_html": second.body_html}
    original = first.translation_of or second.translation_of
    itself = Reference(source=first.source, source_id=first.source_id)
    return first.model_copy(update={**changes, "translation_of": None if original == itself else original})


def _length(draft: ArticleDraft) -> int:
    return len(draft.body or draft.body_html or "")
