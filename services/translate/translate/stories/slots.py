"""Whether a pair that waits for an editor could still be linked: pure, but for reading what it takes to tell.

A story has one place a language. Where the place that one of the pair would take has an article by now, or
one of the two is gone or decided about, there is nothing left to ask.
"""

from collections.abc import Iterable, Mapping

from translate.stories.commit import NodeStore
from translate.stories.graph import Node


async def read_places(store: NodeStore, article_ids: Iterable[str]) -> dict[str, Node]:
    """These articles, the founders of their stories, and all members of those."""
    nodes = await store.read(article_ids)
    nodes |= await store.read(_founders(nodes) - nodes.keys())
    return nodes | await store.read(_members(nodes) - nodes.keys())


def is_moot(nodes: Mapping[str, Node], one_id: str, other_id: str) -> bool:
    """Whether nobody need be asked about a pair. `nodes` holds what `read_places` finds for both."""
    one, other = nodes[one_id], nodes[other_id]
    verdict = one.verdicts.get(other_id)
    return (
        one.withdrawn
        or other.withdrawn
        or (verdict is not None and verdict.verdict != "cleared")
        or (one.story_id is not None and one.story_id == other.story_id)
        or _is_taken(nodes, one, other)
        or _is_taken(nodes, other, one)
    )


def _is_taken(nodes: Mapping[str, Node], one: Node, other: Node) -> bool:
    """Whether another article has the place in the story of `one` that `other` would take, and keeps it."""
    story = nodes[one.story_id].story if one.story_id else None
    if story is None or other.told is None:
        return False
    holder = story.articles.get(other.told.language)
    if holder is None or holder.id == other.id or nodes[holder.id].withdrawn:
        return False
    told = nodes[holder.id].told
    return told is None or not told.is_stub or other.told.is_stub


def _founders(nodes: Mapping[str, Node]) -> set[str]:
    return {node.story_id for node in nodes.values() if node.story_id}


def _members(nodes: Mapping[str, Node]) -> set[str]:
    return {member.id for node in nodes.values() if node.story for member in node.story.articles.values()}
