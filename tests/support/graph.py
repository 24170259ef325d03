"""The graph of links in memory: a NodeStore without a server."""

from collections.abc import Iterable, Sequence

from tests.support.articles import id_of
from translate.stories.commit import plan
from translate.stories.graph import Node
from translate.stories.graph_changes import Change, named_nodes
from translate.stories.node_store import Commit


class Graph:
    """A NodeStore in memory. It runs the same scenarios as the real one, see test_node_stores."""

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.to_emit: dict[str, int] = {}

    async def read(self, ids: Iterable[str]) -> dict[str, Node]:
        return {node_id: self.nodes.get(node_id) or Node(id=node_id) for node_id in ids}

    async def commit(self, commits: Sequence[Commit]) -> list[bool]:
        return [self._commit(own) for own in commits]

    def _commit(self, commit: Commit) -> bool:
        if any(
            (self.nodes.get(node_id) or Node(id=node_id)) != node for node_id, node in commit.read.items()
        ):
            return False
        self.nodes.update(commit.written)
        self.to_emit |= {snapshot.id: snapshot.version for snapshot in commit.snapshots}
        return True

    def apply(self, changes: Iterable[Change]) -> None:
        """Applies changes one after the other, each to the whole graph."""
        for change in changes:
            known = {node_id: self.nodes.get(node_id) or Node(id=node_id) for node_id in named_nodes(change)}
            self._commit(plan({**known, **self.nodes}, [change]))

    def node(self, name: str) -> Node:
        return self.nodes[id_of(name)]


def stories_of(graph: Graph) -> set[frozenset[str]]:
    """The stories there are, each as the ids of its articles; checks what holds of every story."""
    snapshots = [node.story for node in graph.nodes.values() if node.story is not None]
    living = [snapshot for snapshot in snapshots if snapshot.articles]
    for snapshot in living:
        for language, member in snapshot.articles.items():
            node = graph.nodes[member.id]
            assert node.metadata is not None
            assert (node.story_id, node.membership) == (snapshot.id, member.membership)
            assert node.metadata.language == language
    for dissolved in (snapshot for snapshot in snapshots if not snapshot.articles):
        assert dissolved.merged_into == graph.nodes[dissolved.id].story_id != dissolved.id
    placed = [member.id for snapshot in living for member in snapshot.articles.values()]
    arrived = [node.id for node in graph.nodes.values() if node.metadata is not None]
    assert sorted(placed) == sorted(arrived), "every article is in exactly one story"
    return {frozenset(member.id for member in snapshot.articles.values()) for snapshot in living}
