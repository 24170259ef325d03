"""Handlers of explicit links: what articles and editors state themselves, which waits for no matcher."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.envelope import Event, traces_of
from newsroom.events.stories import LinkDecision
from newsroom.streams.publisher import Emission
from translate.stories.commit import commit_changes
from translate.stories.node_store import NodeStore
from translate.stories.outbox import StoryOutbox


@dataclass(frozen=True, slots=True)
class ExplicitLinking:
    """Applies explicit links, withdrawals and the desk's decisions to the graph."""

    nodes: NodeStore
    outbox: StoryOutbox

    async def link_explicit(
        self, events: Sequence[Event[ArticleRevision] | Event[ArticleWithdrawn] | Event[LinkDecision]]
    ) -> Sequence[Emission]:
        """Nothing is left to emit: the story versions are on their stream when this returns."""
        with self.outbox.holding(self.nodes) as nodes:
            snapshots = await commit_changes(nodes, [event.data for event in events])
            await self.outbox.flush(snapshots, traces_of(events), nodes.known)
        return ()
