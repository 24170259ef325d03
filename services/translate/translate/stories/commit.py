"""Commits of changes to the graph: optimistic concurrency, by compare-and-set of what was read.

The part of the graph that the changes touch is read, resolved anew and written back; what raced is done again
from what is there by then. Several workers may do so at once.
"""

from collections.abc import Iterable, Mapping, Sequence

from newsroom.events.stories import StorySnapshot
from newsroom.runtime import metrics
from newsroom.stores.errors import ContentionError
from translate.stories.graph import Node
from translate.stories.graph_changes import Change, apply_change, named_nodes
from translate.stories.node_store import Commit, NodeReader, NodeStore
from translate.stories.resolve import resolve
from translate.stories.story_versions import next_versions

_ROUNDS = 50


async def commit_changes(store: NodeStore, changes: Sequence[Change]) -> list[StorySnapshot]:
    """Applies changes in their order; returns the story versions that came about.

    Idempotent: changes that were applied already commit nothing. Raises ContentionError after 50 rounds.
    """
    waiting = list(changes)
    snapshots: list[StorySnapshot] = []
    for _ in range(_ROUNDS):
        if not waiting:
            metrics.STORIES_CHANGED.inc(len(snapshots))
            return snapshots
        nodes = await closure(store, frozenset[str]().union(*map(named_nodes, waiting)))
        planned = [(plan(part, own_changes), own_changes) for part, own_changes in _parts(nodes, waiting)]
        writing = [(commit, own_changes) for commit, own_changes in planned if commit.written]
        answers = await store.commit([commit for commit, _ in writing])
        waiting = []
        for (commit, own_changes), is_written in zip(writing, answers, strict=True):
            if is_written:
                snapshots += commit.snapshots
            else:
                waiting += own_changes
    raise ContentionError(f"gave up after {_ROUNDS} rounds with {len(waiting)} changes left")


def plan(nodes: Mapping[str, Node], changes: Iterable[Change]) -> Commit:
    """The commit that brings changes to a connected part of the graph: pure."""
    after: Mapping[str, Node] = nodes
    for change in changes:
        after = apply_change(after, change)
    versioned = next_versions(after, resolve(after))
    written = {node.id: node for node in versioned.values() if node != nodes[node.id]}
    snapshots = tuple(
        node.story
        for node in written.values()
        if node.story is not None and node.story != nodes[node.id].story
    )
    return Commit(nodes, written, snapshots)


async def closure(store: NodeReader, ids: frozenset[str]) -> dict[str, Node]:
    """The transitive closure of nodes: all that any chain of links ties to them."""
    nodes: dict[str, Node] = {}
    frontier = ids
    while frontier:
        reached = await store.read(frontier)
        nodes |= reached
        frontier = frozenset[str]().union(*(node.neighbours for node in reached.values())) - nodes.keys()
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
        tie(named_nodes(change))
    parts: dict[int, tuple[dict[str, Node], list[Change]]] = {}
    for change in changes:
        part = part_of[next(iter(named_nodes(change)))]
        if id(part) not in parts:
            parts[id(part)] = ({node_id: nodes[node_id] for node_id in part}, [])
        parts[id(part)][1].append(change)
    return list(parts.values())
