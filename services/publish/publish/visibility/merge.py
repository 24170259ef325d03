"""Merging of events into facts, each under the guard of its number, so that order never matters. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import StorySnapshot
from publish.visibility.facts import ArticleFacts

_INSTANTS = (
    "published_at",
    "embargo_until",
    "modified_at",
    "received_at",
    "first_received_at",
    "previous_received_at",
    "released_at",
)


@dataclass(frozen=True, slots=True)
class Told:
    """Facts that a batch of events tells of articles and stories."""

    revisions: tuple[ArticleRevision, ...] = ()
    withdrawals: tuple[ArticleWithdrawn, ...] = ()
    snapshots: tuple[StorySnapshot, ...] = ()

    def article_ids(self) -> list[str]:
        """The articles that it says something of, in the order of their events, which the live log keeps."""
        members = (member.id for snapshot in self.snapshots for member in snapshot.articles.values())
        named = (*(one.id for one in self.revisions), *(one.id for one in self.withdrawals), *members)
        return list(dict.fromkeys(named))


NOTHING_TOLD = Told()


def merged_articles(known: Mapping[str, ArticleFacts], told: Told) -> dict[str, ArticleFacts]:
    """The facts with what was told: of articles told of and not known, too."""
    merged = dict(known)
    for revision in told.revisions:
        merged[revision.id] = _with_revision(_of(merged, revision.id), revision)
    for withdrawal in told.withdrawals:
        status = "live" if withdrawal.lifted else "withdrawn"
        merged[withdrawal.id] = _with(_of(merged, withdrawal.id), _standing(merged, withdrawal, status))
    for snapshot in told.snapshots:
        for member in snapshot.articles.values():
            facts = _of(merged, member.id)
            if member.membership > facts.membership:
                place = {"assigned_story_id": snapshot.id, "membership": member.membership}
                facts = _with(facts, {**place, "yields_to": member.yields_to})
            merged[member.id] = facts
    return merged


def newer_stories(
    known: Mapping[str, StorySnapshot], told: Iterable[StorySnapshot]
) -> dict[str, StorySnapshot]:
    """The newest of each story that is newer than what is known."""
    newer: dict[str, StorySnapshot] = {}
    for snapshot in told:
        before = newer.get(snapshot.id) or known.get(snapshot.id)
        if before is None or snapshot.version > before.version:
            newer[snapshot.id] = snapshot
    return newer


def to_the_millisecond(instant: datetime) -> datetime:
    """The instant as MongoDB keeps it, so that what is said at once and what is said again are the same."""
    if instant.microsecond % 1000:
        instant = instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    return instant.astimezone(UTC) if instant.utcoffset() else instant


def as_kept(revision: ArticleRevision) -> ArticleRevision:
    """A revision as it reads once it is kept."""
    changes: dict[str, Any] = {}  # to copy a model with
    for name in _INSTANTS:
        instant: datetime | None = getattr(revision, name)
        if instant is not None and (kept := to_the_millisecond(instant)) is not instant:
            changes[name] = kept
    return revision.model_copy(update=changes) if changes else revision


def _of(articles: Mapping[str, ArticleFacts], article_id: str) -> ArticleFacts:
    return articles.get(article_id) or ArticleFacts(_id=article_id)


def _with(facts: ArticleFacts, changes: Mapping[str, Any]) -> ArticleFacts:
    return facts.model_copy(update=changes) if changes else facts


def _standing(
    articles: Mapping[str, ArticleFacts], event: ArticleRevision | ArticleWithdrawn, status: str
) -> Mapping[str, Any]:
    """The status of the newest revision, by epoch, then by number."""
    facts = _of(articles, event.id)
    if (event.epoch, event.revision) <= (facts.epoch, facts.revision):
        return {}
    return {"epoch": event.epoch, "revision": event.revision, "status": status}


def _with_revision(facts: ArticleFacts, revision: ArticleRevision) -> ArticleFacts:
    """The content of the newest revision that has content; what a revision suppresses stays so."""
    changes = dict(_standing({facts.id: facts}, revision, revision.status))
    if facts.content is None or revision.order > facts.content.order:
        changes["content"] = revision
    if revision.suppress_previous and revision.revision > facts.suppressed_below:
        changes["suppressed_below"] = revision.revision
    return _with(facts, changes)
