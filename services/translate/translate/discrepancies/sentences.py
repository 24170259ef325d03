"""Sentences as they are compared: all that a comparison asks of one, read once. Pure."""

from dataclasses import dataclass
from functools import lru_cache

from translate.discrepancies.negation import Negation, negation_in
from translate.discrepancies.values import Value, values_in
from translate.matching.text.lexicon import Lexicon
from translate.matching.text.stances import Stance, stances
from translate.matching.text.terms import Term, key_of_sound, terms
from translate.matching.text.words import lower


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its values, and what it is aligned and weighed by.

    ``keys_by_term`` has for each term the keys that another language's word may share with it, ``keys``
    all of them; ``figures`` are its bare numbers, a sum and a count of one value alike.
    """

    language: str
    text: str
    lowered: str
    values: tuple[Value, ...]
    terms: tuple[Term, ...]
    keys_by_term: tuple[frozenset[str], ...]
    keys: frozenset[str]
    figures: tuple[str, ...]
    stances: frozenset[Stance]
    negation: Negation | None

    def keys_of(self, term: Term) -> frozenset[str]:
        """The keys of one of its terms."""
        return self.keys_by_term[self.terms.index(term)]


def read_sentence(text: str, language: str, lexicon: Lexicon) -> Sentence:
    """The sentence, read once for every comparison it stands in."""
    lowered = lower(text, language)
    if len(lowered) != len(text):  # a letter that lowercase writes as two: spans would be off
        text = lowered
    of_sentence = tuple(terms(text, (), language, lexicon))
    values = values_in(text, lowered, language, of_sentence, lexicon)
    keys_by_term = tuple(_keys(term) for term in of_sentence)
    return Sentence(
        language,
        text,
        lowered,
        values,
        of_sentence,
        keys_by_term,
        frozenset[str]().union(*keys_by_term),
        tuple(_figure(value.key) for value in values if value.quantity is not None),
        frozenset(stances([text], language)),
        negation_in(text, lowered, language, lexicon),
    )


def _keys(term: Term) -> frozenset[str]:
    sound = key_of_sound(term)
    return _with(term.concepts, sound) if sound else term.concepts


@lru_cache(maxsize=16384)
def _with(concepts: frozenset[str], sound: str) -> frozenset[str]:
    """Concepts and a sound: one set for all sentences, as the sets weigh more than all else of them."""
    return concepts | {sound}


def _figure(key: str) -> str:
    return key.split(":", 1)[1].rsplit(":", 1)[0]
