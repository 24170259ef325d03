"""The graph of links restored from MongoDB: nodes as they stood, numbers included."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import DiscrepancySettlement
from newsroom.events.stories import LinkDecision, StorySnapshot
from newsroom.stores.epoch import Restoration
from translate.automatic.pause import PauseStore
from translate.automatic.suggestions import SuggestionStore
from translate.recovery.source import RecoverySource, StoredArticle
from translate.stories.graph import Match, Node
from translate.stories.graph_changes import Nodes, apply_change, named_nodes
from translate.stories.resolve import resolve
from translate.stories.story_versions import next_versions

_LISTED_AT_ONCE = 500


class StoryList(Protocol):
    """The coverage board, as recovery fills it."""

    async def list_stories(self, snapshots: Sequence[StorySnapshot]) -> None: ...


class RestorableDiscrepancies(Protocol):
    """Editors' settlements, and the stories whose variants are to be compared again."""

    async def settle(self, settlements: Iterable[DiscrepancySettlement]) -> None: ...
    async def mark(self, story_ids: Iterable[str], /) -> None: ...


class RestorableNodes(Protocol):
    """The graph's store, as recovery fills it."""

    async def restore(self, nodes: Mapping[str, Node], unemitted: AbstractSet[str], fence: str) -> None:
        """Writes nodes where there are none, or older ones, and the numbers that append_once goes by.

        The stories named in `unemitted` are marked.
        """
        ...


async def restore_graph(
    source: RecoverySource,
    target: RestorableNodes,
    suggestions: SuggestionStore,
    pauses: PauseStore,
    board: StoryList,
    discrepancies: RestorableDiscrepancies,
    restoration: Restoration,
    at: datetime,
) -> int:
    """Restores the graph, suggestions, board, pauses and settlements; returns the number of nodes.

    Idempotent, and safe to race. What is given a number here has one of the new epoch; what waited waits
    anew from `at`.
    """
    await pauses.apply([switch async for switch in source.switches()])
    nodes: dict[str, Node] = {}
    async for article in source.articles():
        nodes = _with_article(nodes, article)
    async for decision in source.decisions():
        nodes.update(_applied(nodes, named_nodes(decision), decision))
    async for story in source.stories():
        _put_story(nodes, story)
    nodes = {node.id: node.model_copy(update={"read_under": restoration.epoch}) for node in nodes.values()}
    # What MongoDB has and translate never came to link is linked now, since its event is gone with Redis.
    versioned = await asyncio.to_thread(lambda: next_versions(nodes, resolve(nodes)))
    unemitted = {node.id for node in versioned.values() if node.story != nodes[node.id].story}
    await target.restore(versioned, unemitted, restoration.fence)
    await discrepancies.settle([settlement async for settlement in source.settlements()])
    await suggestions.write([suggestion async for suggestion in source.suggestions()], at)
    stories = [node.story for node in versioned.values() if node.story is not None]
    for start in range(0, len(stories), _LISTED_AT_ONCE):
        await board.list_stories(stories[start : start + _LISTED_AT_ONCE])
    await discrepancies.mark(story.id for story in stories if len(story.articles) > 1)
    return len(nodes)


def _with_article(nodes: dict[str, Node], article: StoredArticle) -> dict[str, Node]:
    if article.content is not None:
        nodes.update(_applied(nodes, named_nodes(article.content), article.content))
    node = nodes.get(article.id) or Node(id=article.id)
    nodes[article.id] = node.model_copy(
        update={
            "epoch": article.epoch,
            "revision": article.revision,
            "withdrawn": article.withdrawn,
            "story_id": article.membership.story_id,
            "membership": article.membership.number,
            "yields_to": article.membership.yields_to,
        }
    )
    return nodes


def _applied(nodes: Nodes, named: Iterable[str], change: ArticleRevision | LinkDecision) -> Nodes:
    known = {node_id: nodes.get(node_id) or Node(id=node_id) for node_id in named}
    before = known[change.id].metadata if isinstance(change, ArticleRevision) else None
    if before is not None and before.translation_of is not None:
        known.setdefault(before.translation_of, nodes[before.translation_of])
    return apply_change(known, change)


def _put_story(nodes: dict[str, Node], story: StorySnapshot) -> None:
    node = nodes.get(story.id) or Node(id=story.id)
    nodes[story.id] = node.model_copy(update={"story": story})
    for link in story.links:
        if link.method == "automatic" and link.score is not None:
            match = Match(score=link.score, evidence=link.evidence)
            ends = (link.article_id, link.other_id)
            for node_id, other_id in (ends, ends[::-1]):
                known = nodes.get(node_id) or Node(id=node_id)
                nodes[node_id] = known.model_copy(update={"matches": {**known.matches, other_id: match}})
