"""A story's name: the id of the member that founded it, so that names are never contested."""

from collections.abc import Mapping

from translate.stories.graph import Node
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
