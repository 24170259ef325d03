"""Alignment of two variants: headline with headline, first paragraph with first paragraph, then sentence by
sentence, each with the one most like it.

A *passage* is one or more sentences that a reader takes at once; figures are compared within a pair of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from translate.discrepancies.sentences import Sentence, read_sentence
from translate.matching.extraction import SENTENCES_OF_OPENING, Article
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.stances import Stance
from translate.matching.text.words import sentences

SENTENCES_COMPARED = 30
_ALIKE_FROM = 0.3
"""The least share of words in common of two sentences outside the opening."""
_OPENING_FROM, _HEADLINE_FROM = 0.1, 0.15
_FARTHEST = 0.35
"""The most by which the places of two aligned sentences in their articles differ."""
_NUMBER_WEIGHT = 2.0

Place = Literal["headline", "lead", "opening", "body"]


@dataclass(frozen=True, slots=True)
class Variant:
    """An article as it is compared: its sentences, the headline first, then those of the first paragraph."""

    article_id: str
    language: str
    sentences: tuple[Sentence, ...]
    in_opening: int
    stances: frozenset[Stance]
    translation_of: str | None = None

    @property
    def opening(self) -> tuple[Sentence, ...]:
        return self.sentences[1 : 1 + self.in_opening]

    @property
    def rest(self) -> tuple[Sentence, ...]:
        return self.sentences[1 + self.in_opening :]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two passages that tell the same, and how sure that is, 0 to 1."""

    place: Place
    mine: tuple[Sentence, ...]
    theirs: tuple[Sentence, ...]
    likeness: float
    of_openings: float = 0.0
    """The likeness of both openings: headlines of one story correspond, however little they share."""


def read_variant(article: Article, lexicon: Lexicon, translation_of: str | None = None) -> Variant:
    """The variant of an article, its first sentences alone where it is long."""
    text = article.text_after_headline().strip()
    opening = sentences(text.partition("\n")[0], SENTENCES_OF_OPENING)
    following = sentences(text, SENTENCES_COMPARED)
    read = [article.headline.strip(), *following]
    compared = tuple(read_sentence(sentence, article.language, lexicon) for sentence in read)
    return Variant(
        article.id,
        article.language,
        compared,
        min(len(opening), len(following)),
        frozenset[Stance]().union(*(sentence.stances for sentence in compared)),
        translation_of,
    )


def align(a: Variant, b: Variant) -> list[Aligned]:
    """The aligned passages, headline and lead first."""
    opening = a.sentences[: 1 + a.in_opening], b.sentences[: 1 + b.in_opening]
    of_openings = _likeness(*opening)
    headline = Aligned(
        "headline", a.sentences[:1], b.sentences[:1], _likeness(a.sentences[:1], b.sentences[:1]), of_openings
    )
    aligned = [headline] if max(headline.likeness, of_openings) >= _HEADLINE_FROM else []
    if a.opening and b.opening:
        aligned.append(Aligned("lead", a.opening, b.opening, _likeness(a.opening, b.opening), of_openings))
        # A figure of one headline may be in the other's lead.
        aligned.append(Aligned("opening", *opening, of_openings, of_openings))
    return [
        *(one for one in aligned if one.place == "headline" or one.likeness >= _OPENING_FROM),
        *_align_rest(a, b),
    ]


def _align_rest(a: Variant, b: Variant) -> list[Aligned]:
    """Sentences behind the first paragraph, each the other's best."""
    mine, theirs = a.rest, b.rest
    if not mine or not theirs:
        return []
    forth, back = _shares_of_each(mine, theirs), _shares_of_each(theirs, mine)
    table = [[(forth[row][at] + back[at][row]) / 2 for at in range(len(theirs))] for row in range(len(mine))]
    best_of_theirs = [max(range(len(mine)), key=lambda row: table[row][at]) for at in range(len(theirs))]
    aligned: list[Aligned] = []
    for row, values in enumerate(table):
        column = max(range(len(theirs)), key=values.__getitem__)
        distance = abs(row / len(mine) - column / len(theirs))
        if best_of_theirs[column] == row and values[column] >= _ALIKE_FROM and distance <= _FARTHEST:
            aligned.append(Aligned("body", (mine[row],), (theirs[column],), values[column]))
    return aligned


def _shares_of_each(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> list[list[float]]:
    """The share of each of my sentences that each of theirs has too, by an index of what stands where.

    A set of their sentences is an integer, with a bit for each.
    """
    keys, figures = defaultdict[str, int](int), defaultdict[str, int](int)
    for at, sentence in enumerate(theirs):
        for key in sentence.keys:
            keys[key] |= 1 << at
        for figure in sentence.figures:
            figures[figure] |= 1 << at
    table: list[list[float]] = []
    for sentence in mine:
        shared = [0.0] * len(theirs)
        for of_term in sentence.keys_by_term:
            having = 0
            for key in of_term & keys.keys():
                having |= keys[key]
            for at in _bits(having):
                shared[at] += 1
        for figure in sentence.figures:
            for at in _bits(figures.get(figure, 0)):
                shared[at] += _NUMBER_WEIGHT
        total = _weight(sentence)
        table.append([one / total if total else 0.0 for one in shared])
    return table


def _bits(number: int) -> Iterator[int]:
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest


def _weight(sentence: Sentence) -> float:
    return len(sentence.terms) + _NUMBER_WEIGHT * len(sentence.figures)


def _likeness(mine: tuple[Sentence, ...], theirs: tuple[Sentence, ...]) -> float:
    """The mean share of each side's words and figures that the other has too; the same from either end."""
    return (_share(mine, theirs) + _share(theirs, mine)) / 2


def _share(mine: tuple[Sentence, ...], theirs: tuple[Sentence, ...]) -> float:
    keys = frozenset[str]().union(*(sentence.keys for sentence in theirs))
    figures = frozenset[str]().union(*(sentence.figures for sentence in theirs))
    total = sum(_weight(sentence) for sentence in mine)
    shared = 0.0
    for sentence in mine:
        shared += sum(not keys.isdisjoint(of_term) for of_term in sentence.keys_by_term)
        shared += _NUMBER_WEIGHT * sum(figure in figures for figure in sentence.figures)
    return shared / total if total else 0.0
