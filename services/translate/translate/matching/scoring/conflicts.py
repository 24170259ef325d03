"""Conflicts of two articles: exact differences that show two events, however similar the articles read.

One conflict keeps a pair from ever being linked without an editor: another number, another name in the slot
of a template, the same two sides the other way round; in the openings another number, place or stance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from translate.matching.candidates.comparable import Comparable, TermIndex
from translate.matching.scoring.number_conflicts import number_conflicts
from translate.matching.scoring.opening_conflicts import (
    opening_number_conflicts,
    person_conflict,
    place_conflict,
    stance_conflicts,
)
from translate.matching.scoring.similarity import Row, sound_similarity, term_coverage
from translate.matching.text.terms import Term

_MISSING_BELOW = 0.25
_ALIKE_FROM, _NEARLY_ALIKE_FROM = 0.4, 0.7
"""Shares of the other words that two headlines have in common when only their slots differ."""
_SAME_NAME_FROM = 0.5
_HOME = frozenset(("T:AZ", "T:BAKU"))
"""One desk writes Baku where another writes Azerbaijan; other capitals are countries in the glossary."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Words or numbers of one headline, or opening, that contradict those of the other."""

    kind: Literal["quantity", "name", "roles", "place", "stance"]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.mine)} ≠ {', '.join(self.theirs)}"


def conflicts(a: Comparable, b: Comparable) -> tuple[Conflict, ...]:
    """Every exact conflict of a pair, ``mine`` being ``a``'s."""
    stances = [Conflict("stance", mine, theirs) for mine, theirs in stance_conflicts(a, b)]
    names = _names_conflict(a, b) or _names_of_openings_conflict(a, b)
    return tuple(_quantities_conflict(a, b) + names + _roles_conflict(a, b) + stances)


def _quantities_conflict(a: Comparable, b: Comparable) -> list[Conflict]:
    conflicting = number_conflicts(a, b) or opening_number_conflicts(a, b)
    return [Conflict("quantity", mine, theirs) for mine, theirs in conflicting]


def _names_of_openings_conflict(a: Comparable, b: Comparable) -> list[Conflict]:
    places = [Conflict("place", mine, theirs) for mine, theirs in place_conflict(a, b)]
    return places or [Conflict("name", mine, theirs) for mine, theirs in person_conflict(a, b)]


def _names_conflict(a: Comparable, b: Comparable) -> list[Conflict]:
    """Names that only one side has, on both sides, in headlines whose other words are the same.

    Where nearly all other words are, a capital may be a name even if a dictionary has it as a word (Astara,
    Sabah).
    """
    in_b, in_a = term_coverage(a, b)
    shares = (
        _share_of_words(a.headline, in_b.headline_in_text),
        _share_of_words(b.headline, in_a.headline_in_text),
    )
    if sum(shares) / 2 < _ALIKE_FROM:
        return []
    alike = min(shares)
    mine, theirs = _only(a, b, in_b.headline_in_text, alike), _only(b, a, in_a.headline_in_text, alike)
    at_home = all(term.places and term.places <= _HOME for term in (*mine, *theirs))
    if not mine or not theirs or at_home:
        return []
    return [Conflict("name", _surfaces(mine), _surfaces(theirs))]


def _surfaces(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.surface for term in terms)


def _share_of_words(side: TermIndex, values: Row) -> float:
    shares = [value for term, value in zip(side.terms, values, strict=True) if not term.is_capital]
    return float(np.mean(shares)) if shares else 1.0


def _only(mine: Comparable, theirs: Comparable, values: Row, alike: float) -> tuple[Term, ...]:
    """The names of a headline that another article lacks; a name is not found in what is no name there."""
    by_sound = sound_similarity(mine.headline, theirs.salient)
    capitals = np.array([term.is_capital or term.is_name for term in theirs.salient.terms], dtype=bool)
    in_names = (by_sound * capitals).max(axis=1, initial=0.0)
    exactly = mine.headline.shared_with(theirs.everything.keys)
    return tuple(
        term
        for term, share, in_name, exact in zip(mine.headline.terms, values, in_names, exactly, strict=True)
        if (
            (term.is_proper and share < _MISSING_BELOW)
            or (term.is_capital and alike >= _NEARLY_ALIKE_FROM and max(in_name, exact) < _MISSING_BELOW)
        )
    )


def _roles_conflict(a: Comparable, b: Comparable) -> list[Conflict]:
    """Swapped roles: two sides named in another order beside a score that both headlines have."""
    scores = {quantity.value for quantity in a.headline_quantities if quantity.kind == "score"}
    if not scores & {quantity.value for quantity in b.headline_quantities if quantity.kind == "score"}:
        return []
    order = _common_names(a.headline, b.headline)
    if not any(_swapped(left, right) for left, right in pairwise(order)):
        return []
    mine = tuple(a.headline.terms[at].surface for at, _ in order)
    theirs = tuple(b.headline.terms[at].surface for at in sorted(at for _, at in order))
    return [Conflict("roles", mine, theirs)]


def _swapped(left: tuple[int, int], right: tuple[int, int]) -> bool:
    """True if two names changed places; the words of one name may (Ryder Cup, Кубок Райдера)."""
    one_name = right[0] - left[0] == 1 and left[1] - right[1] == 1
    return left[1] > right[1] and not one_name


def _common_names(a: TermIndex, b: TermIndex) -> list[tuple[int, int]]:
    """Positions in both of each name that ``a`` shares with ``b``, in ``a``'s order."""
    if not a.terms or not b.terms:
        return []
    alike = sound_similarity(a, b)
    common: list[tuple[int, int]] = []
    for at, term in enumerate(a.terms):
        best = int(alike[at].argmax())
        other = b.terms[best]
        # A word that the lexicon knows in both is no name: league, championship.
        is_word = not term.places and not term.concepts.isdisjoint(other.concepts)
        if term.is_capital and other.is_capital and not is_word and alike[at, best] > _SAME_NAME_FROM:
            common.append((at, best))
    return common
