"""Terms of an article: its names, and its words with a meaning of their own.

Stopwords, from the shipped table, have none; a name may be placed, by its ending and the words beside it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from translate.matching.shipped import table_lines
from translate.matching.text.lexicon import LONGEST_PHRASE, Concept, Lexicon
from translate.matching.text.sounds import fold, readings, skeleton
from translate.matching.text.stems import stem, without_one_ending
from translate.matching.text.words import lower, words

MOST_NAMES = 48
MOST_WORDS = 160
_TITLE_CASE = 0.9
"""Above this share of capitals in a headline, a capital there marks no name."""
_BEFORE_PLACE = {
    "en": frozenset(["in", "at", "near", "from", "hits", "outside", "hit", "hitting"]),
    "ru": frozenset(["в", "во", "из", "под", "близ", "возле"]),
}
_ENDING_OF_PLACE = {"az": re.compile(r"(?<=...)(?:da|də|dan|dən)$")}
_AFTER_PLACE = {
    "en": re.compile(r"(?:district|village|city|region|province|town|settlement|checkpoint)s?$"),
    "az": re.compile(r"(?:rayon|kənd|şəhər|qəsəbə|vilayət|əyalət)"),
    "ru": re.compile(r"(?:район|сел[оае]|город|посел|област|провинци)"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a phrase, once an article; ``sounds`` are of the forms it may have without its endings."""

    surface: str
    concepts: frozenset[Concept]
    sounds: tuple[str, ...]
    is_name: bool
    in_headline: bool
    is_capital: bool
    """Written with a capital, even if only as the first word: it may fill the slot of a template."""
    in_opening: bool = False
    """In the headline or the first paragraph."""
    is_located: bool = False
    """Written as a place is: after *in* or before *district*, or with the endings of a place."""
    is_full_name: bool = False
    """One of two capitals in a row that no dictionary explains: a person's first name or surname."""

    @property
    def is_proper(self) -> bool:
        """A name that no dictionary explains, or a place."""
        return self.is_name and (not self.concepts or self.is_place)

    @property
    def is_place(self) -> bool:
        return bool(self.places)

    @property
    def places(self) -> frozenset[Concept]:
        """The territories, cities and bodies that it names."""
        return _territories(self.concepts)


