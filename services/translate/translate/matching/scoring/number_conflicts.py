"""The number conflict rule: numbers by which two headlines contradict each other.

Whatever else two articles share: where each headline has a number of one kind that the other headline lacks,
they are two events, or one that an editor should look at.
"""

import re
from collections.abc import Iterable

from translate.matching.candidates.comparable import Comparable
from translate.matching.text.quantities import Quantity
from translate.matching.text.words import lower

_COMPARED = ("count", "share", "money", "score", "date", "month", "weekday", "ordinal")
_READ_AS = {"year": "count", "time": "score"}
"""2,050 people and 21:19 in volleyball look like a year and a time."""
_NEAR = 1.5
"""A sum and a bare number within this ratio are held for the same thing, of which one lost its unit."""
_ROUNDED_FROM, _ROUNDING = 1000, 0.02
_HEDGED = re.compile(
    r"\b(?:almost|nearly|about|around|some|over|more than|up to|approximately|roughly"
    r"|təxminən|təqribən|qədər|yaxın|çox|artıq|az qala"
    r"|почти|около|порядка|более|свыше|примерно|до)\b"
)

NumberConflict = tuple[tuple[str, ...], tuple[str, ...]]
"""The numbers of either headline, as they are written for an editor."""


def number_conflicts(a: Comparable, b: Comparable) -> list[NumberConflict]:
    """A conflict for each kind of number by which the headlines differ, ``a``'s numbers first."""
    mine, theirs = a.headline_numbers, b.headline_numbers
    conflicts: list[NumberConflict] = []
    for kind in _COMPARED:
        ours, others = _of_kind(mine, kind), _of_kind(theirs, kind)
        # A number that the other had in an earlier revision is out of date, not of another event.
        known_there = others + _of_kind(b.features.former_numbers, kind)
        known_here = ours + _of_kind(a.features.former_numbers, kind)
        only_ours = [number for number in ours if not _is_among(number, known_there, a, b)]
        only_others = [number for number in others if not _is_among(number, known_here, b, a)]
        if only_ours and only_others:
            conflicts.append((_texts(only_ours), _texts(only_others)))
    return conflicts or _nearly(mine, theirs) or _nearly(theirs, mine)


def _of_kind(numbers: Iterable[Quantity], kind: str) -> list[Quantity]:
    return [number for number in numbers if _READ_AS.get(number.kind, number.kind) == kind]


def _is_among(number: Quantity, others: Iterable[Quantity], mine: Comparable, theirs: Comparable) -> bool:
    return any(_are_same(number, other) or _is_rounded(number, other, mine, theirs) for other in others)


def _are_same(number: Quantity, other: Quantity) -> bool:
    if number.kind == other.kind == "time":
        return _on_a_dial(number.value) == _on_a_dial(other.value)
    return number.value == other.value and (number.unit == other.unit or not (number.unit and other.unit))


def _on_a_dial(time: str) -> tuple[int, str]:
    hours, _, minutes = time.partition(":")
    return int(hours) % 12, minutes


def _is_rounded(number: Quantity, other: Quantity, mine: Comparable, theirs: Comparable) -> bool:
    """True if a headline states that it rounds the other's count: almost 9,000 for 8,900."""
    if number.kind != "count" or other.kind != "count" or number.value == other.value:
        return False
    value, their_value = float(number.value), float(other.value)
    coarse = mine if _digits(number) < _digits(other) else theirs
    return (
        min(value, their_value) >= _ROUNDED_FROM
        and abs(value - their_value) <= _ROUNDING * value
        and _digits(number) != _digits(other)
        and _HEDGED.search(lower(coarse.features.headline, coarse.language)) is not None
    )


def _digits(quantity: Quantity) -> int:
    """Significant digits of a number: 2 of 8,900, 3 of 8,910."""
    return len(f"{float(quantity.value):.12g}".replace(".", "").strip("0"))


def _nearly(sums: Iterable[Quantity], counts: Iterable[Quantity]) -> list[NumberConflict]:
    """A sum against a bare number that is nearly, but not quite, the same."""
    bare = _of_kind(counts, "count")
    near = [
        (money, count)
        for money in _of_kind(sums, "money")
        for count in bare
        if money.value != count.value
        and 1 / _NEAR < float(count.value) / max(float(money.value), 1e-9) < _NEAR
    ]
    return [(_texts([money]), _texts([count])) for money, count in near[:1]]


def _texts(quantities: Iterable[Quantity]) -> tuple[str, ...]:
    return tuple(sorted(str(quantity) for quantity in quantities))
