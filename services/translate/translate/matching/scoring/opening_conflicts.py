"""Conflicts of two openings: numbers, places, persons and stances by which headlines and first paragraphs
contradict each other.

Where the opening of each article has something of one kind that the *whole* of the other lacks, they tell two
events, or one that an editor should look at. What one side alone has is no conflict: desks abridge.
"""

from collections.abc import Iterable

import numpy as np

from translate.matching.candidates.comparable import Comparable, TermIndex
from translate.matching.scoring.similarity import Row, sound_similarity
from translate.matching.text.quantities import Quantity
from translate.matching.text.stances import Stance

Sides = tuple[tuple[str, ...], tuple[str, ...]]
"""What either opening has alone, as it is written for an editor."""

_COMPARED = ("count", "share", "money", "score", "time", "date", "month", "ordinal")
"""Weekdays are left out: one desk names that of the event, another that of the statement."""
_COMPARED_TOGETHER = ("count", "share", "money", "score", "date")
_READ_AS = {"year": "count"}
_ROUNDED_FROM, _ROUNDING = 100, 0.03
_SAME_PERSON_FROM, _SAME_PLACE_FROM = 0.25, 0.3
_ONE_SIDED = {"denial": ("denied",), "trade": ("import", "export"), "postponement": ("postponed",)}
"""Poles of a headline of which the other article has at least a word, if both tell the same."""
_ONE_SIDED_FROM_LEADS = {"life": ("death",)}
"""The same of other articles that have a lead: a headline may tell of the wounded alone."""
_DENIAL = "denial"


def opening_number_conflicts(a: Comparable, b: Comparable) -> list[Sides]:
    """Numbers of one kind that either opening has alone, a conflict for each kind; or no number in common."""
    conflicts: list[Sides] = []
    for kind in _COMPARED:
        mine = _alone(_of_kinds(a.opening_numbers, (kind,)), _of_kinds(b.numbers, (kind,)))
        theirs = _alone(_of_kinds(b.opening_numbers, (kind,)), _of_kinds(a.numbers, (kind,)))
        if mine and theirs:
            conflicts.append((mine, theirs))
    return conflicts or _nothing_in_common(a, b)


def _nothing_in_common(a: Comparable, b: Comparable) -> list[Sides]:
    """Two first paragraphs with numbers of their own, and not one that the other article has too."""
    if min(a.features.sentence_count, b.features.sentence_count) == 1:
        return []
    mine = _of_kinds(a.opening_numbers, _COMPARED_TOGETHER)
    theirs = _of_kinds(b.opening_numbers, _COMPARED_TOGETHER)
    mine_alone, theirs_alone = _alone(mine, b.numbers), _alone(theirs, a.numbers)
    in_common = len(mine_alone) < len(mine) or len(theirs_alone) < len(theirs)
    return [] if in_common or not mine or not theirs else [(mine_alone, theirs_alone)]


def _of_kinds(numbers: Iterable[Quantity], kinds: tuple[str, ...]) -> list[Quantity]:
    return [number for number in numbers if _READ_AS.get(number.kind, number.kind) in kinds]


def _alone(numbers: Iterable[Quantity], others: Iterable[Quantity]) -> tuple[str, ...]:
    others = list(others)
    return tuple(
        sorted(str(number) for number in numbers if not any(_agree(number, other) for other in others))
    )


def _agree(number: Quantity, other: Quantity) -> bool:
    if number.unit and other.unit and number.unit != other.unit:
        return False
    if number.kind == other.kind == "time":
        return _on_a_dial(number.value) == _on_a_dial(other.value)
    return number.value == other.value or _is_rounded(number, other)


def _on_a_dial(time: str) -> tuple[int, str]:
    hours, _, minutes = time.partition(":")
    return int(hours) % 12, minutes


def _is_rounded(number: Quantity, other: Quantity) -> bool:
    """True of two counts or sums of which one is the other, rounded."""
    if number.kind not in ("count", "money") or other.kind not in ("count", "money"):
        return False
    value, their_value = float(number.value), float(other.value)
    return (
        min(value, their_value) >= _ROUNDED_FROM
        and abs(value - their_value) <= _ROUNDING * max(value, their_value)
        and _digits(value) != _digits(their_value)
    )


