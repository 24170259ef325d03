"""Who has a word: articles of one language by what they say, the rare words telling most."""

from collections import defaultdict
from collections.abc import Iterable
from math import log

COMMON_FROM = 200
"""What more articles have than this is too common to look anybody up by: the cost of a search is bounded."""


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
        for key in keys:
            having = self._ids.get(key, ())
            if 0 < len(having) <= COMMON_FROM:
                worth = log(1 + self._size / len(having)) / most
                for article_id in having:
                    shared[article_id] += worth
        return shared
