"""The window of candidates: articles a newcomer may belong with, found without comparing it with each."""

from collections.abc import Iterator, Sequence

from translate.matching.candidates.comparable import Comparable
from translate.matching.candidates.language_index import LanguageIndex
from translate.matching.candidates.weighings import NOT_WEIGHED, SimilarArticle, Weighing
from translate.matching.features import Features

DAY = 24 * 60 * 60 * 1000
_SPARE = 4
"""How many times more are looked up than asked for, since some are published too far off."""


class Window:
    """Candidates in memory, with a cache of what was compared, invalidated when either article changes.

    ``reach`` is how far apart, in milliseconds, two articles of a story may be published. All features in a
    window are of one model. It is no store: its owner keeps the features elsewhere.
    """

    def __init__(self, reach: int = DAY) -> None:
        self.reach = reach
        self._articles: dict[str, Comparable] = {}
        self._indexes: dict[str, LanguageIndex] = {}
        self._first_logits: dict[str, dict[str, float]] = {}
        self._weighings: dict[str, Weighing] = {}

    def __len__(self) -> int:
        return len(self._articles)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._articles

    def __getitem__(self, article_id: str) -> Comparable:
        return self._articles[article_id]

    def __iter__(self) -> Iterator[Comparable]:
        return iter(self._articles.values())

    def add(self, features: Features) -> Comparable:
        """Adds an article, or replaces it by a new revision."""
        self.remove(features.id)
        comparable = Comparable(features)
        self._articles[features.id] = comparable
        self._indexes.setdefault(features.language, LanguageIndex()).add(comparable)
        return comparable

    def remove(self, article_id: str) -> None:
        """Removes an article; nothing happens where it is not in."""
        comparable = self._articles.pop(article_id, None)
        if comparable is None:
            return
        self._indexes[comparable.language].remove(comparable)
        self._weighings.pop(article_id, None)
        for other_id in self._first_logits.pop(article_id, {}):
            self._first_logits[other_id].pop(article_id, None)

    def expire(self, before: int) -> list[str]:
        """Removes articles published before an instant (milliseconds since 1970); returns their ids."""
        old = [article.id for article in self if article.features.published_at < before]
        for article_id in old:
            self.remove(article_id)
        return old

    def other_languages(self, language: str) -> list[str]:
        """The languages of the window's articles but one, sorted."""
        return sorted(other for other in self._indexes if other != language)

    def shortlists(self, articles: Sequence[Comparable], language: str, count: int) -> list[list[Comparable]]:
        """For each article those of a language, within reach, most likely to tell the same.

        ``count`` of them by vectors and half as many by words; without vectors ``count`` by words. Many
        articles at once cost little more than one.
        """
        index = self._indexes.get(language)
        if index is None:
            return [[] for _ in articles]
        nearest = index.nearest(articles, count * _SPARE)
        return [
            self._shortlist(article, by_vector, index.sharing(article, count * _SPARE), count)
            for article, by_vector in zip(articles, nearest, strict=True)
        ]

    def most_similar(self, articles: Sequence[Comparable], language: str) -> list[SimilarArticle | None]:
        """For each article that of a language with the most similar headline; None where none is in reach."""
        index = self._indexes.get(language)
        if index is None:
            return [None for _ in articles]
        return [
            max(self._within_reach(article, similar), key=lambda other: other.rank, default=None)
            for article, similar in zip(articles, index.similar_headlines(articles), strict=True)
        ]

    def are_in_reach(self, article: Comparable, other: Comparable) -> bool:
        """True if two articles were published near enough to each other to be compared."""
        return abs(other.features.published_at - article.features.published_at) <= self.reach

    def neighbours(self, article: Comparable) -> list[SimilarArticle]:
        """Articles of its language with the most similar headlines; similarities are as *they* see it."""
        index = self._indexes.get(article.language)
        similar = index.similar_headlines([article])[0] if index else []
        return [_seen_from_there(article, other) for other in self._within_reach(article, similar)]

    def record_weighing(self, article: Comparable, weighing: Weighing) -> None:
        """Keeps what an article was last weighed against, as long as this revision is in the window."""
        if self.holds(article):
            self._weighings[article.id] = weighing

    def weighing(self, article: Comparable) -> Weighing:
        """An article's last weighing; NOT_WEIGHED where there was none."""
        return self._weighings.get(article.id, NOT_WEIGHED)

    def comparable(self, features: Features) -> Comparable:
        """The article as the window holds it; laid out anew if it is not in, or with other features."""
        held = self._articles.get(features.id)
        return held if held is not None and held.features == features else Comparable(features)

    def first_logit(self, mine: Comparable, theirs: Comparable) -> float | None:
        """The cached first logit of a pair, if it is of these very revisions."""
        if not (self.holds(mine) and self.holds(theirs)):
            return None
        return self._first_logits.get(mine.id, {}).get(theirs.id)

    def record_first_logit(self, mine: Comparable, theirs: Comparable, logit: float) -> None:
        """Caches the first logit of a pair, as long as both revisions are in the window."""
        if self.holds(mine) and self.holds(theirs):
            self._first_logits.setdefault(mine.id, {})[theirs.id] = logit
            self._first_logits.setdefault(theirs.id, {})[mine.id] = logit

    def holds(self, article: Comparable) -> bool:
        """True if this very revision is in the window."""
        return self._articles.get(article.id) is article

    def _shortlist(
        self, article: Comparable, nearest: list[str], sharing: list[str], count: int
    ) -> list[Comparable]:
        by_vector = [other_id for other_id in nearest if self._is_in_reach(article, other_id)][:count]
        by_word = [other_id for other_id in sharing if self._is_in_reach(article, other_id)]
        chosen = dict.fromkeys([*by_vector, *by_word[: count // 2 if by_vector else count]])
        return [self._articles[other_id] for other_id in chosen]

    def _within_reach(self, article: Comparable, similar: list[tuple[str, float]]) -> list[SimilarArticle]:
        return [
            SimilarArticle(self._articles[other_id], similarity)
            for other_id, similarity in similar
            if self._is_in_reach(article, other_id)
        ]

    def _is_in_reach(self, article: Comparable, other_id: str) -> bool:
        return other_id != article.id and self.are_in_reach(article, self._articles[other_id])


def _seen_from_there(article: Comparable, other: SimilarArticle) -> SimilarArticle:
    """The similarity from the other end: shared words are a share of each headline's own."""
    if article.features.embedded:
        return other
    shared = round(other.similarity * max(len(article.headline.keys), 1))
    return SimilarArticle(other.article, round(shared / max(len(other.article.headline.keys), 1), 4))
