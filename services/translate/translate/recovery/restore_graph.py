"""The graph of links, put together again from what MongoDB keeps: nodes as they stood, numbers included."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

import structlog

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import LinkingSwitch
from newsroom.events.stories import LinkDecision, LinkSuggestion, StorySnapshot
from translate.automatic.candidate_mirror import FeatureStore
from translate.automatic.pairs import article_of
from translate.automatic.pause import PauseStore
from translate.automatic.suggestions import SuggestionStore
from translate.matching import Matcher
from translate.stories.graph import Match, Node
from translate.stories.graph_changes import Nodes, apply, names
from translate.stories.resolve import resolve
from translate.stories.story_versions import settle

_log = structlog.get_logger(__name__)
_REFILLED = 5000
_ENCODED_AT_ONCE = 8
_LISTED_AT_ONCE = 500
_SECONDS_BETWEEN_LOOKS = 10


@dataclass(frozen=True, slots=True)
class Membership:
    """An article's place as it was last told."""

    story_id: str | None
    number: int
    yields_to: str | None


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as MongoDB keeps it."""

    id: str
    revision: int
    withdrawn: bool
    content: ArticleRevision | None
    place: Membership


class Stored(Protocol):
    """Where all that was told is kept."""

    def articles(self) -> AsyncIterator[StoredArticle]: ...
    def stories(self) -> AsyncIterator[StorySnapshot]: ...
    def decisions(self) -> AsyncIterator[LinkDecision]: ...
    def suggestions(self) -> AsyncIterator[LinkSuggestion]: ...
    def switches(self) -> AsyncIterator[LinkingSwitch]: ...
    def newest(self, count: int) -> AsyncIterator[ArticleRevision]: ...


class StoryBoard(Protocol):
    """Where stories are listed by what they lack."""

    async def list_again(self, snapshots: Sequence[StorySnapshot]) -> None: ...


class RefillableFeatures(FeatureStore, Protocol):
    """A FeatureStore that tells whether anything is in it."""

    async def is_empty(self) -> bool: ...


class RestorableNodes(Protocol):
    """Where the graph is put back."""

    async def restore(self, nodes: Mapping[str, Node], unsaid: AbstractSet[str]) -> None:
        """Writes nodes where there are none, and the numbers that append_once goes by.

        The stories named in `unsaid` are marked as to be emitted.
        """
        ...


async def restore_graph(
    stored: Stored, target: RestorableNodes, queue: SuggestionStore, pauses: PauseStore, board: StoryBoard
) -> int:
    """Recreates the graph, the desk's queue and board and what it paused; returns how many nodes. Safe to
    repeat and to race."""
    await pauses.apply([switch async for switch in stored.switches()])
    nodes: dict[str, Node] = {}
    async for article in stored.articles():
        nodes = _with_article(nodes, article)
    async for decision in stored.decisions():
        nodes.update(_applied(nodes, names(decision), decision))
    async for story in stored.stories():
        _put_story(nodes, story)
    # What MongoDB has and translate never came to link is linked now, since its event is gone with Redis.
    settled = await asyncio.to_thread(lambda: settle(nodes, resolve(nodes)))
    unsaid = {node.id for node in settled.values() if node.story != nodes[node.id].story}
    await target.restore(settled, unsaid)
    await queue.write([suggestion async for suggestion in stored.suggestions()])
    stories = [node.story for node in settled.values() if node.story is not None]
    for start in range(0, len(stories), _LISTED_AT_ONCE):
        await board.list_again(stories[start : start + _LISTED_AT_ONCE])
    return len(nodes)


async def refill_features(stored: Stored, features: RefillableFeatures, matcher: Matcher) -> None:
    """Computes the newest articles' features again, newest first, where Redis lost them.

    New articles are linked meanwhile, at first against those that are there.
    """
    if not await features.is_empty():
        return
    waiting: list[ArticleRevision] = []
    async for revision in stored.newest(_REFILLED):
        waiting.append(revision)
        if len(waiting) == _ENCODED_AT_ONCE:
            await _refill(features, matcher, waiting)
            waiting = []
    await _refill(features, matcher, waiting)


async def _refill(
    features: RefillableFeatures, matcher: Matcher, revisions: Sequence[ArticleRevision]
) -> None:
    if revisions:
        found = await asyncio.to_thread(matcher.extract, [article_of(one) for one in revisions])
        await features.put([(one.revision, made) for one, made in zip(revisions, found, strict=True)])


def _with_article(nodes: dict[str, Node], article: StoredArticle) -> dict[str, Node]:
    if article.content is not None:
        nodes.update(_applied(nodes, names(article.content), article.content))
    node = nodes.get(article.id) or Node(id=article.id)
    nodes[article.id] = node.model_copy(
        update={
            "revision": article.revision,
            "withdrawn": article.withdrawn,
            "story_id": article.place.story_id,
            "membership": article.place.number,
            "yields_to": article.place.yields_to,
        }
    )
    return nodes


def _applied(nodes: Nodes, named: Iterable[str], change: ArticleRevision | LinkDecision) -> Nodes:
    known = {node_id: nodes.get(node_id) or Node(id=node_id) for node_id in named}
    before = known[change.id].told if isinstance(change, ArticleRevision) else None
    if before is not None and before.translation_of is not None:
        known.setdefault(before.translation_of, nodes[before.translation_of])
    return apply(known, change)


def _put_story(nodes: dict[str, Node], story: StorySnapshot) -> None:
    node = nodes.get(story.id) or Node(id=story.id)
    nodes[story.id] = node.model_copy(update={"story": story})
    for link in story.links:
        if link.method == "automatic" and link.score is not None:
            match = Match(score=link.score, evidence=link.evidence)
            for one, other in ((link.article_id, link.other_id), (link.other_id, link.article_id)):
                known = nodes.get(one) or Node(id=one)
                nodes[one] = known.model_copy(update={"matches": {**known.matches, other: match}})
