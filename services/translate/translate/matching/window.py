"""The articles a newcomer may belong with: added once, found without comparing with each."""

from collections.abc import Iterator

from .comparable import Comparable, centre
from .features import Features
from .postings import Postings
from .vector_table import VectorTable

DAY = 24 * 60 * 60 * 1000
_SPARE = 4
"""How many times more are looked up than asked for, since some are published too far off."""


class Window:
    """Candidates in memory. ``reach`` is how far apart, in milliseconds, two articles of a story may be
    published.

    All features in a window are of one model. It is no store: whoever fills it keeps the features elsewhere.
    """

    def __init__(self, reach: int = DAY) -> None:
        self.reach = reach
        self._articles: dict[str, Comparable] = {}
        self._shelves: dict[str, _Shelf] = {}
        self._alone: dict[str, dict[str, float]] = {}

    def __len__(self) -> int:
        return len(self._articles)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._articles

    def __getitem__(self, article_id: str) -> Comparable:
        return self._articles[article_id]

    def __iter__(self) -> Iterator[Comparable]:
        return iter(self._articles.values())

    def add(self, features: Features) -> Comparable:
        """Adds an article, or puts a new revision in its place."""
        self.remove(features.id)
        comparable = Comparable(features)
        self._articles[features.id] = comparable
        self._shelves.setdefault(features.language, _Shelf()).add(comparable)
        return comparable

    def remove(self, article_id: str) -> None:
        """Takes an article out; nothing happens where it is not in."""
        comparable = self._articles.pop(article_id, None)
        if comparable is None:
            return
        self._shelves[comparable.language].remove(comparable)
        for other in self._alone.pop(article_id, {}):
            self._alone[other].pop(article_id, None)

    def expire(self, before: int) -> list[str]:
        """Takes out what was published before an instant (milliseconds since 1970); answers the ids."""
        old = [one.id for one in self if one.features.published_at < before]
        for article_id in old:
            self.remove(article_id)
        return old

    def other_languages(self, language: str) -> list[str]:
        return sorted(other for other in self._shelves if other != language)

    def shortlist(self, article: Comparable, language: str, count: int) -> list[Comparable]:
        """The articles of a language, within reach, most likely to tell the same.

        ``count`` of them by vectors and half as many by words; without vectors ``count`` by words.
        """
        shelf = self._shelves.get(language)
        if shelf is None:
            return []
        by_vector = self._within_reach(article, shelf.near(article, count * _SPARE))[:count]
        by_word = self._within_reach(article, shelf.sharing(article, count * _SPARE))
        wanted = count // 2 if by_vector else count
        return [self._articles[found] for found in dict.fromkeys([*by_vector, *by_word[:wanted]])]

    def own_likeness(self, article: Comparable) -> float | None:
        """How like its headline is to the likest other in its language within reach; ``None`` where it has
        none.
        """
        shelf = self._shelves.get(article.language)
        likest = shelf.likest_headlines(article) if shelf else []
        near = [likeness for other, likeness in likest if self._is_near(article, other)]
        return max(near, default=None)

    def own_neighbours(self, article: Comparable) -> list[str]:
        """Those of its language whose headlines are likest: what they are compared by may change with it."""
        shelf = self._shelves.get(article.language)
        likest = shelf.likest_headlines(article) if shelf else []
        return [other for other, _ in likest if self._is_near(article, other)]

    def known(self, mine: str, theirs: str) -> float | None:
        """What was remembered of a pair."""
        return self._alone.get(mine, {}).get(theirs)

    def remember(self, mine: str, theirs: str, logit: float) -> None:
        """Keeps the pair's first logit as long as both are in the window."""
        if mine in self._articles and theirs in self._articles:
            self._alone.setdefault(mine, {})[theirs] = logit
            self._alone.setdefault(theirs, {})[mine] = logit

    def _within_reach(self, article: Comparable, found: list[str]) -> list[str]:
        return [other for other in found if self._is_near(article, other)]

    def _is_near(self, article: Comparable, other: str) -> bool:
        apart = abs(self._articles[other].features.published_at - article.features.published_at)
        return other != article.id and apart <= self.reach


class _Shelf:
    """The articles of one language."""

    def __init__(self) -> None:
        self._words, self._headline_words = Postings(), Postings()
        self._centres: VectorTable | None = None
        self._headlines: VectorTable | None = None

    def add(self, article: Comparable) -> None:
        self._words.add(article.id, article.keys)
        self._headline_words.add(article.id, article.headline.keys)
        if embedded := article.features.embedded:
            if self._centres is None or self._headlines is None:
                width = embedded.vectors.shape[1]
                self._centres, self._headlines = VectorTable(width), VectorTable(width)
            self._centres.add(article.id, centre(embedded))
            self._headlines.add(article.id, embedded.vectors[0])

    def remove(self, article: Comparable) -> None:
        self._words.remove(article.id, article.keys)
        self._headline_words.remove(article.id, article.headline.keys)
        if article.features.embedded and self._centres is not None and self._headlines is not None:
            self._centres.remove(article.id)
            self._headlines.remove(article.id)

    def near(self, article: Comparable, count: int) -> list[str]:
        """The ids nearest by the article's centre and by its headline, the nearest first."""
        embedded = article.features.embedded
        if embedded is None or self._centres is None or self._headlines is None:
            return []
        found = self._centres.nearest(centre(embedded), count) + self._headlines.nearest(
            embedded.vectors[0], count
        )
        best: dict[str, float] = {}
        for other, cosine in found:
            best[other] = max(cosine, best.get(other, -1.0))
        return sorted(best, key=lambda other: (-best[other], other))

    def sharing(self, article: Comparable, count: int) -> list[str]:
        shared = self._words.sharing(article.keys)
        return sorted(shared, key=lambda other: (-shared[other], other))[:count]

    def likest_headlines(self, article: Comparable) -> list[tuple[str, float]]:
        embedded = article.features.embedded
        if embedded is not None and self._headlines is not None:
            return self._headlines.nearest(embedded.vectors[0], 8)
        mine = len(article.headline.keys)
        shared = self._headline_words.sharing(article.headline.keys)
        likest = sorted(shared, key=lambda other: -shared[other])[:8]
        return [(other, shared[other] / max(mine, 1)) for other in likest]
