"""Ports of the graph's store: reads, the atomic commit by compare-and-set, and marks of unemitted stories."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.stories import StorySnapshot
from translate.stories.graph import Node


@dataclass(frozen=True, slots=True)
class Commit:
    """New states for a part of the graph, to be written only if all of it is still as it was read.

    `snapshots` are the story versions that come about with it.
    """

    read: Mapping[str, Node]
    written: Mapping[str, Node]
    snapshots: tuple[StorySnapshot, ...]


class NodeReader(Protocol):
    """Reads of the graph."""

    async def read(self, ids: Iterable[str]) -> dict[str, Node]:
        """The nodes by id; one that was never written is a blank Node."""
        ...


class NodeStore(NodeReader, Protocol):
    """The graph's store."""

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        """Writes each, atomically, and marks its snapshots as unemitted; False where it raced."""
        ...


class MarkedNodes(NodeReader, Protocol):
    """The graph's store as the outbox uses it. A mark is a story's id and a version of it."""

    async def unmark(self, emitted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """Drops marks, each unless its story was committed anew since; returns all that are left.

        Those are of stories that were committed and may not be on their stream yet.
        """
        ...
