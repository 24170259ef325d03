"""Features laid out for comparing: built once an article, read for every pair it stands in."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .features import Features
from .quantities import Quantity
from .sounds import skeleton
from .terms import Term, key_of_sound

NAME_WEIGHT = 2.0
"""A name tells twice what another word does."""


@dataclass(frozen=True, slots=True)
class SoundTable:
    """The folded forms of some terms, one after another; ``starts`` has where each term's begin."""

    forms: list[str]
    skeletons: list[str]
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, terms: list[Term]) -> "SoundTable":
        forms = [form for term in terms for form in (term.sounds or ("",))]
        lengths = [max(1, len(term.sounds)) for term in terms]
        starts = (
            np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp)
            if lengths
            else np.zeros(0, np.intp)
        )
        return cls(forms, [skeleton(form) for form in forms], starts)


class Side:
    """Some terms of an article, with what finds their like in another's."""

    def __init__(self, terms: list[Term]) -> None:
        self.terms = terms
        self.weights = np.array([NAME_WEIGHT if term.is_name else 1.0 for term in terms])
        self.concepts = frozenset(concept for term in terms for concept in term.concepts)
        self.sound_keys = [key_of_sound(term) for term in terms]
        self.keys = self.concepts | {key for key in self.sound_keys if key}

    @cached_property
    def sounds(self) -> SoundTable:
        return SoundTable.of(self.terms)


class Comparable:
    """One article's features as three sides: its headline, its names, everything."""

    def __init__(self, features: Features) -> None:
        self.features = features
        self.headline = Side([term for term in features.terms if term.in_headline])
        self.names = Side([term for term in features.terms if term.is_name])
        self.everything = Side(list(features.terms))
        self.headline_quantities = frozenset(features.headline_quantities)
        self.quantities = frozenset(features.quantities)

    @cached_property
    def keys(self) -> frozenset[str]:
        """What the article is found by: meanings, sounds of names, and numbers that say something."""
        names = frozenset(key for key in self.names.sound_keys if key)
        numbers = frozenset(f"#{one.value}" for one in self.quantities if weight(one) > 1.0)
        return self.everything.keys | names | numbers

    @cached_property
    def values(self) -> frozenset[str]:
        """The values of all quantities, whatever their kind and unit."""
        return frozenset(quantity.value for quantity in self.quantities)

    @property
    def id(self) -> str:
        return self.features.id

    @property
    def language(self) -> str:
        return self.features.language


def weight(quantity: Quantity) -> float:
    """What sharing a quantity tells: little for two, a year or a date, much for 38:17 or 1,437."""
    if quantity.kind in ("year", "date", "time"):
        return 0.5
    digits = len(quantity.value.replace(".", "").strip("0").replace("e+", ""))
    return min(2.0, 0.25 + 0.5 * digits) + (0.5 if quantity.kind in ("money", "share", "score") else 0.0)
