"""Bring what the public is shown in line with what publish was told: the one way anything becomes visible.

Crash windows, each healed by running this again (a redelivery, the embargo clock, or the sweep for
unlogged changes): facts told but not shown; shown in MongoDB but not appended to the live log; appended
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
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission
from publish.visibility.facts import ArticleFacts, members_of
from publish.visibility.live_change import Raise, due_change, emission
from publish.visibility.projection import Surroundings, project
from publish.visibility.urls import Site

# Raises race only with other replicas; each round that loses means that another one won.
_ROUNDS = 20


class Facts(Protocol):
    """What reconciling needs of the store."""

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleFacts]: ...
    async def stories(self, ids: Iterable[str]) -> dict[str, StorySnapshot]: ...
    async def show(self, raises: Sequence[Raise]) -> None: ...


class LiveLog(Protocol):
    """Where visible changes are appended."""

    async def append_once(self, emissions: Iterable[Emission]) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class _Scene:
    """Articles with every story and sibling that their projection looks at."""

    articles: Mapping[str, ArticleFacts]
    stories: Mapping[str, StorySnapshot]
    known_stories: frozenset[str]

    def complete(self) -> Iterable[ArticleFacts]:
        """Those whose own story was looked up, so that nothing is missing around them."""
        return (facts for facts in self.articles.values() if facts.story_id in self.known_stories)

    def around(self, facts: ArticleFacts) -> Surroundings:
        return Surroundings(self.stories.get(facts.story_id), self.articles)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Shows what is due of some articles and of all their siblings."""

    facts: Facts
    log: LiveLog
    site: Site
    clock: Clock

    async def reconcile(
        self, article_ids: Iterable[str], story_ids: Iterable[str] = (), traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Writes every due change and returns the live events to append; appending them is idempotent.

        Reads again after each write, until nothing is due: a change that raced ours is then seen.
        """
        ids, stories = list(article_ids), list(story_ids)
        for _ in range(_ROUNDS):
            scene = await self._look(ids, stories)
            raises = self._due(scene, self.clock.now(), traces)
            if not raises:
                return [emission(facts) for facts in scene.complete() if facts.unlogged]
            # What was shown last must be in the log before it is replaced, or its kind would be lost.
            await self.log.append_once([emission(r.facts) for r in raises if r.facts.unlogged])
            await self.facts.show(raises)
            for change in raises:
                metrics.CHANGES_PUBLISHED.labels(change=change.showing.change).inc()
        raise ContentionError(f"gave up after {_ROUNDS} rounds over {len(ids)} articles")

    async def _look(self, ids: Sequence[str], story_ids: Sequence[str]) -> _Scene:
        named = await self.facts.articles(ids)
        wanted = {facts.story_id for facts in named.values()} | set(story_ids)
        stories = await self.facts.stories(wanted)
        siblings = {member for story in stories.values() for member in members_of(story)} - set(named)
        articles = named | (await self.facts.articles(siblings) if siblings else {})
        return _Scene(articles, stories, frozenset(wanted))

    def _due(self, scene: _Scene, now: datetime, traces: Traces) -> list[Raise]:
        raises: list[Raise] = []
        for facts in scene.complete():
            around = scene.around(facts)
            showing = due_change(facts, project(facts, around, self.site, now))
            if showing is not None:
                previous = around.story.previous_story_ids if around.story else ()
                raises.append(Raise(facts, showing, previous, now, _trace(facts, around, traces)))
        return raises


def _trace(facts: ArticleFacts, around: Surroundings, traces: Traces) -> str | None:
    """The trace that the change belongs to: the article's own, its story's, or a sibling's."""
    siblings = members_of(around.story) if around.story else ()
    subjects = (facts.id, facts.story_id, *siblings)
    return next((traces[subject] for subject in subjects if subject in traces), None)


def sweep_before(now: datetime) -> datetime:
    """Changes older than this that the archive lacks were left behind by a crash or a lost Redis."""
    return now - timedelta(seconds=10)
