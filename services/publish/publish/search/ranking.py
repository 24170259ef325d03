"""Order of hits by relevance: the engine's score, raised for what is recent."""

from collections.abc import Sequence
from dataclasses import dataclass

RANKED = 200
"""Hits that are ranked: the best by score alone; nobody reads on below them."""

_HALF_LIFE_MS = 14 * 86_400_000
_OLD = 0.5  # of the score is left to what is very old


@dataclass(frozen=True, slots=True)
class ScoredHit:
    """Hit with its score by words alone."""

    article_id: str
    published_ms: int
    score: float


def ranked(hits: Sequence[ScoredHit]) -> list[ScoredHit]:
    """The hits by score and recency, the best first; age counts from the newest of them."""
    newest = max((hit.published_ms for hit in hits), default=0)

    def rank(hit: ScoredHit) -> tuple[float, int, str]:
        recency = 0.5 ** ((newest - hit.published_ms) / _HALF_LIFE_MS)
        return hit.score * (_OLD + (1 - _OLD) * recency), hit.published_ms, hit.article_id

    return sorted(hits, key=rank, reverse=True)
