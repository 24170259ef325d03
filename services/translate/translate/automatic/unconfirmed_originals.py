"""Originals that articles name in another source, which configuration does not trust: questions for the desk.

Asked by whichever of the two is handled last, so that the order of arrival does not matter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from newsroom.events.stories import Evidence
from translate.automatic.suggestions import DECLARED, Proposal, revise_suggestions
from translate.automatic.waiting_suggestions import WaitingSuggestions
from translate.stories.graph import Node
from translate.stories.node_store import NodeReader
from translate.stories.slots import is_moot, read_with_stories

_SCORE = 0.5  # that another source says so makes it neither likely nor unlikely
_EVIDENCE = (Evidence(kind=DECLARED, text="declared by another source"),)


@dataclass(frozen=True, slots=True)
class UnconfirmedOriginals:
    """An Originals: proposes each pair once both of its articles have arrived."""

    nodes: NodeReader
    waiting: WaitingSuggestions

    async def propose(self, article_ids: Iterable[str]) -> None:
        """Proposes the pairs of these articles. Idempotent."""
        named = await self.nodes.read(article_ids)
        pairs = pairs_of(named)
        if not pairs:
            return
        nodes = await read_with_stories(self.nodes, set(chain.from_iterable(pairs)))
        proposals = [
            proposal for pair in sorted(pairs) if (proposal := unconfirmed_proposal(nodes, *pair)) is not None
        ]
        known = await self.waiting.suggestions.read([proposal.id for proposal in proposals])
        await self.waiting.put(revise_suggestions(proposals, known))
        # Whoever took a slot after it was read may not have found the suggestion.
        await self.waiting.supersede_moot(nodes.keys() & set(chain.from_iterable(pairs)))


def pairs_of(nodes: Mapping[str, Node]) -> set[tuple[str, str]]:
    """The article and the original that it names, of all in which one of these articles stands."""
    pairs: set[tuple[str, str]] = set()
    for node in nodes.values():
        pairs |= {(other, node.id) for other in node.unconfirmed_by}
        if node.metadata is not None and node.metadata.unconfirmed_original is not None:
            pairs.add((node.id, node.metadata.unconfirmed_original))
    return pairs


def unconfirmed_proposal(nodes: Mapping[str, Node], article_id: str, original_id: str) -> Proposal | None:
    """The proposal of a pair; None where either has not arrived, or there is nothing to ask (any more)."""
    ends = sorted((nodes[article_id], nodes[original_id]), key=lambda node: node.id)
    article, languages = (
        nodes[article_id].metadata,
        [node.metadata.language for node in ends if node.metadata],
    )
    if article is None or article.unconfirmed_original != original_id or len(set(languages)) != len(ends):
        return None
    if is_moot(nodes, article_id, original_id):
        return None
    first, second = ends
    return Proposal(first.id, second.id, (languages[0], languages[1]), _SCORE, _EVIDENCE, waits=True)
