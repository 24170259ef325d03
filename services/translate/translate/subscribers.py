"""The edge towards the streams: events in, story snapshots and suggestions out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.catalogue import (
    ARTICLE_CREATED,
    ARTICLE_UPDATED,
    ARTICLE_WITHDRAWN,
    LINK_DECIDED,
    LINK_SUGGESTED,
    LINKING_SWITCHED,
    STORY_LINKED,
)
from newsroom.events.envelope import NO_TRACES, Traces, traces_of
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.consumer import Delivery, Handler
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic import AutomaticLinker
from translate.linker import NodeStore, link
from translate.pausing import PauseStore
from translate.suggesting import SuggestionStore, revise

_ARTICLES = frozenset({ARTICLE_CREATED.name, ARTICLE_UPDATED.name, ARTICLE_WITHDRAWN.name})


class StoryBoard(Protocol):
    """Where stories are listed by what they lack."""

    async def put(self, snapshots: Sequence[StorySnapshot]) -> None: ...


@dataclass(frozen=True, slots=True)
class StoryWriter:
    """Brings story versions to the board and onto the stream."""

    board: StoryBoard
    publisher: Publisher
    clock: Clock

    async def emissions(
        self, snapshots: Sequence[StorySnapshot], traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Lists the stories; returns the events that say how they stand. `traces` are of articles told."""
        await self.board.put(snapshots)
        now = self.clock.now()
        return [
            Emission.of(STORY_LINKED, STORY_LINKED.event(one, time=now, traceparent=_trace(one, traces)))
            for one in snapshots
        ]

    async def emit(self, snapshots: Sequence[StorySnapshot]) -> int:
        """Says how stories stand; returns how many events were new."""
        return len(await self.publisher.append_once(await self.emissions(snapshots)))


def link_what_says_so(store: NodeStore, stories: StoryWriter, pauses: PauseStore) -> Handler:
    """Links what names its original itself, and what editors decided; it waits for no matcher.

    What they paused is in force already, unless whoever said so died before it was.
    """

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        if deliveries[0].event.type == LINKING_SWITCHED.name:
            await pauses.apply([one.event.data for one in deliveries])
            return []
        _check(deliveries[0], _ARTICLES | {LINK_DECIDED.name})
        events = [one.event for one in deliveries]
        return await stories.emissions(await link(store, [one.data for one in events]), traces_of(events))

    return handle


def link_what_matches(
    automatic: AutomaticLinker, stories: StoryWriter, suggestions: SuggestionStore, clock: Clock
) -> Handler:
    """Links what the matcher is sure of, and proposes what it is not."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        _check(deliveries[0], _ARTICLES)
        told = [delivery.event.data for delivery in deliveries]
        snapshots, proposals = await automatic.take(
            [one for one in told if isinstance(one, ArticleRevision)],
            [one for one in told if isinstance(one, ArticleWithdrawn)],
        )
        revised = revise(proposals, await suggestions.read([one.id for one in proposals]))
        now = clock.now()
        said = [Emission.of(LINK_SUGGESTED, LINK_SUGGESTED.event(one, time=now)) for one in revised]
        await stories.publisher.append_once(said)
        await suggestions.write(revised)
        return await stories.emissions(snapshots, traces_of(one.event for one in deliveries))

    return handle


def _trace(snapshot: StorySnapshot, traces: Traces) -> str | None:
    """The trace of the article that changed the story."""
    members = (member.id for member in snapshot.articles.values())
    return next((traces[member] for member in members if member in traces), None)


def _check(delivery: Delivery, understood: frozenset[str]) -> None:
    if delivery.event.type not in understood:
        raise RejectedError(f"translate knows nothing of {delivery.event.type}")
