"""Redirects of merged stories: a story that lost its members points at the story its founder is in now."""

from collections.abc import Collection, Mapping

from newsroom.events.stories import StorySnapshot
from translate.stories.graph import Node
from translate.stories.node_store import NodeReader


def redirects(nodes: Mapping[str, Node], current: Collection[str]) -> dict[str, StorySnapshot]:
    """A redirect by old story id, for each story of these nodes that is not among the current ones.

    A story is named after one of its members, so its successor is the story of that member.
    """
    return {
        node.id: StorySnapshot(id=node.id, version=1, merged_into=node.story_id)
        for node in nodes.values()
        if node.story is not None and node.id not in current
    }


async def follow_redirect(nodes: NodeReader, story_or_article_id: str) -> StorySnapshot | None:
    """The story of that id, or the one it was merged into, or the one that the article of that id is in.

    None where there is neither.
    """
    node = (await nodes.read([story_or_article_id]))[story_or_article_id]
    if node.story is not None and node.story.articles:
        return node.story
    if node.story_id is None:
        return None
    return (await nodes.read([node.story_id]))[node.story_id].story
