"""Who has a word: articles of one language by what they say, the rare words telling most."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from math import log

import numpy as np
import numpy.typing as npt

COMMON_FROM = 200
"""What more articles have than this is too common to look anybody up by."""
MOST_READ = 3000
"""How many entries a search reads, the rarest words' first: its cost is bounded."""


class Postings:
    """Articles by key. Adding and removing cost as much as the article has keys.

    Within, an article is the number of its row, so that what many share is summed at once.
    """

    def __init__(self) -> None:
        self._having: defaultdict[str, set[int]] = defaultdict(set)
        self._rows: dict[str, int] = {}
        self._ids: list[str] = []
        self._free: list[int] = []

    def add(self, article_id: str, keys: Iterable[str]) -> None:
        row = self._free.pop() if self._free else len(self._ids)
        self._ids[row : row + 1] = [article_id]
        self._rows[article_id] = row
        for key in keys:
            self._having[key].add(row)

    def remove(self, article_id: str, keys: Iterable[str]) -> None:
        """Takes back what ``add`` was given."""
        row = self._rows.pop(article_id)
        self._free.append(row)
        for key in keys:
            self._having[key].discard(row)
            if not self._having[key]:
                del self._having[key]

    def sharing(self, keys: Iterable[str], count: int) -> list[tuple[str, float]]:
        """The articles that share most of the keys, most first, equals by id: a key that only one has counts
        1, a common one less.
        """
        size = len(self._rows)
        most = log(1 + max(size, 1))
        read: list[set[int]] = []
        worths: list[float] = []
        entries = 0
        for having, key in sorted((len(self._having[key]), key) for key in keys if key in self._having):
            if having > COMMON_FROM or (entries := entries + having) > MOST_READ:
                break
            read.append(self._having[key])
            worths.append(log(1 + size / having) / most)
        if not read:
            return []
        lengths = [len(rows) for rows in read]
        rows = np.fromiter(chain.from_iterable(read), np.intp, sum(lengths))
        shared = np.bincount(rows, np.repeat(worths, lengths)).astype(np.float64)
        return [(self._ids[row], float(shared[row])) for row in self._most(shared, count)]

    def _most(self, shared: npt.NDArray[np.float64], count: int) -> list[int]:
        found = np.flatnonzero(shared)
        if len(found) > count:
            least = np.partition(shared[found], len(found) - count)[len(found) - count]
            found = found[shared[found] >= least]
        return sorted(found.tolist(), key=lambda row: (-shared[row], self._ids[row]))[:count]