@lru_cache(maxsize=16384)
def _territories(concepts: frozenset[Concept]) -> frozenset[Concept]:
    return frozenset(concept for concept in concepts if concept.startswith("T:"))


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with what a lexicon knows of it, wherever it stands."""

    surface: str
    lowered: str
    is_capital: bool
    is_upper: bool
    is_stopword: bool
    begins_phrase: bool
    concepts: frozenset[Concept]

    @property
    def is_unknown(self) -> bool:
        """True of a capital that no dictionary explains."""
        return self.is_capital and not (self.is_upper or self.is_stopword or self.concepts)


def terms(
    headline: str, following: Sequence[str], language: str, lexicon: Lexicon, *, opening: int = 0
) -> list[Term]:
    """The terms of a headline and the sentences after it, in order, each once; bounded in number.

    The first ``opening`` sentences after the headline are the first paragraph's.
    """
    by_slot: dict[str, Term] = {}
    names = 0
    for position, sentence in enumerate((headline, *following)):
        in_opening = position <= opening
        for term in _of_sentence(
            sentence, language, lexicon, in_headline=position == 0, in_opening=in_opening
        ):
            slot = term.sounds[0] if term.sounds else term.surface
            if known := by_slot.get(slot):
                if in_opening and known.is_name and term.is_located > known.is_located:
                    by_slot[slot] = replace(known, is_located=True)
                continue
            if term.is_name and (names := names + 1) > MOST_NAMES:
                continue
            if len(by_slot) < MOST_WORDS + MOST_NAMES:
                by_slot[slot] = term
    return list(by_slot.values())


def _of_sentence(
    sentence: str, language: str, lexicon: Lexicon, *, in_headline: bool, in_opening: bool
) -> Iterator[Term]:
    sequence = [_word(word, language, lexicon) for word in words(sentence)]
    capitals_tell = not _is_title_case(sequence)
    following = 0
    while following < len(sequence):
        at = following
        length, concepts = _longest_phrase(sequence, at, language, lexicon)
        following = at + length
        phrase, first = sequence[at:following], sequence[at]
        lowered = " ".join(word.lowered for word in phrase)
        if (first.is_stopword if length == 1 else lowered in stopwords(language)) or len(lowered) < 2:
            continue
        is_name = _is_name(phrase, concepts, capitals_tell=capitals_tell and at > 0)
        sounds = _sounds(lowered, language, is_name=is_name) if length == 1 else ()
        if not sounds and not concepts:
            continue
        yield Term(
            " ".join(word.surface for word in phrase),
            concepts,
            sounds,
            is_name,
            in_headline,
            capitals_tell and first.is_capital,
            in_opening,
            is_name and _is_placed(sequence, at, following, language),
            first.is_unknown and _is_beside_unknown(sequence, at),
        )


@lru_cache(maxsize=16384)
def _word(surface: str, language: str, lexicon: Lexicon) -> _Word:
    lowered = lower(surface, language)
    return _Word(
        surface,
        lowered,
        surface[0].isupper(),
        surface.isupper(),
        lowered in stopwords(language),
        lexicon.begins_phrase(lowered, language),
        lexicon.of_phrase([lowered], language),
    )


def _is_beside_unknown(sequence: Sequence[_Word], at: int) -> bool:
    return any(sequence[near].is_unknown for near in (at - 1, at + 1) if 0 <= near < len(sequence))


def _is_title_case(sequence: Sequence[_Word]) -> bool:
    long = [word for word in sequence if len(word.surface) > 3]
    return len(long) > 3 and sum(word.is_capital for word in long) > _TITLE_CASE * len(long)


def _longest_phrase(
    sequence: Sequence[_Word], at: int, language: str, lexicon: Lexicon
) -> tuple[int, frozenset[Concept]]:
    if sequence[at].begins_phrase:
        for length in range(min(LONGEST_PHRASE, len(sequence) - at), 1, -1):
            phrase = [word.lowered for word in sequence[at : at + length]]
            if concepts := lexicon.of_phrase(phrase, language):
                return length, concepts
    return 1, sequence[at].concepts


def _is_name(phrase: Sequence[_Word], concepts: frozenset[Concept], *, capitals_tell: bool) -> bool:
    if not phrase[0].is_capital:
        return False
    is_explained = concepts and not _territories(concepts)
    return capitals_tell or not is_explained or all(word.is_upper for word in phrase)


@lru_cache(maxsize=16384)
def _sounds(word: str, language: str, *, is_name: bool) -> tuple[str, ...]:
    """The forms a word may have; foreign names are respelled in Azerbaijani by some desks, not by all."""
    forms = [stem(word, language), without_one_ending(word) if language == "az" else word, word]
    sounds = dict.fromkeys(fold(form, language) for form in forms)
    if language == "az" and is_name:
        sounds |= dict.fromkeys(fold(form, "en") for form in forms[1:])
    if is_name:
        sounds |= dict.fromkeys(readings(word, "en" if language == "az" and "w" in word else language))
    return tuple(sound for sound in sounds if len(sound) > 1)


def key_of_sound(term: Term) -> str | None:
    """The phonetic key of a term, which another language's word may share.

    ``None`` where it is too short, and for known places: their meaning is their key (Latvia is not Litva).
    """
    if not term.sounds or term.places:
        return None
    consonants = skeleton(term.sounds[0])
    return "~" + consonants if len(consonants) >= (3 if term.is_name else 4) else None


def _is_placed(sequence: Sequence[_Word], start: int, end: int, language: str) -> bool:
    """True of a name that stands where a place does."""
    before = sequence[start - 1].lowered if start else ""
    after = sequence[end].lowered if end < len(sequence) else ""
    ending, following = _ENDING_OF_PLACE.get(language), _AFTER_PLACE.get(language)
    return (
        before in _BEFORE_PLACE.get(language, frozenset())
        or bool(ending and ending.search(sequence[end - 1].lowered))
        or bool(following and following.match(after))
    )


def stopwords(language: str) -> frozenset[str]:
    """The lowercase stopwords of a language; none of one that the table lacks."""
    return _stopwords().get(language, frozenset())


@lru_cache(maxsize=1)
def _stopwords() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in table_lines("stopwords.txt"):
        language, words = line.split("\t")
        table[language] = table.get(language, frozenset()) | frozenset(words.split())
    return table
