"""Names of stories, and their versions: numbers rise where what memberships or snapshots state differs. Pure.

A story's name is the id of the member that founded it, so that names are never contested.
"""

from collections.abc import Iterable, Mapping, Sequence

from newsroom.events.stories import StoryArticle, StorySnapshot
from translate.stories.graph import Node
from translate.stories.redirects import redirects
from translate.stories.resolve import Cluster


def story_name(nodes: Mapping[str, Node], cluster: Cluster) -> str:
    """Id of the member that names the cluster's story.

    The founder of the story that has most of the members already; without one, the earliest full article.
    """
    members = [nodes[article_id] for article_id in cluster.articles.values()]
    founders = [node for node in members if node.story_id == node.id]
    held = {node.id: sum(member.story_id == node.id for member in members) for node in founders}
    return min(founders or members, key=lambda node: (-held.get(node.id, 0), *_seniority(node))).id


def _seniority(node: Node) -> tuple[bool, float, str]:
    if node.metadata is None:
        raise ValueError(f"article {node.id} has not arrived")
    return node.metadata.is_stub, node.metadata.published_at.timestamp(), node.id


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
