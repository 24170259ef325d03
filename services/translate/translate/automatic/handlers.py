"""Handlers of automatic linking, at the pace of the matcher."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.desk import LinkingSwitch
from newsroom.events.envelope import Event, Traces, traces_of
from newsroom.events.stories import LinkDecision, StorySnapshot
from newsroom.streams.publisher import Emission
from translate.automatic.linker import AutomaticLinker, LinkingResult
from translate.automatic.pause import PauseStore
from translate.automatic.suggestions import Proposal, revise_suggestions
from translate.automatic.waiting_suggestions import WaitingSuggestions
from translate.stories.commit import commit_changes
from translate.stories.node_store import NodeStore
from translate.stories.outbox import StoryOutbox


@dataclass(frozen=True, slots=True)
class AutomaticLinking:
    """Links pairs that the matcher is sure of, and proposes the others; again those that editors parted.

    Nothing is left to emit when a handler returns: suggestions and story versions are on their streams.
    """

    linker: AutomaticLinker
    nodes: NodeStore
    outbox: StoryOutbox
    waiting: WaitingSuggestions

    async def match_revisions(self, events: Sequence[Event[ArticleRevision]]) -> Sequence[Emission]:
        """Scores new and corrected articles against those published near."""
        result = await self.linker.link([event.data for event in events])
        return await self._finish(result, traces_of(events))

    async def drop_withdrawn(self, events: Sequence[Event[ArticleWithdrawn]]) -> Sequence[Emission]:
        """Takes withdrawn articles out of the candidates, and supersedes their suggestions."""
        result = await self.linker.link([], [event.data for event in events])
        await self.waiting.supersede_all(event.subject for event in events if not event.data.lifted)
        return await self._finish(result, traces_of(events))

    async def rematch_parted(self, events: Sequence[Event[LinkDecision]]) -> Sequence[Emission]:
        """Matches articles again that editors parted, or no longer hold together."""
        decisions = [event.data for event in events]
        parted = {
            article_id
            for decision in decisions
            if decision.verdict != "together"
            for article_id in (decision.article_id, decision.other_id)
        }
        if not parted:
            return ()
        # Group `translate` may not have come to the decision yet, and what it forbids must not be matched.
        snapshots = await commit_changes(self.nodes, decisions)
        return await self._finish(await self.linker.rematch(parted), traces_of(events), snapshots)

    async def _finish(
        self, result: LinkingResult, traces: Traces, snapshots: Sequence[StorySnapshot] = ()
    ) -> Sequence[Emission]:
        await self._propose(result.proposals)
        await self.outbox.flush([*snapshots, *result.snapshots], traces)
        return ()

    async def _propose(self, proposals: Sequence[Proposal]) -> None:
        known = await self.waiting.suggestions.read([proposal.id for proposal in proposals])
        revised = revise_suggestions(proposals, known)
        await self.waiting.put(revised)
        # Whoever took a slot after it was read may not have found the suggestion.
        await self.waiting.supersede_moot(
            article_id
            for suggestion in revised
            if suggestion.state == "waiting"
            for article_id in (suggestion.article_id, suggestion.other_id)
        )


@dataclass(frozen=True, slots=True)
class PauseSwitching:
    """Pauses and resumes automatic linking.

    A switch is in force already, unless whoever emitted it died before it was.
    """

    pauses: PauseStore

    async def apply_switches(self, events: Sequence[Event[LinkingSwitch]]) -> Sequence[Emission]:
        """Emits nothing."""
        await self.pauses.apply([event.data for event in events])
        return ()
