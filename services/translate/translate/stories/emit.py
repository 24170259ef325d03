"""Emission of story versions: listed for the desk first, then put on `story-linked`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.catalogue import STORY_LINKED
from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission, Publisher


class StoryBoard(Protocol):
    """Where stories are listed by what they lack."""

    async def put(self, snapshots: Sequence[StorySnapshot]) -> None: ...


@dataclass(frozen=True, slots=True)
class StoryEmitter:
    """Brings story versions to the board and onto the stream."""

    board: StoryBoard
    publisher: Publisher
    clock: Clock

    async def emissions(
        self, snapshots: Sequence[StorySnapshot], traces: Traces = NO_TRACES
    ) -> list[Emission]:
        """Lists the stories; returns their events. `traces` are of the articles that changed them."""
        await self.board.put(snapshots)
        now = self.clock.now()
        return [
            Emission.of(
                STORY_LINKED, STORY_LINKED.event(snapshot, time=now, traceparent=_trace(snapshot, traces))
            )
            for snapshot in snapshots
        ]

    async def emit(self, snapshots: Sequence[StorySnapshot]) -> int:
        """Appends the stories' events; returns how many were new."""
        return len(await self.publisher.append_once(await self.emissions(snapshots)))


def _trace(snapshot: StorySnapshot, traces: Traces) -> str | None:
    """The trace of the article that changed the story."""
    members = (member.id for member in snapshot.articles.values())
    return next((traces[member] for member in members if member in traces), None)
