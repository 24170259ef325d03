"""Lexicon: concepts by word, so that words of different languages with one meaning meet.

Two tables are shipped. ``lexicon.tsv`` is derived (``bench/linking/build_lexicon.py``) from the
Open Multilingual Wordnet's Wiktionary words and from CLDR's names; LEXICON-NOTICE.txt gives their licences.
``glossary.tsv`` is this project's own: the words of an agency's desk that those lack.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from translate.matching.shipped import table_lines
from translate.matching.text.sounds import fold
from translate.matching.text.stems import are_endings, stem, without_one_ending

Concept = str
"""An opaque name of a meaning; those of countries begin with ``T:``, of the glossary with ``g``."""

_SHORTEST_PREFIX = 4
_LONGEST_ENDING = 8
LONGEST_PHRASE = 3
_SHORTEST_ROOT = 3


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Concepts by language and key; a phrase's key is its words' keys joined by a space.

    One is equal to itself alone, so that what is worked out by it may be remembered by it.
    """

    concepts: dict[str, dict[str, frozenset[Concept]]]
    _beginnings: dict[str, frozenset[str]] = field(init=False, default_factory=dict[str, frozenset[str]])
    """By language the keys that begin a phrase: most words begin none."""

    def __post_init__(self) -> None:
        for language, known in self.concepts.items():
            self._beginnings[language] = frozenset(key.split(" ", 1)[0] for key in known if " " in key)

    def of_phrase(self, words: Sequence[str], language: str) -> frozenset[Concept]:
        """The concepts of one lowercase word, or of a phrase of at most ``LONGEST_PHRASE`` words."""
        known = self.concepts.get(language)
        if not known:
            return frozenset()
        if len(words) > 1:
            return known.get(" ".join(key(word, language) for word in words), frozenset())
        return _of_word(known, words[0], language)

    def of_inflected(self, word: str, language: str) -> frozenset[Concept]:
        """The concepts of a lowercase word that is known but for endings of its language.

        ``of_phrase`` finds Azerbaijani roots with anything behind them too: *sərb* in *sərbəst*.
        """
        if language != "az":
            return self.of_phrase([word], language)
        known = self.concepts.get("az", {})
        for end in range(len(word), _SHORTEST_ROOT - 1, -1):
            if are_endings(word[end:]) and (concepts := known.get(_sound(word[:end]))):
                return concepts
        return frozenset()

    def begins_phrase(self, word: str, language: str) -> bool:
        """True if a lowercase word may be the first of a phrase."""
        return key(word, language) in self._beginnings.get(language, ())


def key(word: str, language: str) -> str:
    """The key of a lowercase word. Azerbaijani is keyed by sound, with Turkish e as ə."""
    return _sound(word) if language == "az" else stem(word, language)


def _sound(word: str) -> str:
    return fold(word, "az").replace("e", "a")


def _of_word(known: dict[str, frozenset[Concept]], word: str, language: str) -> frozenset[Concept]:
    if language != "az":
        return known.get(key(word, language), frozenset())
    for candidate in _azerbaijani_keys(word):
        if concepts := known.get(candidate):
            return concepts
    return frozenset()


@lru_cache(maxsize=16384)
def _azerbaijani_keys(word: str) -> tuple[str, ...]:
    """The word, then with one and two endings less, then ever less of it: its roots stand in front."""
    sound = _sound(word)
    shortest = max(_SHORTEST_PREFIX, len(sound) - _LONGEST_ENDING)
    keys = [sound, _sound(without_one_ending(word)), _sound(stem(word, "az"))]
    keys += [sound[:length] for length in range(len(sound) - 1, shortest - 1, -1)]
    return tuple(dict.fromkeys(keys))


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The lexicon of the shipped tables, read once."""
    concepts: dict[str, dict[str, set[Concept]]] = {}
    for language, word_key, senses in _lexicon_rows():
        concepts.setdefault(language, {}).setdefault(word_key, set()).update(senses)
    for language, word_key, concept in _glossary_rows():
        # The desk's own sense of a word comes before a dictionary's many.
        concepts.setdefault(language, {}).setdefault(word_key, set()).add(concept)
    return Lexicon(
        {
            language: {word_key: frozenset(senses) for word_key, senses in by_key.items()}
            for language, by_key in concepts.items()
        }
    )


def _lexicon_rows() -> Iterable[tuple[str, str, list[Concept]]]:
    for line in table_lines("lexicon.tsv"):
        language, word_key, senses = line.split("\t")
        yield language, word_key, senses.split(" ")


def _glossary_rows() -> Iterable[tuple[str, str, Concept]]:
    """Every word of the glossary with its row's concept; the first row names the languages."""
    languages, *rows = table_lines("glossary.tsv")
    for number, row in enumerate(rows):
        concept, *columns = row.split("\t")
        name = f"T:{concept}" if concept.isupper() else f"g{number}"
        for language, column in zip(languages.split("\t")[1:], columns, strict=True):
            for phrase in filter(None, column.split(",")):
                yield language, " ".join(key(word, language) for word in phrase.strip().split(" ")), name
