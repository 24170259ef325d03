"""Apply changes to the graph of links and commit the stories that result.

The part of the graph that the changes touch is read, resolved anew and written back by compare and
set; what raced is done again from what is there by then. Several workers may do so at once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.stories import StorySnapshot
from newsroom.runtime import metrics
from newsroom.stores.errors import ContentionError
from translate.stories.graph import Node
from translate.stories.graph_changes import Change, apply, names
from translate.stories.resolve import resolve
from translate.stories.story_versions import settle

_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Commit:
    """New states for a part of the graph, to be written only if all of it is still as it was read.

    `snapshots` are the story versions that come about with it.
    """

    read: Mapping[str, Node]
    written: Mapping[str, Node]
    snapshots: tuple[StorySnapshot, ...]


class NodeStore(Protocol):
    """Where the graph is kept."""

    async def read(self, ids: Iterable[str]) -> dict[str, Node]:
        """The nodes; one that was never written is a blank Node."""
        ...

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        """Writes each, atomically, and marks its snapshots as to be emitted; False where it raced."""
        ...


async def link(store: NodeStore, changes: Sequence[Change]) -> list[StorySnapshot]:
    """Applies changes in their order; returns the story versions that came about."""
    waiting = list(changes)
    made: list[StorySnapshot] = []
    for _ in range(_ROUNDS):
        if not waiting:
            metrics.STORIES_CHANGED.inc(len(made))
            return made
        nodes = await _closure(store, frozenset[str]().union(*map(names, waiting)))
        raced: list[Change] = []
        parts = _parts(nodes, waiting)
        plans = [(plan(part, concerned), concerned) for part, concerned in parts]
        writing = [(commit, concerned) for commit, concerned in plans if commit.written]
        answers = await store.commit([commit for commit, _ in writing])
        for (commit, concerned), written in zip(writing, answers, strict=True):
            if written:
                made += commit.snapshots
            else:
                raced += concerned
        waiting = raced
    raise ContentionError(f"gave up after {_ROUNDS} rounds with {len(waiting)} changes left")


def plan(nodes: Mapping[str, Node], changes: Iterable[Change]) -> Commit:
    """What a connected part of the graph becomes under changes: pure."""
    after: Mapping[str, Node] = nodes
    for change in changes:
        after = apply(after, change)
    settled = settle(after, resolve(after))
    written = {node.id: node for node in settled.values() if node != nodes[node.id]}
    snapshots = tuple(
        node.story
        for node in written.values()
        if node.story is not None and node.story != nodes[node.id].story
    )
    return Commit(nodes, written, snapshots)


async def _closure(store: NodeStore, ids: frozenset[str]) -> dict[str, Node]:
    """These nodes and all that any chain of links ties to them."""
    nodes: dict[str, Node] = {}
    frontier = ids
    while frontier:
        found = await store.read(frontier)
        nodes |= found
        frontier = frozenset[str]().union(*(node.neighbours for node in found.values())) - nodes.keys()
    return nodes


def _parts(
    nodes: Mapping[str, Node], changes: Sequence[Change]
) -> list[tuple[dict[str, Node], list[Change]]]:
    """The connected parts, once the changes are in, each with the changes that concern it, in order."""
    part_of = {node_id: {node_id} for node_id in nodes}

    def tie(ids: Iterable[str]) -> None:
        joined = set[str]().union(*(part_of[node_id] for node_id in ids))
        for node_id in joined:
            part_of[node_id] = joined

    for node in nodes.values():
        tie({node.id, *node.neighbours})
    for change in changes:
        tie(names(change))
    parts: dict[int, tuple[dict[str, Node], list[Change]]] = {}
    for change in changes:
        part = part_of[next(iter(names(change)))]
        if id(part) not in parts:
            parts[id(part)] = ({node_id: nodes[node_id] for node_id in part}, [])
        parts[id(part)][1].append(change)
    return list(parts.values())
