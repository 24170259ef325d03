"""Differences from one revision of an article to the next. Pure."""

from collections.abc import Sequence

from newsroom.events.articles import ArticleRevision
from publish.reads.answers import Difference, Revision

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


def revisions_shown(contents: Sequence[ArticleRevision]) -> list[Revision]:
    """Revisions that may be shown, oldest first, each with its changes.

    One with `suppress_previous` hides all before it. `contents` are in the order of revisions.
    """
    first = max((i for i, content in enumerate(contents) if content.suppress_previous), default=0)
    shown = contents[first:]
    return [_revision(content, shown[i - 1] if i else None) for i, content in enumerate(shown)]


def _revision(content: ArticleRevision, previous: ArticleRevision | None) -> Revision:
    return Revision(
        revision=content.revision,
        at=content.received_at,
        headline=content.headline,
        lead=content.lead,
        body=content.body,
        correction=content.correction,
        changed=_differences(previous, content) if previous else (),
    )


def _differences(before: ArticleRevision, after: ArticleRevision) -> list[Difference]:
    old, new = before.model_dump(mode="json"), after.model_dump(mode="json")
    return [
        Difference(field=name, before=old[name], after=new[name]) for name in _SHOWN if old[name] != new[name]
    ]
