"""The outbox of story versions: what was committed is on `story-linked` before its entry is acknowledged.

A commit marks its stories in the same script; a mark is dropped once its version is appended. Whoever handles
an entry flushes all marks before the entry is acknowledged, also those that a killed worker left: then a
group with nothing pending has nothing unemitted either. A sweep, every five seconds, serves marks that no
entry stands for, as after a restart without traffic.

What another handler of this process is about to append is left to it: its own entry is pending until then.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from newsroom.events.catalogue import STORY_LINKED
from newsroom.events.envelope import NO_TRACES, Traces
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.streams.publisher import Emission, Publisher
from translate.stories.graph import Node
from translate.stories.node_store import Commit, MarkedNodes, NodeStore

_log = structlog.get_logger(__name__)
_BATCH = 200


class StoryProjection(Protocol):
    """A read model that follows every version of a story, before its event is appended."""

    async def apply(self, snapshots: Sequence[StorySnapshot], known: Mapping[str, Node]) -> None:
        """Brings story versions in. Idempotent; an older version changes nothing.

        `known` are nodes that need not be read again.
        """
        ...


class HeldNodes:
    """NodeStore for one handler: keeps the nodes that it commits, and holds the versions it will append."""

    def __init__(self, nodes: NodeStore, held: set[tuple[str, int]]) -> None:
        self.known: dict[str, Node] = {}
        self.versions: set[tuple[str, int]] = set()
        self._nodes = nodes
        self._held = held

    async def read(self, ids: Iterable[str]) -> dict[str, Node]:
        return await self._nodes.read(ids)

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        """Holds the versions first: from the commit on they are marked, for all to see."""
        versions = {(story.id, story.version) for commit in commits for story in commit.snapshots}
        self.versions |= versions
        self._held |= versions
        answers = await self._nodes.commit(commits)
        for commit, is_written in zip(commits, answers, strict=True):
            if is_written:
                self.known |= {**commit.read, **commit.written}
            else:  # another's, under the same number perhaps
                self._held.difference_update((story.id, story.version) for story in commit.snapshots)
        return answers


@dataclass(frozen=True, slots=True)
class StoryOutbox:
    """Appends committed story versions, each once. `projection` is brought up to date first."""

    nodes: MarkedNodes
    projection: StoryProjection
    publisher: Publisher
    clock: Clock
    _held: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])

    @contextmanager
    def holding(self, nodes: NodeStore) -> Iterator[HeldNodes]:
        """Leaves what is committed by the store given to the caller, who flushes it within the block.

        Only for the handler of an entry: should it fail, its entry comes again.
        """
        store = HeldNodes(nodes, self._held)
        try:
            yield store
        finally:
            self._held.difference_update(store.versions)

    async def flush(
        self,
        committed: Sequence[StorySnapshot] = (),
        traces: Traces = NO_TRACES,
        known: Mapping[str, Node] | None = None,
    ) -> int:
        """Appends these versions, then all others that are marked; returns how many of those were new.

        `traces` are of the articles that changed the committed stories, `known` nodes as they were committed.
        Idempotent, and safe to race: what another process has in hand is appended by whoever comes first.
        """
        if committed:
            reach(CrashPoint.TRANSLATE_COMMITTED)
        await self._emit(committed, traces, known)
        if committed:
            reach(CrashPoint.TRANSLATE_APPENDED)
        left = await self.nodes.unmark((own.id, own.version) for own in committed)
        late, marks = 0, [mark for mark in left if mark not in self._held]
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

    async def _emit(
        self,
        snapshots: Sequence[StorySnapshot],
        traces: Traces = NO_TRACES,
        known: Mapping[str, Node] | None = None,
    ) -> int:
        if not snapshots:
            return 0
        await self.projection.apply(snapshots, known or {})
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
