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
    LINKING_SWITCHED,
    STORY_LINKED,
)
from newsroom.events.envelope import NO_TRACES, Traces, traces_of
from newsroom.events.stories import LinkDecision, StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.consumer import Delivery, Handler
from newsroom.streams.outcome import RejectedError
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic import AutomaticLinker, Taken
from translate.linker import NodeStore, link
from translate.listing import WaitingPairs
from translate.pausing import PauseStore
from translate.suggesting import Proposal, revise

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
    automatic: AutomaticLinker, nodes: NodeStore, stories: StoryWriter, waiting: WaitingPairs
) -> Handler:
    """Links what the matcher is sure of, and proposes what it is not; again what editors parted."""

    async def handle(deliveries: Sequence[Delivery]) -> Sequence[Emission]:
        _check(deliveries[0], _ARTICLES | {LINK_DECIDED.name})
        told = [delivery.event.data for delivery in deliveries]
        gone = [one for one in told if isinstance(one, ArticleWithdrawn)]
        decided = [one for one in told if isinstance(one, LinkDecision)]
        taken = await automatic.take([one for one in told if isinstance(one, ArticleRevision)], gone)
        parted = {one for d in decided if d.verdict != "together" for one in (d.article_id, d.other_id)}
        if parted:
            # Its own group may not have come to the decision yet, and what it forbids must not be matched.
            snapshots = await link(nodes, decided)
            again = await automatic.rematch(parted)
            taken = Taken(
                [*taken.snapshots, *snapshots, *again.snapshots], [*taken.proposals, *again.proposals]
            )
        await waiting.withdrawn(one.id for one in gone if not one.lifted)
        await _propose(taken.proposals, waiting)
        return await stories.emissions(taken.snapshots, traces_of(one.event for one in deliveries))

    return handle


async def _propose(proposals: Sequence[Proposal], waiting: WaitingPairs) -> None:
    revised = revise(proposals, await waiting.suggestions.read([one.id for one in proposals]))
    await waiting.put(revised)
    # Whoever took a place after it was looked at may not have found the suggestion.
    await waiting.overtaken(
        one for s in revised if s.state == "waiting" for one in (s.article_id, s.other_id)
    )


def _trace(snapshot: StorySnapshot, traces: Traces) -> str | None:
    """The trace of the article that changed the story."""
    members = (member.id for member in snapshot.articles.values())
    return next((traces[member] for member in members if member in traces), None)


def _check(delivery: Delivery, understood: frozenset[str]) -> None:
    if delivery.event.type not in understood:
        raise RejectedError(f"translate knows nothing of {delivery.event.type}")
