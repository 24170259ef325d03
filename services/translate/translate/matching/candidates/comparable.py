"""Features laid out for comparing: a per-article index, built once, read for every pair it stands in."""

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from translate.matching.features import Features, SentenceVectors
from translate.matching.text.edition_marks import edition_marks
from translate.matching.text.quantities import Quantity
from translate.matching.text.sounds import skeleton
from translate.matching.text.terms import Term, key_of_sound

_WIDE = (
    "EUROPE ASIA AFRICA EU UN NATO FBI CIS OSCE IMF WORLD-BANK ADB EBRD OPEC UEFA FIFA NHS WHITE-HOUSE "
    "SOFAZ EMERGENCIES STATE-SECURITY AZ-RAILWAYS UNESCO UNICEF IAEA OIC SCO WTO OTS EAEU CSTO ICRC ANAS "
    "BSU SGC"
)
"""Continents, and bodies: one desk names who speaks, another where."""
_ANYWHERE = frozenset(f"T:{name}" for name in ("AZ", "BAKU", "KR", "KP", *_WIDE.split()))
"""Places that tell nothing: one desk writes Baku where another writes Azerbaijan, and *Korea* is either."""
_NATIONALITY = re.compile(r"(?:[сц]к|lı|li|lu|lü)")
"""Adjectives of places, small in Russian and Azerbaijani; other small words only look like a place's."""
NAME_WEIGHT = 2.0
"""A name weighs twice what another word does."""

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class SoundTable:
    """The folded forms of some terms, one after another; ``starts`` has where each term's begin."""

    forms: list[str]
    skeletons: list[str]
    starts: Indices

    @classmethod
    def of(cls, terms: list[Term]) -> "SoundTable":
        forms = [form for term in terms for form in (term.sounds or ("",))]
        lengths = [max(1, len(term.sounds)) for term in terms]
        return cls(
            forms, [skeleton(form) for form in forms], np.cumsum([0, *lengths], dtype=np.intp)[: len(terms)]
        )


class TermIndex:
    """Terms of an article, indexed by the keys that another article's terms share with them."""

    def __init__(self, terms: list[Term]) -> None:
        self.terms = terms
        self.weights = np.array([NAME_WEIGHT if term.is_name else 1.0 for term in terms])
        self.total_weight = float(self.weights.sum())
        self._terms_by_key: dict[str, list[int]] = {}
        for at, term in enumerate(terms):
            for key in _keys(term):
                self._terms_by_key.setdefault(key, []).append(at)
        self.keys = frozenset(self._terms_by_key)

    @cached_property
    def places(self) -> list[tuple[int, frozenset[str]]]:
        """Indices of the terms that name a known place, each with its places."""
        return [(at, term.places) for at, term in enumerate(self.terms) if term.places]

    @cached_property
    def sounds(self) -> SoundTable:
        return SoundTable.of(self.terms)

    def shared_with(self, keys: frozenset[str]) -> npt.NDArray[np.float64]:
        """For each term 1.0 where the keys have one of its meanings or its sound, else 0.0: ``(terms,)``."""
        flags = np.zeros(len(self.terms))
        shared = [at for key in self.keys & keys for at in self._terms_by_key[key]]
        if shared:
            flags[shared] = 1.0
        return flags


class Comparable:
    """An article's features: all its terms, its headline's, and the *salient* ones (headline and names)."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.everything = TermIndex(list(features.terms))
        self.headline = TermIndex([term for term in features.terms if term.in_headline])
        self.salient = TermIndex([term for term in features.terms if term.in_headline or term.is_name])
        self.headline_at = _where([term.in_headline for term in features.terms])
        self.names_at = _where([term.is_name for term in features.terms])
        names = [term for term in features.terms if term.is_name]
        self.opening_names_in_names = _where([term.in_opening for term in names])
        self.headline_in_salient = _where([term.in_headline for term in self.salient.terms])
        self.names_in_salient = _where([term.is_name for term in self.salient.terms])
        self.headline_quantities = frozenset(features.headline_quantities)
        self.quantities = frozenset(features.quantities)

    @property
    def id(self) -> str:
        return self.features.id

    @property
    def language(self) -> str:
        return self.features.language

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of the inverted index: meanings, sounds, and numbers that are rare enough."""
        numbers = {f"#{own.value}" for own in self.quantities if quantity_weight(own) > 1.0}
        return self.everything.keys | numbers

    @cached_property
    def headline_numbers(self) -> tuple[Quantity, ...]:
        """The headline's numbers and dates, with its months, weekdays and ordinals."""
        marks = edition_marks(self.features.headline, self.language)
        return tuple(dict.fromkeys([*self.features.headline_quantities, *marks]))

    @cached_property
    def opening(self) -> TermIndex:
        """The terms of the headline and the first paragraph."""
        return TermIndex([term for term in self.features.terms if term.in_headline or term.in_opening])

    @cached_property
    def opening_places(self) -> TermIndex:
        """The places and nationalities of the opening, less those that any article may name."""
        return TermIndex(
            [term for term in self.features.terms if term.in_opening and _is_telling_place(term)]
        )

    @cached_property
    def opening_persons(self) -> TermIndex:
        """The words of the opening's full names."""
        return TermIndex(
            [
                term
                for term in self.features.terms
                if term.in_opening and term.is_full_name and not term.is_located
            ]
        )

    @cached_property
    def opening_numbers(self) -> frozenset[Quantity]:
        """The numbers, dates, months, weekdays and ordinals of the headline and the first paragraph."""
        return frozenset(self.features.opening_quantities)

    @cached_property
    def numbers(self) -> frozenset[Quantity]:
        """All quantities, with the months, weekdays and ordinals of the headline and the first paragraph, and
        with those of earlier revisions."""
        return self.quantities | self.opening_numbers | frozenset(self.features.former_numbers)

    @cached_property
    def values(self) -> frozenset[str]:
        """The values of all quantities, whatever their kind and unit."""
        return frozenset(quantity.value for quantity in self.quantities)

    @cached_property
    def values_with_marks(self) -> frozenset[str]:
        """The values of all quantities and of the opening's months, weekdays and ordinals."""
        return frozenset(quantity.value for quantity in self.numbers)

    @cached_property
    def centre(self) -> npt.NDArray[np.float32] | None:
        """The direction of the article as a whole: ``(width,)``, unit length; ``None`` without vectors."""
        return centre(self.features.embedded) if self.features.embedded else None


def centre(embedded: SentenceVectors) -> npt.NDArray[np.float32]:
    """The mean direction of some sentences."""
    total = embedded.vectors.sum(axis=0)
    direction: npt.NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
    return direction


def quantity_weight(quantity: Quantity) -> float:
    """The weight of a shared quantity: small for two, a year or a date, large for 38:17 or 1,437."""
    if quantity.kind in ("year", "date", "time"):
        return 0.5
    digits = len(quantity.value.replace(".", "").strip("0").replace("e+", ""))
    return min(2.0, 0.25 + 0.5 * digits) + (0.5 if quantity.kind in ("money", "share", "score") else 0.0)


def _is_telling_place(term: Term) -> bool:
    if term.places:
        is_written = term.is_name or bool(_NATIONALITY.search(term.surface))
        return is_written and term.places.isdisjoint(_ANYWHERE)
    return term.is_located and term.is_name and not term.concepts


def _keys(term: Term) -> frozenset[str]:
    sound = key_of_sound(term)
    return term.concepts | {sound} if sound else term.concepts


def _where(chosen: list[bool]) -> Indices:
    return np.flatnonzero(np.array(chosen, dtype=bool))
