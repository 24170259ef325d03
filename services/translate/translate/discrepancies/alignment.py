"""Alignment of two variants: headline with headline, first paragraph with first paragraph, then sentence by
sentence, each with the one most like it.

A *passage* is one or more sentences that a reader takes at once; figures are compared within a pair of them.
"""

from dataclasses import dataclass
from typing import Literal

from translate.discrepancies.values import Sentence, read_sentence
from translate.matching.extraction import SENTENCES_OF_OPENING, Article
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.words import sentences

SENTENCES_COMPARED = 30
_ALIKE_FROM = 0.3
"""The least share of words in common of two sentences outside the opening."""
_OPENING_FROM, _HEADLINE_FROM = 0.2, 0.15
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


def read_variant(article: Article, lexicon: Lexicon, translation_of: str | None = None) -> Variant:
    """The variant of an article, its first sentences alone where it is long."""
    text = article.text_after_headline().strip()
    opening = sentences(text.partition("\n")[0], SENTENCES_OF_OPENING)
    following = sentences(text, SENTENCES_COMPARED)
    read = [article.headline.strip(), *following]
    language = article.language
    return Variant(
        article.id,
        language,
        tuple(read_sentence(sentence, language, lexicon) for sentence in read),
        min(len(opening), len(following)),
        translation_of,
    )


def align(a: Variant, b: Variant) -> list[Aligned]:
    """The aligned passages, headline and lead first."""
    aligned = [
        Aligned("headline", a.sentences[:1], b.sentences[:1], _likeness(a.sentences[:1], b.sentences[:1]))
    ]
    if a.opening and b.opening:
        aligned.append(Aligned("lead", a.opening, b.opening, _likeness(a.opening, b.opening)))
        # A figure of one headline may be in the other's lead.
        mine, theirs = a.sentences[: 1 + a.in_opening], b.sentences[: 1 + b.in_opening]
        aligned.append(Aligned("opening", mine, theirs, _likeness(mine, theirs)))
    floors = {"headline": _HEADLINE_FROM, "lead": _OPENING_FROM, "opening": _OPENING_FROM}
    return [*(one for one in aligned if one.likeness >= floors[one.place]), *_align_rest(a, b)]


def _align_rest(a: Variant, b: Variant) -> list[Aligned]:
    """Sentences behind the first paragraph, each the other's best."""
    mine, theirs = a.rest, b.rest
    if not mine or not theirs:
        return []
    table = [[_likeness((left,), (right,)) for right in theirs] for left in mine]
    aligned: list[Aligned] = []
    for row, values in enumerate(table):
        column = max(range(len(theirs)), key=values.__getitem__)
        is_mutual = max(range(len(mine)), key=lambda other: table[other][column]) == row
        distance = abs(row / len(mine) - column / len(theirs))
        if is_mutual and values[column] >= _ALIKE_FROM and distance <= _FARTHEST:
            aligned.append(Aligned("body", (mine[row],), (theirs[column],), values[column]))
    return aligned


def _likeness(mine: tuple[Sentence, ...], theirs: tuple[Sentence, ...]) -> float:
    """The mean share of each side's words and figures that the other has too; the same from either end."""
    return (_share(mine, theirs) + _share(theirs, mine)) / 2


def _share(mine: tuple[Sentence, ...], theirs: tuple[Sentence, ...]) -> float:
    keys = frozenset[str]().union(*(sentence.keys for sentence in theirs))
    figures = {_figure(key) for sentence in theirs for key in _figures(sentence)}
    total = shared = 0.0
    for sentence in mine:
        for term in sentence.terms:
            total += 1
            shared += any(key in keys for key in sentence.keys_of(term))
        for key in _figures(sentence):
            total += _NUMBER_WEIGHT
            shared += _NUMBER_WEIGHT * (_figure(key) in figures)
    return shared / total if total else 0.0


def _figures(sentence: Sentence) -> list[str]:
    return [value.key for value in sentence.values if value.quantity is not None]


def _figure(key: str) -> str:
    """The bare value of a key: a sum and a count of one value are alike here."""
    return key.split(":", 1)[1].rsplit(":", 1)[0]
