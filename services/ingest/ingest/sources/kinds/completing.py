"""An article as a list tells it, and as its own page does: made one. Pure."""

from collections.abc import Sequence

from ingest.formats.document import Read
from ingest.sources.kinds.leads import Lead
from newsroom.events.articles import ArticleDraft, Reference

_FILLED_IN = ("lead", "category", "media", "byline", "dateline", "language", "published_at", "rights", "tags")


def completed(lead: Lead, page: Sequence[Read]) -> tuple[Read, ...]:
    """What comes of a list's entry and its page; nothing where the page holds no article."""
    found = next((one for one in page if isinstance(one, ArticleDraft)), None)
    if found is None:
        return ()
    if lead.entry is None:
        return tuple(one for one in page if isinstance(one, ArticleDraft))
    return (_filled(lead.entry, found) if lead.keeps_identity else _filled(found, lead.entry),)


def _filled(first: ArticleDraft, second: ArticleDraft) -> ArticleDraft:
    """The first, whose word holds, with what only the second says, and the longer text."""
    changes = {name: getattr(second, name) for name in _FILLED_IN if not getattr(first, name)}
    if _length(second) > _length(first):
        changes |= {"body": second.body, "body_html": second.body_html}
    original = first.translation_of or second.translation_of
    itself = Reference(source=first.source, source_id=first.source_id)
    return first.model_copy(update={**changes, "translation_of": None if original == itself else original})


def _length(draft: ArticleDraft) -> int:
    return len(draft.body or draft.body_html or "")
