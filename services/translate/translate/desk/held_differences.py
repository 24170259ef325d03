"""Differences of a held version from the public revision of its article: fields and paragraphs. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newsroom.events.articles import ArticleRevision

_FIELDS = (
    *("headline", "lead", "language", "category", "byline", "dateline", "published_at", "embargo_until"),
    *("url", "urgency", "correction", "rights"),
)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that a release would change: as readers see it, and as it would be; None where it is empty."""

    field: str
    public: str | datetime | None
    held: str | datetime | None


def differences(public: ArticleRevision, held: ArticleRevision) -> list[FieldDifference]:
    """The fields that differ, but for the text, in the order of an article."""
    found = [
        FieldDifference(name, _shown(before), _shown(after))
        for name in _FIELDS
        if (before := getattr(public, name)) != (after := getattr(held, name))
    ]
    tags = (_labels(public), _labels(held))
    media = (_media(public), _media(held))
    found += [FieldDifference("tags", *tags)] if tags[0] != tags[1] else []
    return found + ([FieldDifference("media", *media)] if media[0] != media[1] else [])


def new_paragraphs(article: ArticleRevision, other: ArticleRevision | None) -> frozenset[str]:
    """The paragraphs of an article that another has not; none where there is no other."""
    if other is None:
        return frozenset()
    return frozenset(paragraphs(article)) - frozenset(paragraphs(other))


def paragraphs(article: ArticleRevision) -> Sequence[str]:
    """The paragraphs of a text."""
    return (article.body or "").split("\n\n")


def _shown(value: object) -> str | datetime | None:
    return value if isinstance(value, datetime) or value is None else str(value)


def _labels(article: ArticleRevision) -> str:
    return ", ".join(tag.label for tag in article.tags)


def _media(article: ArticleRevision) -> str:
    return "\n".join(medium.url or medium.caption or medium.kind for medium in article.media)
