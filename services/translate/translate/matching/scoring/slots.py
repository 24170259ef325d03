"""Slots: what an article has that the most similar other of its own language lacks, and how much of that a
candidate lacks too.

Two articles of one template differ in their slots alone, and so does the third that tells another day of it.
What tells a sibling apart must be found in the candidate; what all three share is no evidence. An article
without a sibling has all of its opening for a slot.
"""

from dataclasses import dataclass

import numpy as np

from translate.matching.candidates.comparable import NAME_WEIGHT, Comparable, TermIndex
from translate.matching.scoring.similarity import Row, sound_similarity
from translate.matching.text.terms import Term

SLOT_COLUMNS = (
    "slot_missing_min",
    "slot_missing_max",
    "slot_headline_missing_min",
    "slot_headline_missing_max",
)
_KNOWN, _UNKNOWN = 1.0, 0.3
"""Weights of words: one that no dictionary explains is not found in another language, whatever it means."""
_PRIOR = 0.5
"""Missing of a weight of one, where there is no slot at all."""
_MOST_MISSING = 6.0
_FOUND_FROM = 0.5
SLOT_RANGE: tuple[tuple[float, float], ...] = (
    (0.0, 1.0),
    (0.0, 1.0),
    (0.0, _MOST_MISSING),
    (0.0, _MOST_MISSING),
)
"""The lowest and the highest value of each column."""


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of a pair's two articles."""

    mine: TermIndex
    theirs: TermIndex

    def columns(self, a: Comparable, b: Comparable) -> Row:
        """The values of ``SLOT_COLUMNS`` for the pair; the same from either end."""
        shares, headlines = zip(_missing(self.mine, b), _missing(self.theirs, a), strict=True)
        return np.array([min(shares), max(shares), min(headlines), max(headlines)])

    def missing(self, a: Comparable, b: Comparable) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names and known words of either slot that the other article lacks, as they are written."""
        return _missing_terms(self.mine, b), _missing_terms(self.theirs, a)


def slot_of(article: Comparable, sibling: Comparable | None) -> TermIndex:
    """The terms of an article's headline and first paragraph that its sibling lacks."""
    opening = article.opening
    if sibling is None:
        return opening
    in_sibling = _found(opening, sibling)
    return TermIndex(
        [term for term, value in zip(opening.terms, in_sibling, strict=True) if value < _FOUND_FROM]
    )


def _missing_terms(own: TermIndex, other: Comparable) -> tuple[str, ...]:
    return tuple(
        term.surface
        for term, value in zip(own.terms, _found(own, other), strict=True)
        if value < _FOUND_FROM and _weight(term) > _UNKNOWN
    )


def _missing(own: TermIndex, other: Comparable) -> tuple[float, float]:
    """The share of a slot that another article lacks, and how much of the headline's is missing."""
    weights = np.array([_weight(term) for term in own.terms])
    missing = weights * (1.0 - _found(own, other))
    in_headline = np.array([term.in_headline for term in own.terms], dtype=bool)
    share = (float(missing.sum()) + _PRIOR) / (float(weights.sum()) + 2 * _PRIOR)
    return share, min(float(missing[in_headline].sum()), _MOST_MISSING)


def _weight(term: Term) -> float:
    if term.is_name:
        return NAME_WEIGHT
    return _KNOWN if term.concepts else _UNKNOWN


def _found(own: TermIndex, other: Comparable) -> Row:
    """For each term how surely another article has it, by meaning or by sound: 0 to 1."""
    found = own.shared_with(other.everything.keys)
    if own.terms and other.salient.terms:
        found = np.maximum(found, sound_similarity(own, other.salient).max(axis=1))
    return found
