"""Who has a word: articles of one language by what they say, the rare words telling most."""

from collections import defaultdict
from collections.abc import Iterable
from heapq import nlargest
from math import log

COMMON_FROM = 200
"""What more articles have than this is too common to look anybody up by."""
MOST_READ = 3000
"""How many entries a search reads, the rarest words' first: its cost is bounded."""


class Postings:
    """Articles by key. Adding and removing cost as much as the article has keys."""

    def __init__(self) -> None:
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._size = 0

    def add(self, article_id: str, keys: Iterable[str]) -> None:
        self._size += 1
        for key in keys:
            self._ids[key].add(article_id)

    def remove(self, article_id: str, keys: Iterable[str]) -> None:
        """Takes back what ``add`` was given."""
        self._size -= 1
        for key in keys:
            self._ids[key].discard(article_id)
            if not self._ids[key]:
                del self._ids[key]

    def sharing(self, keys: Iterable[str]) -> dict[str, float]:
        """How much each article shares of the keys: a key that only one has counts 1, a common one less."""
        shared: defaultdict[str, float] = defaultdict(float)
        most = log(1 + max(self._size, 1))
        read = 0
        for count, key in sorted((len(self._ids[key]), key) for key in keys if key in self._ids):
            if count > COMMON_FROM or (read := read + count) > MOST_READ:
                break
            worth = log(1 + self._size / count) / most
            for article_id in self._ids[key]:
                shared[article_id] += worth
        return shared


def most_shared(shared: dict[str, float], count: int) -> list[str]:
    """The ids that share most, in order; equals by id."""
    if len(shared) > count:
        least = nlargest(count, shared.values())[-1]
        shared = {article_id: worth for article_id, worth in shared.items() if worth >= least}
    return sorted(shared, key=lambda article_id: (-shared[article_id], article_id))[:count]
