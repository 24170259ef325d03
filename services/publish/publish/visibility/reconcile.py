"""Reconciliation of what is known and shown with what was told: the one way anything becomes visible.

An article is read once, merged with what was told and projected, and written once, facts and projection
together, by compare-and-set on its numbers. Crash windows, each healed by running this again (a redelivery,
the embargo clock, or the sweep for unlogged changes): stories written and not their articles; shown in
MongoDB but not appended to the live log; appended but not acknowledged.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import StorySnapshot
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.runtime.turns import in_turns
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts, members_of
from publish.visibility.live_change import PendingChange, due_change, emission, emission_after_a_loss
from publish.visibility.merge import NOTHING_TOLD, Told, merged_articles, newer_stories, to_the_millisecond
from publish.visibility.page_urls import PageUrls
from publish.visibility.projection import StoryContext, project

# Writes race only with other replicas; each round that loses means that another replica won.
_ROUNDS = 20


@dataclass(frozen=True, slots=True)
class ArticleWrite:
    """Facts of an article to write where they are still as they were read; None where there were none."""

    before: ArticleFacts | None
    after: ArticleFacts


@dataclass(frozen=True, slots=True)
class StoryWrite:
    """Snapshot to write where the story still has the version that was read; None where it was not there."""

    before: int | None
    after: StorySnapshot


class Facts(Protocol):
    """Store of facts. Writes are compare-and-set; both return whether every one of them held."""

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]:
        """The facts of those that are there, in this order."""
        ...

    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]: ...
    async def keep_contents(self, revisions: Sequence[ArticleRevision]) -> None: ...
    async def write_stories(self, writes: Sequence[StoryWrite]) -> bool: ...
    async def write_articles(self, writes: Sequence[ArticleWrite]) -> bool: ...
    async def are_as_read(self, articles: Sequence[ArticleFacts], stories: Sequence[StorySnapshot]) -> bool:
        """Whether these are still as they were read, by their numbers."""
        ...


class LiveLog(Protocol):
    """The log that visible changes are appended to, idempotently."""

    async def append_once(self, emissions: Iterable[Emission]) -> list[str]: ...
    async def lacking(self, stream: str, numbers: Mapping[str, int]) -> set[str]:
        """The subjects among these whose number was never appended."""
        ...


@dataclass(frozen=True, slots=True)
class _Neighbourhood:
    """Articles with every story and sibling that their projections depend on, with what was told."""

    before: Mapping[str, ArticleFacts]
    articles: Mapping[str, ArticleFacts]
    read_stories: Mapping[str, StorySnapshot]
    newer_stories: Mapping[str, StorySnapshot]
    known_stories: frozenset[str]

    def complete(self) -> Iterable[ArticleFacts]:
        """The articles whose own story was looked up, so that nothing is missing around them."""
        return (facts for facts in self.articles.values() if facts.story_id in self.known_stories)

    def context(self, facts: ArticleFacts) -> StoryContext:
        return StoryContext(self.story(facts.story_id), self.articles)

    def story(self, story_id: str) -> StorySnapshot | None:
        return self.newer_stories.get(story_id) or self.read_stories.get(story_id)

    def story_writes(self) -> list[StoryWrite]:
        read = self.read_stories
        return [
            StoryWrite(read[story.id].version if story.id in read else None, story)
            for story in self.newer_stories.values()
        ]

    def bystanders(self, written: Collection[str]) -> tuple[list[ArticleFacts], list[StorySnapshot]]:
        """What the projections of the written articles were made from, and is not written itself."""
        story_ids = {self.articles[one].story_id for one in written}
        stories = [story for story_id in story_ids if (story := self.story(story_id)) is not None]
        siblings = {member for story in stories for member in members_of(story)}.difference(written)
        return (
            [self.before[one] for one in siblings if one in self.before],
            [story for story in stories if story.id not in self.newer_stories],
        )


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Shows the changes that are due of some articles and of all their siblings, by compare-and-set."""

    facts: Facts
    log: LiveLog
    urls: PageUrls
    clock: Clock

    async def reconcile(
        self, article_ids: Iterable[str] = (), told: Told = NOTHING_TOLD, traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Writes what was told and each due change; returns the events to append, in the articles' order.

        Reads again where somebody else wrote meanwhile, also what was only read: of two that race at least
        the later then sees the other's. Appending the events is idempotent.
        """
        ids = list(dict.fromkeys((*told.article_ids(), *article_ids)))
        for _ in range(_ROUNDS):
            hood = await self._read(ids, told)
            pending = await self._due(hood, self.clock.now(), traces)
            if not await self._is_written(hood, pending):
                continue
            for change in pending:
                metrics.CHANGES_PUBLISHED.labels(change=change.visible.change).inc()
            return await self._unsaid(hood, pending)
        raise ContentionError(f"gave up after {_ROUNDS} rounds over {len(ids)} articles")

    async def _read(self, ids: Sequence[str], told: Told) -> _Neighbourhood:
        """Articles and stories at once: most articles are in the story of their own id, or in one told of."""
        first = {*ids, *(snapshot.id for snapshot in told.snapshots)}
        known, stories = await asyncio.gather(self.facts.articles(ids), self.facts.stories(first))
        merged = merged_articles(known, told)
        articles = {one: merged[one] for one in ids if one in merged}
        # A member that moves leaves siblings behind, who must not show it until their own snapshot comes.
        others = {facts.story_id for facts in (*known.values(), *articles.values())} - first
        if others:
            stories |= await self.facts.stories(others)
        newer = newer_stories(stories, told.snapshots)
        siblings = {member for story in (stories | newer).values() for member in members_of(story)}
        if siblings := siblings.difference(articles):
            found = await self.facts.articles(siblings)
            known, articles = known | found, articles | found
        return _Neighbourhood(known, articles, stories, newer, frozenset(first | others))

    async def _due(self, hood: _Neighbourhood, now: datetime, traces: Traces) -> list[PendingChange]:
        at = to_the_millisecond(now)
        pending: list[PendingChange] = []
        async for facts in in_turns(hood.complete()):
            context = hood.context(facts)
            visible = due_change(facts, project(facts, context, self.urls, now))
            if visible is not None:
                previous = context.story.previous_story_ids if context.story else ()
                trace = _trace(facts, context, traces)
                pending.append(PendingChange(facts, visible, previous, at, trace))
        return pending

    async def _is_written(self, hood: _Neighbourhood, pending: Sequence[PendingChange]) -> bool:
        """Whether all of it was written, and nothing that it depends on was changed meanwhile."""
        changed = {one.id: one for one in hood.articles.values() if one is not hood.before.get(one.id)}
        changed |= {change.facts.id: change.shown() for change in pending}
        stories = hood.story_writes()
        # The last change must be in the log before it is replaced, or its kind would be lost.
        replaced = [hood.before[change.facts.id] for change in pending if change.facts.unlogged]
        await self.log.append_once(map(emission_after_a_loss, await self._lacking(replaced)))
        # Stories first: whoever reads an article finds the snapshot that it was moved by.
        if stories and not await self.facts.write_stories(stories):
            return False
        if not changed:
            return True
        reach(CrashPoint.PUBLISH_FACTS)
        writes = [ArticleWrite(hood.before.get(one.id), one) for one in changed.values()]
        if not await self.facts.write_articles(writes):
            return False
        if pending:
            reach(CrashPoint.PUBLISH_SHOWN)
        articles, read = hood.bystanders(changed)
        return not (articles or read) or await self.facts.are_as_read(articles, read)

    async def _unsaid(self, hood: _Neighbourhood, pending: Sequence[PendingChange]) -> list[Emission]:
        """Events of what was just shown, and of what was shown before and never appended."""
        shown = {change.facts.id: change.shown() for change in pending}
        earlier = [facts for facts in hood.complete() if facts.unlogged and facts.id not in shown]
        lost = {facts.id: facts for facts in await self._lacking(earlier)}
        in_order = (one for one in hood.articles if one in shown or one in lost)
        return [
            emission(shown[one]) if one in shown else emission_after_a_loss(lost[one])
            async for one in in_turns(in_order)
        ]

    async def _lacking(self, shown: Sequence[ArticleFacts]) -> list[ArticleFacts]:
        """Those whose last change the live log lacks; the archive may only be behind."""
        if not shown:
            return []
        lacking = await self.log.lacking(ARTICLE_PUBLISHED.stream, {facts.id: facts.seq for facts in shown})
        return [facts for facts in shown if facts.id in lacking]


def _trace(facts: ArticleFacts, context: StoryContext, traces: Traces) -> str | None:
    """The trace that the change belongs to: the article's own, its story's, or a sibling's."""
    siblings = members_of(context.story) if context.story else ()
    subjects = (facts.id, facts.story_id, *siblings)
    return next((traces[subject] for subject in subjects if subject in traces), None)


def sweep_before(now: datetime) -> datetime:
    """Changes older than this that the archive lacks were left behind by a crash or a lost Redis."""
    return now - timedelta(seconds=10)
