"""Discrepancies of a whole story, each value with all that contradicts it. Pure."""

from base64 import b32encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import combinations

from newsroom.events.articles import ArticleRevision
from translate.discrepancies.alignment import Variant, read_variant
from translate.discrepancies.comparison import Difference, Mark, compare
from translate.discrepancies.model import Discrepancy, MarkedSentence
from translate.matching import Article
from translate.matching.text.lexicon import shipped_lexicon

MOST_OF_ONE_STORY = 20
_TEXTS_REMEMBERED, _PAIRS_REMEMBERED = 32, 256
"""A text weighs about 200 KB, a pair nearly nothing."""
_LONGEST_BODY = 30_000
_LENGTH_OF_ID = 26
_LONGEST_SENTENCE = 1000


@dataclass(frozen=True, slots=True)
class Text:
    """All of an article that decides what a comparison finds."""

    article: Article
    translation_of: str | None


def read(text: Text) -> Variant:
    """A text's sentences and values, by the shipped lexicon."""
    return read_variant(text.article, shipped_lexicon(), text.translation_of)


class StoryComparison:
    """Compares the variants of stories, and remembers the texts that it read and the pairs that it compared.

    A story that gains a variant, or of which one is corrected, has that one alone read and compared.
    """

    def __init__(
        self,
        read: Callable[[Text], Variant] = read,
        compare: Callable[[Variant, Variant], list[Difference]] = compare,
    ) -> None:
        self._read = lru_cache(_TEXTS_REMEMBERED)(read)
        self._compare = compare
        self._compared = lru_cache(_PAIRS_REMEMBERED)(self._compare_texts)

    def discrepancies_of(self, story_id: str, articles: Sequence[ArticleRevision]) -> list[Discrepancy]:
        """What the variants contradict each other in, headline and lead first; at most 20."""
        texts = [_text(article) for article in articles]
        differences = [one for a, b in combinations(texts, 2) for one in self._compared(a, b)]
        found = [_discrepancy(story_id, group) for group in _groups(differences)]
        order = {"headline": 0, "lead": 1, "opening": 2, "body": 3}
        unique = {one.id: one for one in sorted(found, key=lambda one: (order[one.place], one.id))}
        return list(unique.values())[:MOST_OF_ONE_STORY]

    def _compare_texts(self, a: Text, b: Text) -> tuple[Difference, ...]:
        return tuple(self._compare(self._read(a), self._read(b)))


def _text(article: ArticleRevision) -> Text:
    compared = Article(
        id=article.id,
        language=article.language,
        headline=article.headline,
        published_at=0,
        lead=article.lead or "",
        body=(article.body or "")[:_LONGEST_BODY],
    )
    return Text(compared, article.translation_of.article_id if article.translation_of else None)


def _groups(differences: Iterable[Difference]) -> list[list[Difference]]:
    """Differences of which each shares a value of one article with another."""
    groups: list[tuple[set[tuple[str, str, str]], list[Difference]]] = []
    for one in differences:
        values = {(one.kind, mark.article_id, mark.key) for mark in (one.mine, one.theirs)}
        joined = [group for group in groups if not group[0].isdisjoint(values)]
        groups = [group for group in groups if group not in joined]
        keys = values.union(*(group[0] for group in joined))
        groups.append((keys, [*(known for group in joined for known in group[1]), one]))
    return [members for _, members in groups]


def _discrepancy(story_id: str, group: Sequence[Difference]) -> Discrepancy:
    marks: dict[str, Mark] = {}
    for one in group:
        for mark in (one.mine, one.theirs):
            marks.setdefault(mark.language, mark)
    kind, keys = group[0].kind, sorted({mark.key for one in group for mark in (one.mine, one.theirs)})
    digest = sha256("\0".join((story_id, kind, *keys)).encode()).digest()
    return Discrepancy(
        id=b32encode(digest).decode().lower()[:_LENGTH_OF_ID],
        story_id=story_id,
        kind=kind,
        place=group[0].place,
        values={language: mark.text for language, mark in marks.items()},
        sentences={language: _sentence(mark) for language, mark in marks.items()},
    )


def _sentence(mark: Mark) -> MarkedSentence:
    return MarkedSentence(
        article_id=mark.article_id,
        text=mark.sentence[:_LONGEST_SENTENCE],
        start=min(mark.start, _LONGEST_SENTENCE),
        end=min(mark.end, _LONGEST_SENTENCE),
    )
