"""Handlers of explicit links: what articles and editors state themselves, which waits for no matcher."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.envelope import Event, traces_of
from newsroom.events.stories import LinkDecision
from newsroom.streams.publisher import Emission
from translate.stories.commit import commit_changes
from translate.stories.graph import Node
from translate.stories.node_store import NodeStore
from translate.stories.outbox import StoryOutbox


class Originals(Protocol):
    """The originals that articles name in sources which theirs are not trusted to name any in."""

    async def propose(self, article_ids: Iterable[str], /) -> None:
        """Asks the desk about each. Idempotent."""
        ...


class Checks(Protocol):
    """Stories whose variants are to be compared."""

    async def mark(self, story_ids: Iterable[str], /) -> None:
        """Marks stories, or the stories of articles, as changed. Idempotent."""
        ...


@dataclass(frozen=True, slots=True)
class ExplicitLinking:
    """Applies explicit links, withdrawals and the desk's decisions to the graph."""

    nodes: NodeStore
    outbox: StoryOutbox
    originals: Originals
    checks: Checks

    async def link_explicit(
        self, events: Sequence[Event[ArticleRevision] | Event[ArticleWithdrawn] | Event[LinkDecision]]
    ) -> Sequence[Emission]:
        """Nothing is left to emit: the story versions are on their stream when this returns."""
        with self.outbox.holding(self.nodes) as nodes:
            snapshots = await commit_changes(nodes, [event.data for event in events])
            await self.outbox.flush(snapshots, traces_of(events), nodes.known)
            corrected = _with_variants(events, nodes.known)
            unconfirmed = _with_unconfirmed(events, nodes.known)
        if corrected:
            await self.checks.mark(corrected)
        if unconfirmed:
            await self.originals.propose(unconfirmed)
        return ()


def _with_variants(events: Iterable[Event[Any]], known: Mapping[str, Node]) -> list[str]:
    """The corrected and withdrawn articles whose stories have other members.

    Also those of an entry that came again, as in `_with_unconfirmed`.
    """
    corrected = [
        event.data.id
        for event in events
        if isinstance(event.data, ArticleRevision | ArticleWithdrawn) and event.data.revision > 1
    ]
    return [article_id for article_id in corrected if _has_variants(known, article_id)]


def _has_variants(known: Mapping[str, Node], article_id: str) -> bool:
    node = known.get(article_id)
    founder = known.get(node.story_id or article_id) if node is not None else None
    return founder is None or founder.story is None or len(founder.story.articles) > 1


def _with_unconfirmed(events: Iterable[Event[Any]], known: Mapping[str, Node]) -> set[str]:
    """The articles that name an original nobody has confirmed, or that are named so.

    Also those of an entry that came again, whose commit wrote nothing: it may have been cut short after it.
    """
    revised = {event.data.id for event in events if isinstance(event.data, ArticleRevision)}
    return {
        article_id
        for article_id in revised
        if (node := known.get(article_id)) is None
        or node.unconfirmed_by
        or (node.metadata is not None and node.metadata.unconfirmed_original is not None)
    }
