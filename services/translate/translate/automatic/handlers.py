"""Handlers that link by likeness, at the pace of the matcher."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.desk import LinkingSwitch
from newsroom.events.envelope import Event, traces_of
from newsroom.events.stories import LinkDecision
from newsroom.streams.publisher import Emission
from translate.automatic.linker import AutomaticLinker
from translate.automatic.pause import PauseStore
from translate.automatic.suggestions import Proposal, revise
from translate.automatic.waiting_suggestions import WaitingPairs
from translate.stories.commit import NodeStore, link
from translate.stories.emit import StoryEmitter


@dataclass(frozen=True, slots=True)
class AutomaticLinking:
    """Links what the matcher is sure of, and proposes what it is not; again what editors parted."""

    linker: AutomaticLinker
    nodes: NodeStore
    stories: StoryEmitter
    waiting: WaitingPairs

    async def match_revisions(self, events: Sequence[Event[ArticleRevision]]) -> Sequence[Emission]:
        """New and corrected articles, scored against what lies near."""
        matched = await self.linker.take([event.data for event in events], [])
        await self._propose(matched.proposals)
        return await self.stories.emissions(matched.snapshots, traces_of(events))

    async def drop_withdrawn(self, events: Sequence[Event[ArticleWithdrawn]]) -> Sequence[Emission]:
        """Withdrawn articles: out of the window, their questions out of the queue."""
        matched = await self.linker.take([], [event.data for event in events])
        await self.waiting.withdrawn(event.subject for event in events if not event.data.lifted)
        await self._propose(matched.proposals)
        return await self.stories.emissions(matched.snapshots, traces_of(events))

    async def rematch_parted(self, events: Sequence[Event[LinkDecision]]) -> Sequence[Emission]:
        """Articles that editors parted, or no longer hold together: matched again."""
        decisions = [event.data for event in events]
        parted = {
            article_id
            for decision in decisions
            if decision.verdict != "together"
            for article_id in (decision.article_id, decision.other_id)
        }
        if not parted:
            return ()
        # Its own group may not have come to the decision yet, and what it forbids must not be matched.
        snapshots = await link(self.nodes, decisions)
        matched = await self.linker.rematch(parted)
        await self._propose(matched.proposals)
        return await self.stories.emissions([*snapshots, *matched.snapshots], traces_of(events))

    async def _propose(self, proposals: Sequence[Proposal]) -> None:
        known = await self.waiting.suggestions.read([proposal.id for proposal in proposals])
        revised = revise(proposals, known)
        await self.waiting.put(revised)
        # Whoever took a place after it was looked at may not have found the suggestion.
        await self.waiting.overtaken(
            article_id
            for suggestion in revised
            if suggestion.state == "waiting"
            for article_id in (suggestion.article_id, suggestion.other_id)
        )


@dataclass(frozen=True, slots=True)
class PauseSwitching:
    """Pauses and resumes automatic linking.

    What editors paused is in force already, unless whoever emitted it died before it was.
    """

    pauses: PauseStore

    async def apply_switches(self, events: Sequence[Event[LinkingSwitch]]) -> Sequence[Emission]:
        """Emits nothing."""
        await self.pauses.apply([event.data for event in events])
        return ()
