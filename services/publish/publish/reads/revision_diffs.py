"""Differences from one revision of an article to the next. Pure."""

from collections.abc import Sequence
from itertools import pairwise

from newsroom.events.articles import ArticleRevision
from publish.reads.answers import Difference, Revision, WholeRevision

_SHOWN = (
    "headline",
    "lead",
    "body",
    "category",
    "tags",
    "media",
    "byline",
    "dateline",
    "published_at",
    "url",
)


def revisions_shown(
    previous: ArticleRevision | None, contents: Sequence[ArticleRevision], *, texts: bool
) -> list[Revision]:
    """Revisions, oldest first, each with what it changed of the one before; `texts` shows both texts.

    `previous` is the one before the first, None where that is the first that may be shown.
    """
    return [
        _revision(before, after, texts=texts) for before, after in pairwise((previous, *contents)) if after
    ]


def _revision(before: ArticleRevision | None, after: ArticleRevision, *, texts: bool) -> Revision:
    differences = _differences(before, after) if before else []
    changed = [difference.field for difference in differences]
    if not texts:
        return Revision(
            revision=after.revision, at=after.received_at, correction=after.correction, changed=changed
        )
    return WholeRevision(
        revision=after.revision,
        at=after.received_at,
        correction=after.correction,
        changed=changed,
        headline=after.headline,
        lead=after.lead,
        body=after.body,
        differences=differences,
    )


def _differences(before: ArticleRevision, after: ArticleRevision) -> list[Difference]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [
        Difference(field=name, before=old[name], after=new[name]) for name in _SHOWN if old[name] != new[name]
    ]
