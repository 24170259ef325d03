"""Changes to nodes: revisions, withdrawals, decisions, matches. Idempotent, in any order of arrival."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias, assert_never

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.stories import LinkDecision
from translate.stories.graph import Match, Metadata, Node, Verdict


@dataclass(frozen=True, slots=True)
class PairMatched:
    """The matcher's newest result for a pair; without a match it takes an earlier one back.

    `barred` is true of two articles that no match may bring together, not even by a third.
    """

    article_id: str
    other_id: str
    match: Match | None
    barred: bool = False


_MOST_UNCONFIRMED = 50  # articles of other sources that may name one as their original
Change: TypeAlias = ArticleRevision | ArticleWithdrawn | LinkDecision | PairMatched
Nodes: TypeAlias = Mapping[str, Node]


def named_nodes(change: Change) -> frozenset[str]:
    """Ids of the nodes that a change writes, as far as the change itself names them."""
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


def apply_change(nodes: Nodes, change: Change) -> Nodes:
    """The nodes after a change. `nodes` holds all that the change names, and their neighbours."""
    match change:
        case ArticleRevision():
            return _revise(nodes, change)
        case ArticleWithdrawn():
            status = _with_status(nodes[change.id], change, withdrawn=not change.lifted)
            return {**nodes, change.id: status}
        case LinkDecision():
            return _decide(nodes, change)
        case PairMatched():
            return _match(nodes, change)
        case _:
            assert_never(change)


def _with_status(node: Node, change: ArticleRevision | ArticleWithdrawn, *, withdrawn: bool) -> Node:
    if (change.epoch, change.revision) <= (node.epoch, node.revision):
        return node
    return node.model_copy(
        update={"epoch": change.epoch, "revision": change.revision, "withdrawn": withdrawn}
    )


def _revise(nodes: Nodes, article: ArticleRevision) -> Nodes:
    node = nodes[article.id]
    changed = {article.id: _with_status(node, article, withdrawn=article.status == "withdrawn")}
    if node.metadata is None or (article.epoch, article.revision) > node.metadata.order:
        metadata = _metadata_of(article)
        changed[article.id] = changed[article.id].model_copy(update={"metadata": metadata})
        before = node.metadata.translation_of if node.metadata else None
        if before != metadata.translation_of:
            if before is not None:
                changed[before] = _claimed(nodes[before], {*nodes[before].claimed_by} - {article.id})
            if metadata.translation_of is not None:
                original = nodes[metadata.translation_of]
                changed[original.id] = _claimed(original, {*original.claimed_by, article.id})
        if metadata.unconfirmed_original is not None:
            original = nodes[metadata.unconfirmed_original]
            changed[original.id] = _named(original, article.id)
    return {**nodes, **changed}


def _metadata_of(article: ArticleRevision) -> Metadata:
    original = article.translation_of
    is_foreign = original is not None and original.source != article.source
    is_confirmed = not is_foreign or article.original_trusted
    original_id = original.article_id if original else None
    return Metadata(
        revision=article.revision,
        epoch=article.epoch,
        language=article.language,
        published_at=article.published_at,
        category=article.category,
        is_stub=article.is_stub,
        translation_of=original_id if is_confirmed else None,
        is_foreign=is_foreign and is_confirmed,
        unconfirmed_original=None if is_confirmed else original_id,
        language_doubted=article.language_doubt is not None,
    )


def _claimed(node: Node, claimed_by: set[str]) -> Node:
    return node.model_copy(update={"claimed_by": tuple(sorted(claimed_by))})


def _named(node: Node, article_id: str) -> Node:
    """The original with one more article that names it; so many are kept, whichever came first."""
    named = sorted({*node.unconfirmed_by, article_id})[:_MOST_UNCONFIRMED]
    return node.model_copy(update={"unconfirmed_by": tuple(named)})


def _decide(nodes: Nodes, decision: LinkDecision) -> Nodes:
    changed: dict[str, Node] = {}
    verdict = Verdict(number=decision.number, verdict=decision.verdict)
    ends = (decision.article_id, decision.other_id)
    for node_id, other_id in (ends, ends[::-1]):
        node = nodes[node_id]
        known = node.verdicts.get(other_id)
        if known is None or decision.number > known.number:
            changed[node_id] = node.model_copy(update={"verdicts": {**node.verdicts, other_id: verdict}})
    return {**nodes, **changed}


def _match(nodes: Nodes, pair: PairMatched) -> Nodes:
    changed: dict[str, Node] = {}
    ends = (pair.article_id, pair.other_id)
    for node_id, other_id in (ends, ends[::-1]):
        node = nodes[node_id]
        matches = {key: known for key, known in node.matches.items() if key != other_id}
        if pair.match is not None:
            matches[other_id] = pair.match
        barred = {*node.barred} - {other_id} | ({other_id} if pair.barred else set[str]())
        changed[node_id] = node.model_copy(update={"matches": matches, "barred": tuple(sorted(barred))})
    return {**nodes, **changed}
