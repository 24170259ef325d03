"""Versions of stories: membership and snapshot numbers raised where what they state differs, pure."""

from collections.abc import Iterable, Mapping, Sequence

from newsroom.events.stories import StoryArticle, StorySnapshot
from translate.stories.graph import Node
from translate.stories.redirects import redirects
from translate.stories.resolve import Cluster
from translate.stories.story_names import story_name


def next_versions(nodes: Mapping[str, Node], clusters: Sequence[Cluster]) -> dict[str, Node]:
    """The nodes with their story, membership and snapshots as the clusters demand.

    Numbers leap with each epoch: a snapshot of an earlier one that publish has in hand stays below them.

    A story that no cluster is named after any more becomes a redirect.
    """
    versioned = dict(nodes)
    named = {story_name(nodes, cluster): cluster for cluster in clusters}
    for name, cluster in named.items():
        for article_id in cluster.articles.values():
            versioned[article_id] = _placed(versioned[article_id], name, cluster.yields_to)
    snapshots = {name: _snapshot(versioned, name, cluster) for name, cluster in named.items()}
    for name, snapshot in (*snapshots.items(), *redirects(versioned, named).items()):
        versioned[name] = _with_snapshot(versioned[name], snapshot)
    return versioned


def _placed(node: Node, story_id: str, yields_to: str | None) -> Node:
    if (node.story_id, node.yields_to) == (story_id, yields_to):
        return node
    return node.model_copy(
        update={
            "story_id": story_id,
            "yields_to": yields_to,
            "membership": max(node.membership, node.floor) + 1,
        }
    )


def _snapshot(nodes: Mapping[str, Node], name: str, cluster: Cluster) -> StorySnapshot:
    members = {language: nodes[cluster.articles[language]] for language in sorted(cluster.articles)}
    return StorySnapshot(
        id=name,
        version=nodes[name].floor + 1,
        articles={
            language: StoryArticle(id=node.id, membership=node.membership, yields_to=node.yields_to)
            for language, node in members.items()
        },
        links=tuple(sorted(cluster.links, key=lambda link: (link.article_id, link.other_id))),
        previous_story_ids=tuple(_former_founders(members.values(), name)),
    )


def _former_founders(members: Iterable[Node], name: str) -> list[str]:
    return sorted(node.id for node in members if node.story is not None and node.id != name)


def _with_snapshot(node: Node, snapshot: StorySnapshot) -> Node:
    """The node with the next version of its story, or as it is where the snapshot states the same."""
    known = node.story
    if known is not None:
        snapshot = snapshot.model_copy(update={"version": known.version})
        if snapshot == known:
            return node
        snapshot = snapshot.model_copy(update={"version": max(known.version, node.floor) + 1})
    return node.model_copy(update={"story": snapshot})
