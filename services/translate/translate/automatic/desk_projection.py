"""The desk's projection of stories: the coverage board and the waiting suggestions follow every version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from newsroom.events.stories import StorySnapshot
from translate.automatic.waiting_suggestions import WaitingSuggestions
from translate.discrepancies.model import StoryMarks
from translate.stories.graph import Node
from translate.stories.node_store import NodeReader

NO_NODES: Mapping[str, Node] = {}


@dataclass(frozen=True, slots=True)
class DatedStory:
    """A story with the instant its first article was published; None for one without articles."""

    story: StorySnapshot
    published_at: datetime | None


class CoverageBoard(Protocol):
    """Stories listed by the languages they lack, oldest first."""

    async def put(self, stories: Sequence[DatedStory]) -> None:
        """Upserts; of each story the highest version is listed."""
        ...


@dataclass(frozen=True, slots=True)
class DeskProjection:
    """A StoryProjection: lists stories on the board, and supersedes suggestions that became moot."""

    nodes: NodeReader
    board: CoverageBoard
    waiting: WaitingSuggestions
    checks: StoryMarks

    async def apply(self, snapshots: Sequence[StorySnapshot], known: Mapping[str, Node]) -> None:
        """Brings both up to these versions, and marks variants to be compared. Idempotent."""
        await self.list_stories(snapshots, known)
        await self.waiting.supersede_moot(_members(snapshots))
        # A story that has always been alone has no variants, and costs nothing.
        changed = [story.id for story in snapshots if len(story.articles) > 1 or story.version > 1]
        if changed:
            await self.checks.mark(changed)

    async def list_stories(
        self, snapshots: Sequence[StorySnapshot], known: Mapping[str, Node] = NO_NODES
    ) -> None:
        """Lists stories on the board alone, as after a loss of Redis."""
        members = _members(snapshots)
        unknown = members - known.keys()
        read = await self.nodes.read(unknown) if unknown else NO_NODES
        nodes = {**read, **{member: known[member] for member in members & known.keys()}}
        instants = {node.id: node.metadata.published_at for node in nodes.values() if node.metadata}
        await self.board.put([DatedStory(snapshot, _first(snapshot, instants)) for snapshot in snapshots])


def _members(snapshots: Sequence[StorySnapshot]) -> set[str]:
    return {member.id for snapshot in snapshots for member in snapshot.articles.values()}


def _first(story: StorySnapshot, instants: Mapping[str, datetime]) -> datetime | None:
    known = [instants[member.id] for member in story.articles.values() if member.id in instants]
    return min(known, default=None)
