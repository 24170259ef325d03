"""Barred pairs: articles that no match may bring into one story, not even by a third. Pure.

The matcher links pair by pair; a story is more than its pairs. Wherever a match would make two articles one
story's that it did not link itself, it is asked about these two.
"""

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import combinations

from translate.stories.graph import Node
from translate.stories.graph_changes import PairMatched

_MOST_TOGETHER = 24
"""Articles that hang together: of more, which no newsroom has, only the first are looked at."""


def barred_pairs(
    changes: Iterable[PairMatched],
    nodes: Mapping[str, Node],
    rescored: AbstractSet[str],
    corrected: AbstractSet[str],
    are_apart: Callable[[str, str], bool],
) -> list[PairMatched]:
    """The pairs to bar, or no longer to bar, once `changes` are in.

    `nodes` hold all that any link ties to the changes' articles. A correction never tears a story apart: what
    stands in one story is not barred for a correction.
    """
    changes = list(changes)
    matched = {frozenset((change.article_id, change.other_id)) for change in changes if change.match}
    taken_back = {frozenset((change.article_id, change.other_id)) for change in changes if not change.match}
    found: list[PairMatched] = []
    for together in _components(nodes, matched):
        if together.isdisjoint(rescored):
            continue
        for first, second in combinations(sorted(together)[:_MOST_TOGETHER], 2):
            pair = frozenset((first, second))
            node, other = nodes[first], nodes[second]
            if pair in matched or (second in node.matches and pair not in taken_back):
                continue
            if _is_settled(node, other) or _stands_corrected(node, other, corrected):
                continue
            is_barred = are_apart(first, second)
            if is_barred != (second in node.barred):
                found.append(PairMatched(first, second, None, barred=is_barred))
    return found


def _components(nodes: Mapping[str, Node], matched: Iterable[frozenset[str]]) -> list[set[str]]:
    part_of = {node_id: {node_id} for node_id in nodes}

    def tie(ids: Iterable[str]) -> None:
        joined = set[str]().union(*(part_of[node_id] for node_id in ids if node_id in part_of))
        for node_id in joined:
            part_of[node_id] = joined

    for node in nodes.values():
        tie({node.id, *node.neighbours})
    for pair in matched:
        tie(pair)
    distinct = {id(part): part for part in part_of.values()}
    return [part for part in distinct.values() if len(part) > 1]


def _is_settled(node: Node, other: Node) -> bool:
    """True of one language, of what senders tie, and of what an editor decided."""
    if node.metadata is None or other.metadata is None:
        return True
    is_explicit = node.metadata.translation_of == other.id or other.metadata.translation_of == node.id
    return is_explicit or node.metadata.language == other.metadata.language or other.id in node.verdicts


def _stands_corrected(node: Node, other: Node, corrected: AbstractSet[str]) -> bool:
    """True of two of one story of which either was corrected, now or before."""
    if node.story_id is None or node.story_id != other.story_id:
        return False
    was_corrected = any(match.kept for own in (node, other) for match in own.matches.values())
    return was_corrected or not corrected.isdisjoint((node.id, other.id))
