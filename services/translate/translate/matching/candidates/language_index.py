"""Index of one language's articles: by sentence vectors, by words, and by their headlines."""

from collections.abc import Sequence

import numpy as np

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.inverted_index import InvertedIndex
from translate.matching.features import Vectors
from translate.matching.vectors.vector_table import VectorTable

_MOST_SIMILAR = 16


class LanguageIndex:
    """Articles of one language. Every search is bounded, and most relevant first."""

    def __init__(self) -> None:
        self._words, self._headline_words = InvertedIndex(), InvertedIndex()
        self._headline_keys: dict[str, frozenset[str]] = {}
        self._centres: VectorTable | None = None
        self._headlines: VectorTable | None = None

    def add(self, article: Comparable) -> None:
        """Adds an article that is not in."""
        self._words.add(article.id, article.keys)
        self._headline_words.add(article.id, article.headline.keys)
        self._headline_keys[article.id] = article.headline.keys
        if (embedded := article.features.embedded) and article.centre is not None:
            if self._centres is None or self._headlines is None:
                width = embedded.vectors.shape[1]
                self._centres, self._headlines = VectorTable(width), VectorTable(width)
            self._centres.add(article.id, article.centre)
            self._headlines.add(article.id, embedded.vectors[0])

    def remove(self, article: Comparable) -> None:
        """Removes an article that is in."""
        self._words.remove(article.id, article.keys)
        self._headline_words.remove(article.id, article.headline.keys)
        del self._headline_keys[article.id]
        if article.features.embedded and self._centres is not None and self._headlines is not None:
            self._centres.remove(article.id)
            self._headlines.remove(article.id)

    def nearest(self, articles: Sequence[Comparable], count: int) -> list[list[str]]:
        """For each article the ids nearest by its centre and by its headline; empty without vectors."""
        if self._centres is None or self._headlines is None:
            return [[] for _ in articles]
        by_centre = self._centres.nearest(_centres(articles), count)
        by_headline = self._headlines.nearest(_headlines(articles), count)
        return [_nearest_first(a + b) for a, b in zip(by_centre, by_headline, strict=True)]

    def sharing(self, article: Comparable, count: int) -> list[str]:
        """The ids that share most of an article's words."""
        return [other_id for other_id, _ in self._words.sharing(article.keys, count)]

    def similar_headlines(self, articles: Sequence[Comparable]) -> list[list[tuple[str, float]]]:
        """For each article some ids with their headlines' similarity: by vectors, or by the words shared."""
        if self._headlines is not None:
            nearest = self._headlines.nearest(_headlines(articles), _MOST_SIMILAR)
            # How many are asked for at once moves the last digits.
            return [[(other_id, round(cosine, 4)) for other_id, cosine in of_one] for of_one in nearest]
        return [self._sharing_headlines(article.headline.keys) for article in articles]

    def _sharing_headlines(self, keys: frozenset[str]) -> list[tuple[str, float]]:
        # Counted, not weighted by rarity: what is rare changes with every arrival, and would have to be
        # scored again.
        found = self._headline_words.sharing(keys, _MOST_SIMILAR)
        return [
            (other_id, len(keys & self._headline_keys[other_id]) / max(len(keys), 1)) for other_id, _ in found
        ]


def _centres(articles: Sequence[Comparable]) -> Vectors:
    return np.stack([article.centre for article in articles if article.centre is not None])


def _headlines(articles: Sequence[Comparable]) -> Vectors:
    embedded = (article.features.embedded for article in articles)
    return np.stack([vectors.vectors[0] for vectors in embedded if vectors is not None])


def _nearest_first(cosines: list[tuple[str, float]]) -> list[str]:
    best: dict[str, float] = {}
    for other_id, cosine in cosines:
        best[other_id] = max(cosine, best.get(other_id, -1.0))
    return sorted(best, key=lambda other_id: (-best[other_id], other_id))
