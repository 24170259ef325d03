"""Reconciliation of the projection shown with the facts: the one way anything becomes visible.

Crash windows, each healed by running this again (a redelivery, the embargo clock, or the sweep for
unlogged changes): facts upserted but not shown; shown in MongoDB but not appended to the live log; appended
but not acknowledged.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import StorySnapshot
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts, members_of
from publish.visibility.live_change import PendingChange, due_change, emission
from publish.visibility.page_urls import PageUrls
from publish.visibility.projection import StoryContext, project

# Writes race only with other replicas; each round that loses means that another replica won.
_ROUNDS = 20


class Facts(Protocol):
    """Store of facts, as reconciling needs it."""

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        """The facts of those that are there, in this order."""
        ...

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]: ...
    async def show(self, pending: Sequence[PendingChange]) -> None: ...


class LiveLog(Protocol):
    """The log that visible changes are appended to, idempotently."""

    async def append_once(self, emissions: Iterable[Emission]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    """Articles with every story and sibling that their projections depend on."""

    articles: Mapping[str, ArticleFacts]
    stories: Mapping[str, StorySnapshot]
    known_stories: frozenset[str]

    def complete(self) -> Iterable[ArticleFacts]:
        """The articles whose own story was looked up, so that nothing is missing around them."""
        return (facts for facts in self.articles.values() if facts.story_id in self.known_stories)

    def context(self, facts: ArticleFacts) -> StoryContext:
        return StoryContext(self.stories.get(facts.story_id), self.articles)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Shows the changes that are due of some articles and of all their siblings, by compare-and-set."""

    facts: Facts
    log: LiveLog
    urls: PageUrls
    clock: Clock

    async def reconcile(
        self, article_ids: Iterable[str], story_ids: Iterable[str] = (), traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Writes every due change and returns the live events to append, in the articles' order; idempotent.

        Reads again after each write, until nothing is due: a change that raced ours is then seen.
        """
        ids, stories = list(article_ids), list(story_ids)
        for _ in range(_ROUNDS):
            neighbourhood = await self._read(ids, stories)
            pending = self._due(neighbourhood, self.clock.now(), traces)
            if not pending:
                return [emission(facts) for facts in neighbourhood.complete() if facts.unlogged]
            # The last change must be in the log before it is replaced, or its kind would be lost.
            await self.log.append_once([emission(p.facts) for p in pending if p.facts.unlogged])
            await self.facts.show(pending)
            reach(CrashPoint.PUBLISH_SHOWN)
            for change in pending:
                metrics.CHANGES_PUBLISHED.labels(change=change.visible.change).inc()
        raise ContentionError(f"gave up after {_ROUNDS} rounds over {len(ids)} articles")

    async def _read(self, ids: Sequence[str], story_ids: Sequence[str]) -> _Neighbourhood:
        named = await self.facts.articles(ids)
        wanted = {facts.story_id for facts in named.values()} | set(story_ids)
        stories = await self.facts.stories(wanted)
        siblings = {member for story in stories.values() for member in members_of(story)} - set(named)
        articles = named | (await self.facts.articles(siblings) if siblings else {})
        return _Neighbourhood(articles, stories, frozenset(wanted))

    def _due(self, neighbourhood: _Neighbourhood, now: datetime, traces: Traces) -> list[PendingChange]:
        pending: list[PendingChange] = []
        for facts in neighbourhood.complete():
            context = neighbourhood.context(facts)
            visible = due_change(facts, project(facts, context, self.urls, now))
            if visible is not None:
                previous = context.story.previous_story_ids if context.story else ()
                trace = _trace(facts, context, traces)
                pending.append(PendingChange(facts, visible, previous, now, trace))
        return pending


def _trace(facts: ArticleFacts, context: StoryContext, traces: Traces) -> str | None:
    """The trace that the change belongs to: the article's own, its story's, or a sibling's."""
    siblings = members_of(context.story) if context.story else ()
    subjects = (facts.id, facts.story_id, *siblings)
    return next((traces[subject] for subject in subjects if subject in traces), None)


def sweep_before(now: datetime) -> datetime:
    """Changes older than this that the archive lacks were left behind by a crash or a lost Redis."""
    return now - timedelta(seconds=10)
