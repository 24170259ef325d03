"""Inverted index of one language: articles by their words and numbers, weighted by rarity (idf)."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from math import log

import numpy as np
import numpy.typing as npt

COMMON_FROM = 200
"""A key that more articles have than this is too common to search by."""
MOST_READ = 3000
"""The most entries that a search reads, the rarest keys' first: its cost is bounded."""


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