def _digits(value: float) -> int:
    return len(f"{value:.12g}".replace(".", "").strip("0"))


def place_conflict(a: Comparable, b: Comparable) -> list[Sides]:
    """Places, and nationalities, that either opening has alone."""
    mine, theirs = (
        _without_match(a.opening_places, b, _SAME_PLACE_FROM),
        _without_match(b.opening_places, a, _SAME_PLACE_FROM),
    )
    return [(mine, theirs)] if mine and theirs else []


def person_conflict(a: Comparable, b: Comparable) -> list[Sides]:
    """Full names in both openings, none of which the other article has."""
    mine, theirs = (
        _without_match(a.opening_persons, b, _SAME_PERSON_FROM),
        _without_match(b.opening_persons, a, _SAME_PERSON_FROM),
    )
    if not mine or len(mine) < len(a.opening_persons.terms):
        return []
    return [(mine, theirs)] if theirs and len(theirs) == len(b.opening_persons.terms) else []


def _without_match(names: TermIndex, theirs: Comparable, same_from: float) -> tuple[str, ...]:
    """The surfaces of those names that neither sound nor mean what any term of an article does.

    A known place is found in that place alone, not in what else the word may mean (Грузию is Georgia, and of
    one stem with cargo).
    """
    matched = np.maximum(_best_sound(names, theirs.everything), names.shared_with(theirs.everything.keys))
    return tuple(
        term.surface
        for term, value in zip(names.terms, matched, strict=True)
        if (term.places.isdisjoint(theirs.everything.keys) if term.places else value < same_from)
    )


def _best_sound(names: TermIndex, everything: TermIndex) -> Row:
    if not names.terms or not everything.terms:
        return np.zeros(len(names.terms))
    best: Row = sound_similarity(names, everything).max(axis=1)
    return best


def stance_conflicts(a: Comparable, b: Comparable) -> list[Sides]:
    """Axes on which headlines, or openings, stand at other poles; and, where that tells enough (a denial,
    imports), a headline's pole of an axis of which the other article has no word."""
    conflicts: dict[str, Sides] = {}
    for mine, theirs in (
        (a.features.headline_stances, b.features.headline_stances),
        (_weighed(a.features.opening_stances), _weighed(b.features.opening_stances)),
    ):
        for axis in (_axes(mine) & _axes(theirs)) - {_DENIAL}:
            only_mine = _poles(mine, axis) - _poles(b.features.stances, axis)
            only_theirs = _poles(theirs, axis) - _poles(a.features.stances, axis)
            if only_mine and only_theirs:
                conflicts[axis] = tuple(sorted(only_mine)), tuple(sorted(only_theirs))
    one_sided: list[Sides] = [((pole,), ("-",)) for pole in _untold(a, b)]
    one_sided += [(("-",), (pole,)) for pole in _untold(b, a)]
    return [conflicts[axis] for axis in sorted(conflicts)] + one_sided


def _axes(stances: Iterable[Stance]) -> set[str]:
    return {stance.axis for stance in stances if not stance.is_directed}


def _untold(a: Comparable, b: Comparable) -> list[str]:
    """The telling poles of a headline on an axis of which the other article has no word."""
    has_lead = b.features.sentence_count > 1
    one_sided = {**_ONE_SIDED, **(_ONE_SIDED_FROM_LEADS if has_lead else {})}
    return [
        pole
        for axis, telling in one_sided.items()
        for pole in sorted(_poles(a.features.headline_stances, axis).intersection(telling))
        if not _poles(b.features.stances, axis)
    ]


def _weighed(stances: Iterable[Stance]) -> list[Stance]:
    return [stance for stance in stances if not stance.in_headline_only]


def _poles(stances: Iterable[Stance], axis: str) -> set[str]:
    return {stance.pole for stance in stances if stance.axis == axis}
