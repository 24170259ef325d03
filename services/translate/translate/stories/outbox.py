"""The outbox of story versions: what was committed is on `story-linked` before its entry is acknowledged.

A commit marks its stories in the same script; a mark is dropped once its version is appended. Whoever handles
an entry flushes all marks before the entry is acknowledged, also those that a killed worker left: then a
group with nothing pending has nothing unemitted either. A sweep, once a second, serves marks that no entry
stands for, as after a restart without traffic.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from newsroom.events.catalogue import STORY_LINKED
from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission, Publisher
from translate.stories.node_store import MarkedNodes

_log = structlog.get_logger(__name__)
_BATCH = 200


class StoryProjection(Protocol):
    """A read model that follows every version of a story, before its event is appended."""

    async def apply(self, snapshots: Sequence[StorySnapshot]) -> None:
        """Brings story versions in. Idempotent; an older version changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class StoryOutbox:
    """Appends committed story versions, each once. `projection` is brought up to date first."""

    nodes: MarkedNodes
    projection: StoryProjection
    publisher: Publisher
    clock: Clock

    async def flush(self, committed: Sequence[StorySnapshot] = (), traces: Traces = NO_TRACES) -> int:
        """Appends these versions, then all others that are marked; returns how many of those were new.

        `traces` are of the articles that changed the committed stories. Idempotent, and safe to race: what
        another worker has in hand is appended by whoever comes first.
        """
        await self._emit(committed, traces)
        late, marks = 0, await self.nodes.unmark((own.id, own.version) for own in committed)
        for start in range(0, len(marks), _BATCH):
            batch = marks[start : start + _BATCH]
            nodes = await self.nodes.read(story_id for story_id, _ in batch)
            late += await self._emit([node.story for node in nodes.values() if node.story is not None])
            await self.nodes.unmark(batch)
        return late

    async def sweep(self) -> None:
        """Flushes what no entry stands for."""
        if late := await self.flush():
            _log.info("stories.emitted_late", stories=late)

    async def _emit(self, snapshots: Sequence[StorySnapshot], traces: Traces = NO_TRACES) -> int:
        if not snapshots:
            return 0
        await self.projection.apply(snapshots)
        now = self.clock.now()
        appended = await self.publisher.append_once(
            Emission.of(
                STORY_LINKED, STORY_LINKED.event(snapshot, time=now, traceparent=_trace(snapshot, traces))
            )
            for snapshot in snapshots
        )
        return len(appended)


def _trace(snapshot: StorySnapshot, traces: Traces) -> str | None:
    """The trace of the article that changed the story."""
    members = (member.id for member in snapshot.articles.values())
    return next((traces[member] for member in members if member in traces), None)
