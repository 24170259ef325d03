"""Handlers that link by what articles and editors say themselves: no matcher is waited for."""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.envelope import Event, traces_of
from newsroom.events.stories import LinkDecision
from newsroom.streams.publisher import Emission
from translate.stories.commit import NodeStore, link
from translate.stories.emit import StoryEmitter


@dataclass(frozen=True, slots=True)
class ExplicitLinking:
    """Applies explicit links, withdrawals and the desk's decisions to the graph."""

    nodes: NodeStore
    stories: StoryEmitter

    async def link_explicit(
        self, events: Sequence[Event[ArticleRevision] | Event[ArticleWithdrawn] | Event[LinkDecision]]
    ) -> Sequence[Emission]:
        """The versions of the stories that came about."""
        snapshots = await link(self.nodes, [event.data for event in events])
        return await self.stories.emissions(snapshots, traces_of(events))
