"""Index of one language's articles: by sentence vectors, by words, and by their headlines.

Words and numbers are in an inverted index, weighted by rarity (idf).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from math import log

import numpy as np
import numpy.typing as npt

from translate.matching.candidates.comparable import Comparable
from translate.matching.features import Vectors
from translate.matching.vectors.vector_table import VectorTable

COMMON_FROM = 200
"""A key that more articles have than this is too common to search by."""
MOST_READ = 3000
"""The most entries that a search reads, the rarest keys' first: its cost is bounded."""
_MOST_SIMILAR = 16


class InvertedIndex:
    """Articles by key. Adding and removing cost as much as the article has keys.

    Within, an article is the number of its row, so that the weights of shared keys are summed at once.
    """

    def __init__(self) -> None:
        self._rows_of_key: defaultdict[str, set[int]] = defaultdict(set)
        self._rows: dict[str, int] = {}
        self._ids: list[str] = []
        self._free: list[int] = []

    def add(self, article_id: str, keys: Iterable[str]) -> None:
        row = self._free.pop() if self._free else len(self._ids)
        self._ids[row : row + 1] = [article_id]
        self._rows[article_id] = row
        for key in keys:
            self._rows_of_key[key].add(row)

    def remove(self, article_id: str, keys: Iterable[str]) -> None:
        """Removes an article with the keys that ``add`` was given."""
        row = self._rows.pop(article_id)
        self._free.append(row)
        for key in keys:
            self._rows_of_key[key].discard(row)
            if not self._rows_of_key[key]:
                del self._rows_of_key[key]

    def sharing(self, keys: Iterable[str], count: int) -> list[tuple[str, float]]:
        """Ids of the articles that share most of the keys with their weight, most first, equals by id.

        A key that only one article has weighs 1, a common one less.
        """
        size = len(self._rows)
        most = log(1 + max(size, 1))
        read: list[set[int]] = []
        weights: list[float] = []
        entries = 0
        rarest_first = sorted((len(self._rows_of_key[key]), key) for key in keys if key in self._rows_of_key)
        for frequency, key in rarest_first:
            if frequency > COMMON_FROM or (entries := entries + frequency) > MOST_READ:
                break
            read.append(self._rows_of_key[key])
            weights.append(log(1 + size / frequency) / most)
        if not read:
            return []
        lengths = [len(rows) for rows in read]
        rows = np.fromiter(chain.from_iterable(read), np.intp, sum(lengths))
        shared = np.bincount(rows, np.repeat(weights, lengths)).astype(np.float64)
        return [(self._ids[row], float(shared[row])) for row in self._most(shared, count)]

    def _most(self, shared: npt.NDArray[np.float64], count: int) -> list[int]:
        candidates = np.flatnonzero(shared)
        if len(candidates) > count:
            least = np.partition(shared[candidates], len(candidates) - count)[len(candidates) - count]
            candidates = candidates[shared[candidates] >= least]
        return sorted(candidates.tolist(), key=lambda row: (-shared[row], self._ids[row]))[:count]


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
            (other_id, round(len(keys & self._headline_keys[other_id]) / max(len(keys), 1), 4))
            for other_id, _ in found
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
