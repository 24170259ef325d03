"""Stances: the poles a text takes on axes such as rise and fall, import and export, appointed and dismissed.

``shipped/antonyms.tsv`` has the axes. Two articles at different poles of one axis tell different news.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from translate.matching.shipped import table_lines
from translate.matching.text.stems import stem
from translate.matching.text.words import lower, words

_LANGUAGES = ("en", "az", "ru")
_HEADLINE_ONLY = "!"
_DIRECTED = ">"
_KINDS = "="
_IN_HEADLINES = (_HEADLINE_ONLY, _DIRECTED, _KINDS)
_BEGINNING = "*"
_PHRASE = "_"


@dataclass(frozen=True, slots=True, order=True)
class Stance:
    """A pole of an axis; ``in_headline_only`` where leads say too much about it to be weighed."""

    axis: str
    pole: str
    in_headline_only: bool = False

    @property
    def is_directed(self) -> bool:
        """True of a verb between two who are named, whose order tells who did it to whom."""
        return self.axis.startswith(_DIRECTED)

    @property
    def is_kind(self) -> bool:
        """True of one kind of a thing that others are of (a school, a hospital), rather than a pole."""
        return self.axis.startswith(_KINDS)


@dataclass(slots=True)
class _Poles:
    """One language's words: by stem, by two words in a row, and by beginning."""

    by_stem: dict[str, set[Stance]] = field(default_factory=dict[str, set[Stance]])
    by_phrase: dict[tuple[str, ...], set[Stance]] = field(default_factory=dict[tuple[str, ...], set[Stance]])
    by_beginning: dict[str, set[Stance]] = field(default_factory=dict[str, set[Stance]])


def stances(sentences: Sequence[str], language: str) -> tuple[Stance, ...]:
    """The stances of some sentences, each once, sorted."""
    poles = _table().get(language)
    if poles is None:
        return ()
    return tuple(
        sorted({stance for sentence in sentences for stance in _of_sentence(sentence, language, poles)})
    )


def _of_sentence(sentence: str, language: str, poles: _Poles) -> Iterator[Stance]:
    lowered = [lower(word, language) for word in words(sentence)]
    for pair in pairwise(lowered):
        yield from poles.by_phrase.get(pair, ())
    for word in lowered:
        yield from _of_word(word, language)


@lru_cache(maxsize=16384)
def _of_word(word: str, language: str) -> tuple[Stance, ...]:
    poles = _table()[language]
    # Azerbaijani endings tell voice and tense here (açır, açılıb): its words are compared as they are.
    by_word = poles.by_stem.get(_key(word, language), ())
    beginnings = (word[:length] for length in range(3, len(word) + 1))
    return (
        *by_word,
        *(stance for beginning in beginnings for stance in poles.by_beginning.get(beginning, ())),
    )


def _key(word: str, language: str) -> str:
    return word if language == "az" else stem(word, language)


@lru_cache(maxsize=1)
def _table() -> dict[str, _Poles]:
    table = {language: _Poles() for language in _LANGUAGES}
    for line in table_lines("antonyms.tsv"):
        axis, pole, *columns = line.split("\t")
        stance = Stance(axis.removeprefix(_HEADLINE_ONLY), pole, axis.startswith(_IN_HEADLINES))
        for language, column in zip(_LANGUAGES, columns, strict=True):
            for written in column.split(","):
                _enter(table[language], written, language, stance)
    return table


def _enter(poles: _Poles, written: str, language: str, stance: Stance) -> None:
    if written.endswith(_BEGINNING):
        poles.by_beginning.setdefault(written.removesuffix(_BEGINNING), set()).add(stance)
    elif _PHRASE in written:
        poles.by_phrase.setdefault(tuple(written.split(_PHRASE)), set()).add(stance)
    else:
        poles.by_stem.setdefault(_key(written, language), set()).add(stance)
