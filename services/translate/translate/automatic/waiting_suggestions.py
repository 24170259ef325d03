"""What the desk works through follows every change of a story: what lacks a language, the pairs that wait."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsroom.events.catalogue import LINK_SUGGESTED
from newsroom.events.stories import LinkSuggestion, StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic.suggestions import SuggestionStore, with_state
from translate.stories.commit import NodeStore
from translate.stories.slots import is_moot, read_places


@dataclass(frozen=True, slots=True)
class Dated:
    """A story and when the first of its articles was published; None for one without articles."""

    story: StorySnapshot
    published_at: datetime | None


class DatedBoard(Protocol):
    """Where stories are listed by what they lack, oldest first."""

    async def put(self, stories: Sequence[Dated]) -> None: ...


@dataclass(frozen=True, slots=True)
class WaitingPairs:
    """Takes out of the desk's queue what no longer needs an answer."""

    nodes: NodeStore
    suggestions: SuggestionStore
    publisher: Publisher
    clock: Clock

    async def overtaken(self, article_ids: Iterable[str]) -> None:
        """Supersedes those pairs of these articles that wait and could not be linked now."""
        waiting = await self.suggestions.waiting_of(sorted(set(article_ids)))
        if not waiting:
            return
        nodes = await read_places(self.nodes, {one for s in waiting for one in (s.article_id, s.other_id)})
        await self.supersede([one for one in waiting if is_moot(nodes, one.article_id, one.other_id)])

    async def withdrawn(self, article_ids: Iterable[str]) -> None:
        """Supersedes all pairs of these articles, whatever the graph has heard of them yet."""
        await self.supersede(await self.suggestions.waiting_of(sorted(set(article_ids))))

    async def supersede(self, waiting: Sequence[LinkSuggestion]) -> None:
        """Says of suggestions that nobody need answer them any more."""
        await self.put([with_state(one, "superseded") for one in waiting])

    async def put(self, revised: Sequence[LinkSuggestion]) -> None:
        """Says how suggestions stand, then keeps it."""
        if not revised:
            return
        now = self.clock.now()
        said = [Emission.of(LINK_SUGGESTED, LINK_SUGGESTED.event(one, time=now)) for one in revised]
        await self.publisher.append_once(said)
        await self.suggestions.write(revised)


@dataclass(frozen=True, slots=True)
class Listing:
    """A StoryBoard: dates stories before they are listed, and looks at what waits for their articles."""

    nodes: NodeStore
    board: DatedBoard
    waiting: WaitingPairs

    async def put(self, snapshots: Sequence[StorySnapshot]) -> None:
        await self.list_again(snapshots)
        await self.waiting.overtaken(_members(snapshots))

    async def list_again(self, snapshots: Sequence[StorySnapshot]) -> None:
        """Lists stories as they stand; nothing waits for them that did not before."""
        nodes = await self.nodes.read(_members(snapshots))
        instants = {node.id: node.told.published_at for node in nodes.values() if node.told is not None}
        await self.board.put([Dated(one, _first(one, instants)) for one in snapshots])


def _members(snapshots: Sequence[StorySnapshot]) -> set[str]:
    return {member.id for one in snapshots for member in one.articles.values()}


def _first(story: StorySnapshot, instants: dict[str, datetime]) -> datetime | None:
    known = [instants[member.id] for member in story.articles.values() if member.id in instants]
    return min(known, default=None)
