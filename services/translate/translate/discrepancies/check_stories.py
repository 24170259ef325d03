"""The check of stories whose members changed: apart from linking, and again until their texts are stored."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsroom.events.articles import ArticleRevision
from newsroom.events.stories import StorySnapshot
from newsroom.runtime.clock import Clock
from translate.discrepancies.model import Contents, Discrepancy, DiscrepancyStore
from translate.discrepancies.story_discrepancies import StoryComparison
from translate.stories.graph import Node
from translate.stories.node_store import NodeReader
from translate.stories.redirects import follow_redirect

_CHECKED_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class StoryChecks:
    """Checks marked stories. A story whose newest texts are not stored yet keeps its mark."""

    store: DiscrepancyStore
    nodes: NodeReader
    contents: Contents
    clock: Clock
    comparison: StoryComparison = field(default_factory=StoryComparison)

    async def check(self) -> bool:
        """Checks what is due, some at a time; true if there may be more."""
        due = await self.store.take_due(_CHECKED_AT_ONCE)
        for marked, mark in due.items():
            if await self._check(marked):
                await self.store.done({marked: mark})
        return len(due) == _CHECKED_AT_ONCE

    async def _check(self, marked: str) -> bool:
        story = await follow_redirect(self.nodes, marked)
        now = self.clock.now()
        if story is None or story.id != marked:
            await self.store.replace(marked, [], now)  # merged into another, which is checked in its place
        if story is None:
            return True
        articles = await self._newest(story)
        if articles is None:
            return False
        found: list[Discrepancy] = []
        if len(articles) > 1:
            found = await asyncio.to_thread(self.comparison.discrepancies_of, story.id, articles)
        await self.store.replace(story.id, found, now)
        return True

    async def _newest(self, story: StorySnapshot) -> Sequence[ArticleRevision] | None:
        """The texts of a story's members that are not withdrawn; None while one is not stored yet."""
        members = [member.id for member in story.articles.values()]
        if len(members) < 2:
            return ()
        nodes = await self.nodes.read(members)
        living = [node for node in nodes.values() if not node.withdrawn and node.metadata is not None]
        stored = {article.id: article for article in await self.contents.contents(node.id for node in living)}
        if not all(_is_newest(node, stored.get(node.id)) for node in living):
            return None
        return [stored[node.id] for node in sorted(living, key=lambda node: node.id)]


def _is_newest(node: Node, article: ArticleRevision | None) -> bool:
    return (
        article is not None
        and node.metadata is not None
        and ((article.epoch, article.revision) >= node.metadata.order)
    )
