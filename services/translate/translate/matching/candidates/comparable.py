"""Features laid out for comparing: built once an article, read for every pair it stands in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from translate.matching.features import Embedded, Features
from translate.matching.text.edition_marks import marks
from translate.matching.text.quantities import Quantity
from translate.matching.text.sounds import skeleton
from translate.matching.text.terms import Term, key_of_sound

NAME_WEIGHT = 2.0
"""A name tells twice what another word does."""

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


class Side:
    """Some terms of an article, with what finds their like in another's."""

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
        """Where the terms are that name a known place, and which."""
        return [(at, term.places) for at, term in enumerate(self.terms) if term.places]

    @cached_property
    def sounds(self) -> SoundTable:
        return SoundTable.of(self.terms)

    def found_exactly(self, keys: frozenset[str]) -> npt.NDArray[np.float64]:
        """For each term 1 where the keys have one of its meanings or its sound, else 0."""
        found = np.zeros(len(self.terms))
        at = [at for key in self.keys & keys for at in self._terms_by_key[key]]
        if at:
            found[at] = 1.0
        return found


class Comparable:
    """One article's features: all its terms, its headline's, and the *salient* ones (headline and names)."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.everything = Side(list(features.terms))
        self.headline = Side([term for term in features.terms if term.in_headline])
        self.salient = Side([term for term in features.terms if term.in_headline or term.is_name])
        self.headline_at = _where([term.in_headline for term in features.terms])
        self.names_at = _where([term.is_name for term in features.terms])
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
        """What the article is found by: meanings, sounds, and numbers that say something."""
        return self.everything.keys | {f"#{one.value}" for one in self.quantities if weight(one) > 1.0}

    @cached_property
    def headline_numbers(self) -> tuple[Quantity, ...]:
        """What the headline counts, dates and numbers, months and weekdays too."""
        read = marks(self.features.headline, self.language)
        return tuple(dict.fromkeys([*self.features.headline_quantities, *read]))

    @cached_property
    def values(self) -> frozenset[str]:
        """The values of all quantities, whatever their kind and unit."""
        return frozenset(quantity.value for quantity in self.quantities)

    @cached_property
    def centre(self) -> npt.NDArray[np.float32] | None:
        """The direction of the article as a whole: ``(width,)``, unit length; ``None`` without vectors."""
        return centre(self.features.embedded) if self.features.embedded else None


def centre(embedded: Embedded) -> npt.NDArray[np.float32]:
    """The mean direction of some sentences."""
    total = embedded.vectors.sum(axis=0)
    direction: npt.NDArray[np.float32] = total / max(float(np.linalg.norm(total)), 1e-9)
    return direction


def weight(quantity: Quantity) -> float:
    """What sharing a quantity tells: little for two, a year or a date, much for 38:17 or 1,437."""
    if quantity.kind in ("year", "date", "time"):
        return 0.5
    digits = len(quantity.value.replace(".", "").strip("0").replace("e+", ""))
    return min(2.0, 0.25 + 0.5 * digits) + (0.5 if quantity.kind in ("money", "share", "score") else 0.0)


def _keys(term: Term) -> frozenset[str]:
    sound = key_of_sound(term)
    return term.concepts | {sound} if sound else term.concepts


def _where(chosen: list[bool]) -> Indices:
    return np.flatnonzero(np.array(chosen, dtype=bool))
