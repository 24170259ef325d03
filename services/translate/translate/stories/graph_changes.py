"""What may happen to nodes, each change idempotent and indifferent to the order of arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import LinkDecision
from translate.stories.graph import Match, Node, Told, Verdict


@dataclass(frozen=True, slots=True)
class PairMatched:
    """The matcher's newest word on a pair; without a match it takes an earlier one back."""

    article_id: str
    other_id: str
    match: Match | None


Change: TypeAlias = ArticleRevision | ArticleWithdrawn | LinkDecision | PairMatched
Nodes: TypeAlias = Mapping[str, Node]


def names(change: Change) -> frozenset[str]:
    """The nodes that a change writes, as far as the change itself tells."""
    match change:
        case ArticleRevision():
            original = {change.translation_of.article_id} if change.translation_of else set[str]()
            return frozenset({change.id, *original})
        case ArticleWithdrawn():
            return frozenset({change.id})
        case LinkDecision() | PairMatched():
            return frozenset({change.article_id, change.other_id})
        case _:
            assert_never(change)


def apply(nodes: Nodes, change: Change) -> Nodes:
    """The nodes after a change. `nodes` holds all that the change names, and their neighbours."""
    match change:
        case ArticleRevision():
            return _revise(nodes, change)
        case ArticleWithdrawn():
            status = _with_status(nodes[change.id], change.revision, withdrawn=not change.lifted)
            return {**nodes, change.id: status}
        case LinkDecision():
            return _decide(nodes, change)
        case PairMatched():
            return _match(nodes, change)
        case _:
            assert_never(change)


def _with_status(node: Node, revision: int, *, withdrawn: bool) -> Node:
    if revision <= node.revision:
        return node
    return node.model_copy(update={"revision": revision, "withdrawn": withdrawn})


def _revise(nodes: Nodes, article: ArticleRevision) -> Nodes:
    node = nodes[article.id]
    changed = {article.id: _with_status(node, article.revision, withdrawn=article.status == "withdrawn")}
    if node.told is None or article.revision > node.told.revision:
        told = _told(article)
        changed[article.id] = changed[article.id].model_copy(update={"told": told})
        before = node.told.translation_of if node.told else None
        if before != told.translation_of:
            if before is not None:
                changed[before] = _claimed(nodes[before], {*nodes[before].claimed_by} - {article.id})
            if told.translation_of is not None:
                original = nodes[told.translation_of]
                changed[original.id] = _claimed(original, {*original.claimed_by, article.id})
    return {**nodes, **changed}


def _told(article: ArticleRevision) -> Told:
    return Told(
        revision=article.revision,
        language=article.language,
        published_at=article.published_at,
        category=article.category,
        is_stub=article.is_stub,
        translation_of=article.translation_of.article_id if article.translation_of else None,
    )


def _claimed(node: Node, claimed_by: set[str]) -> Node:
    return node.model_copy(update={"claimed_by": tuple(sorted(claimed_by))})


def _decide(nodes: Nodes, decision: LinkDecision) -> Nodes:
    changed: dict[str, Node] = {}
    verdict = Verdict(number=decision.number, verdict=decision.verdict)
    for one, other in ((decision.article_id, decision.other_id), (decision.other_id, decision.article_id)):
        node = nodes[one]
        known = node.verdicts.get(other)
        if known is None or decision.number > known.number:
            changed[one] = node.model_copy(update={"verdicts": {**node.verdicts, other: verdict}})
    return {**nodes, **changed}


def _match(nodes: Nodes, pair: PairMatched) -> Nodes:
    changed: dict[str, Node] = {}
    for one, other in ((pair.article_id, pair.other_id), (pair.other_id, pair.article_id)):
        node = nodes[one]
        matches = {key: known for key, known in node.matches.items() if key != other}
        if pair.match is not None:
            matches[other] = pair.match
        changed[one] = node.model_copy(update={"matches": matches})
    return {**nodes, **changed}
