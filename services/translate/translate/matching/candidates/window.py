"""The articles a newcomer may belong with: added once, found without comparing with each."""

from collections.abc import Iterator, Sequence

import numpy as np

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.inverted_index import Postings
from translate.matching.candidates.weighings import NOTHING_NOTED, Alike, Noted
from translate.matching.features import Features, Vectors
from translate.matching.vectors.vector_table import VectorTable

DAY = 24 * 60 * 60 * 1000
_LIKEST = 8
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
        self._noted: dict[str, Noted] = {}

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
        self._noted.pop(article_id, None)
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

    def shortlists(self, articles: Sequence[Comparable], language: str, count: int) -> list[list[Comparable]]:
        """For each article those of a language, within reach, most likely to tell the same.

        ``count`` of them by vectors and half as many by words; without vectors ``count`` by words. Many
        articles at once cost little more than one.
        """
        shelf = self._shelves.get(language)
        if shelf is None:
            return [[] for _ in articles]
        near = shelf.near(articles, count * _SPARE)
        return [
            self._shortlist(article, by_vector, shelf.sharing(article, count * _SPARE), count)
            for article, by_vector in zip(articles, near, strict=True)
        ]

    def _shortlist(
        self, article: Comparable, near: list[str], sharing: list[str], count: int
    ) -> list[Comparable]:
        by_vector = [other for other in near if self._is_near(article, other)][:count]
        by_word = [other for other in sharing if self._is_near(article, other)]
        chosen = dict.fromkeys([*by_vector, *by_word[: count // 2 if by_vector else count]])
        return [self._articles[other] for other in chosen]

    def own_likest(self, articles: Sequence[Comparable], language: str) -> list[Alike | None]:
        """Whose headline is likest to that of each of some articles of a language, and how like.

        ``None`` where there is none within reach.
        """
        shelf = self._shelves.get(language)
        if shelf is None:
            return [None for _ in articles]
        return [
            max(self._near_ones(article, likest), key=lambda one: one.alike, default=None)
            for article, likest in zip(articles, shelf.likest_headlines(articles), strict=True)
        ]

    def own_neighbours(self, article: Comparable) -> list[Alike]:
        """Those of its language whose headlines are likest, with how like it is to each as *they* see it."""
        shelf = self._shelves.get(article.language)
        likest = shelf.likest_headlines([article])[0] if shelf else []
        return [_seen_from_there(article, one) for one in self._near_ones(article, likest)]

    def _near_ones(self, article: Comparable, likest: list[tuple[str, float]]) -> list[Alike]:
        return [
            Alike(self._articles[other], alike) for other, alike in likest if self._is_near(article, other)
        ]

    def note(self, article: Comparable, noted: Noted) -> None:
        """Keeps what an article was last weighed against, as long as it is in the window as it is."""
        if self.holds(article):
            self._noted[article.id] = noted

    def noted(self, article: Comparable) -> Noted:
        return self._noted.get(article.id, NOTHING_NOTED)

    def comparable(self, features: Features) -> Comparable:
        """The article as the window has it; laid out anew if it is not in, or with other features."""
        held = self._articles.get(features.id)
        return held if held is not None and held.features == features else Comparable(features)

    def known(self, mine: Comparable, theirs: Comparable) -> float | None:
        """What was remembered of a pair, if it was of these very revisions."""
        if not (self.holds(mine) and self.holds(theirs)):
            return None
        return self._alone.get(mine.id, {}).get(theirs.id)

    def remember(self, mine: Comparable, theirs: Comparable, logit: float) -> None:
        """Keeps the pair's first logit as long as both are in the window as they are."""
        if self.holds(mine) and self.holds(theirs):
            self._alone.setdefault(mine.id, {})[theirs.id] = logit
            self._alone.setdefault(theirs.id, {})[mine.id] = logit

    def holds(self, article: Comparable) -> bool:
        """Whether this very revision is in the window."""
        return self._articles.get(article.id) is article

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
        if (embedded := article.features.embedded) and article.centre is not None:
            if self._centres is None or self._headlines is None:
                width = embedded.vectors.shape[1]
                self._centres, self._headlines = VectorTable(width), VectorTable(width)
            self._centres.add(article.id, article.centre)
            self._headlines.add(article.id, embedded.vectors[0])

    def remove(self, article: Comparable) -> None:
        self._words.remove(article.id, article.keys)
        self._headline_words.remove(article.id, article.headline.keys)
        if article.features.embedded and self._centres is not None and self._headlines is not None:
            self._centres.remove(article.id)
            self._headlines.remove(article.id)

    def near(self, articles: Sequence[Comparable], count: int) -> list[list[str]]:
        """The ids nearest by each article's centre and by its headline, the nearest first."""
        if self._centres is None or self._headlines is None:
            return [[] for _ in articles]
        by_centre = self._centres.nearest(_centres(articles), count)
        by_headline = self._headlines.nearest(_headlines(articles), count)
        return [_nearest_first(a + b) for a, b in zip(by_centre, by_headline, strict=True)]

    def sharing(self, article: Comparable, count: int) -> list[str]:
        """The ids that share most of an article's words, most first."""
        return [other for other, _ in self._words.sharing(article.keys, count)]

    def likest_headlines(self, articles: Sequence[Comparable]) -> list[list[tuple[str, float]]]:
        """For each article some ids and how like their headlines are: by vectors, or by the words shared."""
        if self._headlines is not None:
            found = self._headlines.nearest(_headlines(articles), _LIKEST)
            # How many are asked for at once moves the last digits.
            return [[(other, round(alike, 4)) for other, alike in likest] for likest in found]
        return [self._sharing_headlines(article.headline.keys) for article in articles]

    def _sharing_headlines(self, keys: frozenset[str]) -> list[tuple[str, float]]:
        shared = self._headline_words.sharing(keys, _LIKEST)
        return [(other, worth / max(len(keys), 1)) for other, worth in shared]


def _seen_from_there(article: Comparable, other: Alike) -> Alike:
    """Shared words are a share of each article's own; vectors are alike both ways."""
    if article.features.embedded:
        return other
    shared = other.alike * max(len(article.headline.keys), 1)
    return Alike(other.article, shared / max(len(other.article.headline.keys), 1))


def _centres(articles: Sequence[Comparable]) -> Vectors:
    return np.stack([article.centre for article in articles if article.centre is not None])


def _headlines(articles: Sequence[Comparable]) -> Vectors:
    found = (article.features.embedded for article in articles)
    return np.stack([embedded.vectors[0] for embedded in found if embedded is not None])


def _nearest_first(found: list[tuple[str, float]]) -> list[str]:
    best: dict[str, float] = {}
    for other, cosine in found:
        best[other] = max(cosine, best.get(other, -1.0))
    return sorted(best, key=lambda other: (-best[other], other))
