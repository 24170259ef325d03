"""Slots of a story, one a language: a pair is moot where the slot it would take is taken. Pure but for reads.

A pair is moot too where one of the two is withdrawn, or an editor decided about it: nothing is left to ask.
"""

from collections.abc import Iterable, Mapping

from translate.stories.graph import Node
from translate.stories.node_store import NodeReader


async def read_with_stories(store: NodeReader, article_ids: Iterable[str]) -> dict[str, Node]:
    """Nodes of articles, of the founders of their stories, and of all members of those."""
    nodes = await store.read(article_ids)
    nodes |= await store.read(_founders(nodes) - nodes.keys())
    return nodes | await store.read(_members(nodes) - nodes.keys())


def is_moot(nodes: Mapping[str, Node], article_id: str, other_id: str) -> bool:
    """True if nobody need be asked about a pair. `nodes` holds what `read_with_stories` gives for both."""
    article, other = nodes[article_id], nodes[other_id]
    verdict = article.verdicts.get(other_id)
    return (
        article.withdrawn
        or other.withdrawn
        or (verdict is not None and verdict.verdict != "cleared")
        or (article.story_id is not None and article.story_id == other.story_id)
        or _is_taken(nodes, article, other)
        or _is_taken(nodes, other, article)
    )


def _is_taken(nodes: Mapping[str, Node], article: Node, newcomer: Node) -> bool:
    """True if a third article keeps the slot that the newcomer would take in the article's story."""
    story = nodes[article.story_id].story if article.story_id else None
    if story is None or newcomer.metadata is None:
        return False
    holder = story.articles.get(newcomer.metadata.language)
    if holder is None or holder.id == newcomer.id or nodes[holder.id].withdrawn:
        return False
    metadata = nodes[holder.id].metadata
    return metadata is None or not metadata.is_stub or newcomer.metadata.is_stub


def _founders(nodes: Mapping[str, Node]) -> set[str]:
    return {node.story_id for node in nodes.values() if node.story_id}


def _members(nodes: Mapping[str, Node]) -> set[str]:
    return {member.id for node in nodes.values() if node.story for member in node.story.articles.values()}
