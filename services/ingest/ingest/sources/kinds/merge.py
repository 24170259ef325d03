"""The merge of an article as a list has it with the same as its own page has it. Pure."""

from collections.abc import Sequence

from ingest.formats.document import DocumentPart
from ingest.sources.kinds.leads import Lead
from newsroom.events.articles import ArticleDraft, Reference

_FILLED_IN = ("lead", "category", "media", "byline", "dateline", "language", "published_at", "rights", "tags")


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
