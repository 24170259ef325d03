"""Conflicts of two articles: exact differences that show two events, however similar the articles read.

One conflict keeps a pair from ever being linked without an editor: another number, another name in the slot
of a template, the same two sides the other way round; in the openings another number, place or stance.
"""

from collections.abc import Iterable, Sequence
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
from translate.matching.text.words import lower, words

_MISSING_BELOW = 0.25
_ALIKE_FROM, _NEARLY_ALIKE_FROM = 0.4, 0.7
"""Shares of the other words that two headlines have in common when only their slots differ."""
_SAME_NAME_FROM = 0.5
_HOME = frozenset(("T:AZ", "T:BAKU"))
"""One desk writes Baku where another writes Azerbaijan; other capitals are countries in the glossary."""
_FROM = {"en": frozenset(["from"]), "ru": frozenset(["из", "с"])}
_TO = {"en": frozenset(["to"]), "ru": frozenset(["в", "на"])}
_FROM_ENDING, _TO_ENDING = ("dan", "dən"), ("a", "ə")
"""Where from and where to: words before a place, and in Azerbaijani its endings."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Words or numbers of one headline, or opening, that contradict those of the other."""

    kind: Literal["quantity", "name", "roles", "place", "stance"]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}: {', '.join(self.mine)} ≠ {', '.join(self.theirs)}"


def is_one_figure(found: Sequence[Conflict]) -> bool:
    """True if all that contradicts is one figure: the same news with another count, or other news."""
    return len(found) == 1 and found[0].kind == "quantity" and len(found[0].mine) == len(found[0].theirs) == 1


def conflicts(a: Comparable, b: Comparable) -> tuple[Conflict, ...]:
    """Every exact conflict of a pair, ``mine`` being ``a``'s."""
    stances = [Conflict("stance", mine, theirs) for mine, theirs in stance_conflicts(a, b)]
    names = _names_conflict(a, b) or _names_of_openings_conflict(a, b)
    roles = _roles_conflict(a, b) or _ways_conflict(a, b)
    return tuple(_quantities_conflict(a, b) + names + roles + stances)


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
    if not mine or not theirs or _is_at_home(mine, theirs) or _is_at_home(theirs, mine):
        return []
    return [Conflict("name", _surfaces(mine), _surfaces(theirs))]


def _is_at_home(mine: Iterable[Term], theirs: Iterable[Term]) -> bool:
    """True where one side has Azerbaijan or Baku alone, and the other no place beside them: a desk at home
    leaves them out.
    """
    return all(term.places and term.places <= _HOME for term in mine) and all(
        not term.places or term.places <= _HOME for term in theirs
    )


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
    """Swapped roles: two sides named in another order beside a score, or a verb between them, that both
    headlines have.
    """
    is_scored = bool(_scores(a) & _scores(b))
    if is_scored:
        for of_a, of_b in ((a.headline, b.headline), (a.opening, b.opening)):
            other_sides = _only_sides(of_a, b), _only_sides(of_b, a)
            if all(other_sides):
                return [Conflict("roles", *other_sides)]
    is_turned = _is_turned(a, b)
    if not is_scored and is_turned is None:
        return []
    order = _common_names(a.headline, b.headline)
    is_swapped = any(_swapped(left, right) for left, right in pairwise(order))
    if len(order) < 2 or is_swapped == bool(is_turned):
        return []
    mine = tuple(a.headline.terms[at].surface for at, _ in order)
    theirs = tuple(b.headline.terms[at].surface for at in sorted(at for _, at in order))
    return [Conflict("roles", mine, theirs)]


def _ways_conflict(a: Comparable, b: Comparable) -> list[Conflict]:
    """The same two places in both headlines, of which each is left in one and come to in the other."""
    mine, theirs = _ways(a), _ways(b)
    turned = {place for place, way in mine.items() if place in theirs and theirs[place] != way}
    if {mine[place] for place in turned} != {"from", "to"}:
        return []
    named = tuple(sorted(place.removeprefix("T:") for place in turned))
    return [Conflict("roles", named, named[::-1])]


def _ways(article: Comparable) -> dict[str, str]:
    """Each place of a headline that somebody leaves or comes to, with which of both."""
    written = words(article.features.headline)
    before = dict(zip(written[1:], written, strict=False))
    ways: dict[str, str] = {}
    for at, _ in article.headline.places:
        term = article.headline.terms[at]
        way = _way(term.surface.split(" ")[0], before, article.language)
        ways |= dict.fromkeys(term.places, way) if way else {}
    return ways


def _way(word: str, before: dict[str, str], language: str) -> str | None:
    if language == "az":
        return "from" if word.endswith(_FROM_ENDING) else "to" if word.endswith(_TO_ENDING) else None
    previous = lower(before.get(word, ""), language)
    if previous in _FROM.get(language, ()):
        return "from"
    return "to" if previous in _TO.get(language, ()) else None


def _scores(article: Comparable) -> set[str]:
    return {quantity.value for quantity in article.headline_quantities if quantity.kind == "score"}


def _is_turned(a: Comparable, b: Comparable) -> bool | None:
    """True where one headline has it that the first of two did, the other that it had done to it, the same
    (beat, lost to); None where their verbs are not of one axis.
    """
    mine, theirs = _directed(a), _directed(b)
    poles = [(mine[axis], theirs[axis]) for axis in mine.keys() & theirs.keys()]
    return poles[0][0] != poles[0][1] if len(poles) == 1 else None


def _directed(article: Comparable) -> dict[str, str]:
    """The pole of each directed axis of a headline that has but one of it."""
    stances = [stance for stance in article.features.headline_stances if stance.is_directed]
    return {
        stance.axis: stance.pole
        for stance in stances
        if sum(other.axis == stance.axis for other in stances) == 1
    }


def _only_sides(mine: TermIndex, theirs: Comparable) -> tuple[str, ...]:
    """The names beside a score, of a headline or an opening, that the other article lacks; none where it has
    two, which are both sides.
    """
    # Clubs bear the names of towns and of things: a capital tells, whatever a dictionary explains.
    names = [term for term in mine.terms if term.is_name and not _names_no_side(term)]
    if not names:
        return ()
    side = TermIndex(names)
    alike = sound_similarity(side, theirs.salient).max(axis=1, initial=0.0)
    shared = side.shared_with(theirs.everything.keys)
    alone = tuple(
        term.surface
        for term, sound, meaning in zip(names, alike, shared, strict=True)
        if max(sound, meaning) < _SAME_NAME_FROM
    )
    return alone if len(names) - len(alone) < 2 else ()


def _names_no_side(term: Term) -> bool:
    """True of Azerbaijan and Baku, of persons, and of phrases of the lexicon (Premier League)."""
    if term.is_full_name or (term.places and term.places <= _HOME):
        return True
    return " " in term.surface and not term.places


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
