"""Comparison of two variants of one story: the values by which they contradict each other. Pure.

A value contradicts another where both stand in aligned passages, neither passage has the other's, and the
whole of at least one article lacks what the other has. What one variant alone has is no difference, since
desks abridge, unless it is declared a translation of the other.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.discrepancies.alignment import Aligned, Place, Variant, align
from translate.discrepancies.polarity import polarity_differences
from translate.discrepancies.same_values import are_same, names_alike
from translate.discrepancies.sentences import Sentence
from translate.discrepancies.values import Kind, Value, runs
from translate.matching.text.quantities import Quantity
from translate.matching.text.terms import Term

_ALIKE_NAMES, _SURE_NAMES = 0.25, 0.4
_SHORTEST_SOUND = 4
_MISSPELT_FROM = 2
_SURE = 0.45
"""Likeness of passages from which order alone makes two figures counterparts."""
_RELATIVE = re.compile(
    r"\b(?:yesterday|tomorrow|(?:a |the )?day (?:earlier|before|after)|previous day"
    r"|dünən|sabah|bir gün əvvəl|srağagün|ertəsi gün"
    r"|вчера|завтра|накануне|днем ранее|днём ранее|позавчера)\b"
)
_HOME = frozenset(("T:AZ", "T:BAKU", "T:EUROPE", "T:ASIA", "T:AFRICA"))
"""Places that tell nothing: one desk names the city, another the country, and bodies stand for either."""
_GROUPS = ("money", "share", "bare", "score", "date", "weekday", "time", "place", "name")
_NAMES = frozenset(("place", "name"))
_OF_OPENINGS = frozenset(("place", "name", "weekday", "date"))
"""Groups compared in headlines that share nothing else, if the openings are alike."""
_LEAST = {"headline": 0.15, "lead": 0.2, "opening": 0.2}
"""Likeness from which passages of an opening are compared in all that they say."""
_BARE = frozenset(("count", "year", "ordinal"))


@dataclass(frozen=True, slots=True)
class Mark:
    """A value as an editor sees it: its sentence and its span in there, an empty one where it is missing."""

    language: str
    article_id: str
    key: str
    text: str
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Two values that should be one."""

    kind: Kind
    place: Place
    mine: Mark
    theirs: Mark


@dataclass(frozen=True, slots=True)
class _Unmatched:
    value: Value
    sentence: Sentence
    position: int
    """Among the values of its kind in its passage."""


@dataclass(frozen=True, slots=True)
class _Placed(_Unmatched):
    is_absent: bool
    """The whole of the other article lacks it."""


def compare(a: Variant, b: Variant) -> list[Difference]:
    """Every difference of two variants, headline and lead first, each pair of values once."""
    differences: list[Difference] = []
    seen: set[tuple[str, str]] = set()
    aligned = align(a, b)
    for passages in aligned:
        found = [*_of_values(a, b, passages), *_of_polarity(a, b, passages)]
        for difference in found:
            pair = (difference.mine.key, difference.theirs.key)
            if pair not in seen:
                seen.add(pair)
                differences.append(difference)
    return differences + [
        one for one in _silences(a, b, aligned) if (one.mine.key, one.theirs.key) not in seen
    ]


def _of_polarity(a: Variant, b: Variant, passages: Aligned) -> Iterator[Difference]:
    for mine, theirs in polarity_differences(a, b, passages):
        yield Difference(
            "polarity",
            passages.place,
            Mark(a.language, a.article_id, mine.key, mine.text, mine.sentence.text, mine.start, mine.end),
            Mark(
                b.language,
                b.article_id,
                theirs.key,
                theirs.text,
                theirs.sentence.text,
                theirs.start,
                theirs.end,
            ),
        )


def _of_values(a: Variant, b: Variant, passages: Aligned) -> Iterator[Difference]:
    mine, theirs = _unmatched(passages.mine, passages.theirs), _unmatched(passages.theirs, passages.mine)
    for group in _GROUPS:
        if group in mine and group in theirs:
            ours, others = _placed(mine[group], b), _placed(theirs[group], a)
            for left, right in _counterparts(ours, others, passages, group):
                yield Difference(left.value.kind, passages.place, _mark(a, left), _mark(b, right))


def _group(value: Value) -> str:
    if value.quantity is None:
        return "place" if value.is_place else "name"
    kind = value.quantity.kind
    return "bare" if kind in _BARE else "date" if kind == "month" else kind


def _unmatched(mine: Sequence[Sentence], theirs: Sequence[Sentence]) -> dict[str, list[_Unmatched]]:
    """The values of a passage that the aligned one lacks, by group."""
    counted, unmatched = Counter[str](), defaultdict[str, list[_Unmatched]](list)
    for sentence in mine:
        for value in sentence.values:
            if _is_home(value):
                continue
            group = _group(value)
            counted[group] += 1
            if not _is_among(value, sentence, theirs):
                unmatched[group].append(_Unmatched(value, sentence, counted[group]))
    return unmatched


def _placed(unmatched: Sequence[_Unmatched], other: Variant) -> list[_Placed]:
    """Unmatched values, each with whether the whole of the other article lacks it."""
    return [
        _Placed(
            one.value,
            one.sentence,
            one.position,
            not _is_among(one.value, one.sentence, other.sentences, exactly=True),
        )
        for one in unmatched
    ]


def _is_home(value: Value) -> bool:
    """True of names that tell nothing: home, and phrases, whose words may be in another order."""
    term = value.term
    if term is None:
        return False
    if term.places and (term.places <= _HOME or term.surface.isupper()):
        return True
    return " " in term.surface


def _is_among(value: Value, here: Sentence, sentences: Sequence[Sentence], *, exactly: bool = False) -> bool:
    # A surname is compared as one: the consonants of Həsənov are those of Hüseynov.
    if value.term is not None and not value.is_surname:
        keys = here.keys_of(value.term)
        if any(not keys.isdisjoint(sentence.keys) for sentence in sentences):
            return True
    return any(
        are_same(value, other, here, there, exactly=exactly) for there in sentences for other in there.values
    )


def _counterparts(
    mine: list[_Placed], theirs: list[_Placed], passages: Aligned, group: str
) -> Iterator[tuple[_Placed, _Placed]]:
    """Pairs of values that stand for each other, the best first, each value once."""
    is_one_surname = all(sum(one.value.is_surname for one in side) == 1 for side in (mine, theirs))
    scored: list[tuple[float, int, int]] = []
    for left_at, left in enumerate(mine):
        for right_at, right in enumerate(theirs):
            alone = len(mine) == len(theirs) == 1 or (
                is_one_surname and left.value.is_surname and right.value.is_surname
            )
            in_order = left.position == right.position and len(mine) == len(theirs)
            score = _affinity(left, right, passages, group, alone=alone, in_order=in_order)
            if score > 0:
                scored.append((score, left_at, right_at))
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    for _, left_at, right_at in sorted(scored, key=lambda one: (-one[0], one[1], one[2])):
        if left_at not in taken_left and right_at not in taken_right:
            taken_left.add(left_at)
            taken_right.add(right_at)
            yield mine[left_at], theirs[right_at]


def _affinity(
    left: _Placed, right: _Placed, passages: Aligned, group: str, *, alone: bool, in_order: bool
) -> float:
    """How likely two values are counterparts; 0 where they are held for two things."""
    both = left.is_absent and right.is_absent
    if not (left.is_absent or right.is_absent):
        return 0.0
    if not _is_compared(passages, group, is_sure=alone and both):
        return 0.0
    if group in _NAMES:
        return _names_affinity(left, right, passages, both=both, alone=alone, in_order=in_order)
    if group == "weekday" and not _is_sure_of_days(passages, alone=alone):
        return 0.0
    return _figures_affinity(left.value, right.value, passages, both=both, alone=alone, in_order=in_order)


def _is_compared(passages: Aligned, group: str, *, is_sure: bool) -> bool:
    """True of passages alike enough for a group, and of the only dates of two openings, however told."""
    if passages.place == "body":
        return True
    if passages.place == "headline" and group in _OF_OPENINGS:
        return True
    return passages.likeness >= _LEAST[passages.place] or (group == "date" and is_sure)


def _is_sure_of_days(passages: Aligned, *, alone: bool) -> bool:
    least = _ALIKE_NAMES if alone else _SURE_NAMES
    return max(passages.likeness, passages.of_openings) >= least and not _is_relative(passages)


def _figures_affinity(
    mine: Value, theirs: Value, passages: Aligned, *, both: bool, alone: bool, in_order: bool
) -> float:
    if _measure_apart(mine, theirs) or (_is_ordinal(mine), mine.is_former) != (
        _is_ordinal(theirs),
        theirs.is_former,
    ):
        return 0.0
    is_money = mine.quantity is not None and mine.quantity.kind == "money"
    is_measured = mine.unit is not None and theirs.unit is not None
    same_thing = bool(mine.nouns & theirs.nouns) or is_money or is_measured or _misspelt(mine, theirs)
    if passages.place == "opening":
        is_day = mine.kind == "date" and alone
        return float(both and (same_thing or is_day))
    if _group(mine) == "bare" and not same_thing:
        in_place = both and passages.likeness >= _SURE and (alone or in_order)
        return 1.0 + passages.likeness if in_place else 0.0
    if not (same_thing or alone or (in_order and both)):
        return 0.0
    return 2.0 + same_thing + in_order + both


def _measure_apart(mine: Value, theirs: Value) -> bool:
    """True of values in other measures that are no error: a conversion, or another thing altogether."""
    ours, others = mine.quantity, theirs.quantity
    if ours is None or others is None:
        return False
    if ours.kind == others.kind == "money" and ours.unit != others.unit:
        return ours.value != others.value
    if mine.unit is None and theirs.unit is None:
        return False
    if mine.unit is None or theirs.unit is None:
        return mine.nouns.isdisjoint(theirs.nouns)
    if mine.unit.dimension != theirs.unit.dimension:
        return True
    return mine.unit != theirs.unit and ours.value != others.value


def _is_ordinal(value: Value) -> bool:
    return value.quantity is not None and value.quantity.kind == "ordinal" and not value.is_written


def _misspelt(mine: Value, theirs: Value) -> bool:
    """True of two figures that a digit changed, two swapped, or a zero too many make one."""
    if mine.quantity is None or theirs.quantity is None:
        return False
    left, right = (_digits(value.quantity) for value in (mine, theirs) if value.quantity)
    if left.strip("0") == right.strip("0"):
        return len(left.strip("0")) > 1
    if len(left) != len(right) or len(left) < _MISSPELT_FROM:
        return False
    return sum(one != other for one, other in zip(left, right, strict=True)) == 1 or sorted(left) == sorted(
        right
    )


def _digits(quantity: Quantity) -> str:
    """The digits of a value; those of a large number in full: 580000000, not 5.8e+08."""
    value = quantity.value
    return re.sub(r"\D", "", f"{float(value):.0f}" if "e+" in value else value)


def _is_relative(passages: Aligned) -> bool:
    """True where a passage has a day as seen from another: one desk's Monday is another's day before."""
    return any(_RELATIVE.search(sentence.lowered) for sentence in (*passages.mine, *passages.theirs))


def _names_affinity(
    left: _Placed, right: _Placed, passages: Aligned, *, both: bool, alone: bool, in_order: bool
) -> float:
    if left.value.is_place and right.value.is_place:
        is_alike = max(passages.likeness, passages.of_openings) >= _ALIKE_NAMES
        return 3.0 if is_alike and passages.place != "opening" and (alone or (in_order and both)) else 0.0
    mine, theirs = left.value.term, right.value.term
    if mine is None or theirs is None or passages.likeness < _ALIKE_NAMES:
        return 0.0
    if passages.place == "opening":
        return float(both and _same_first_name(left, right))
    is_short = min(len((*term.sounds, "")[0]) for term in (mine, theirs)) < _SHORTEST_SOUND
    if is_short or _is_untranslated(left, right) or _is_untranslated(right, left):
        return 0.0
    if (mine.is_full_name and theirs.is_full_name and _same_slot(left, right)) or _same_first_name(
        left, right
    ):
        return 2.0 + in_order
    are_surnames = left.value.is_surname and right.value.is_surname
    is_one = _is_one_person if are_surnames else _is_one_role
    return float(alone and passages.place != "body" and is_one(left, right, passages))


def _is_untranslated(placed: _Placed, other: _Placed) -> bool:
    """True of a name that Russian leaves in Latin letters: a title, which the other may have translated."""
    is_latin = placed.sentence.language == "ru" and placed.value.text.isascii()
    return is_latin and other.sentence.language != "en"


def _same_first_name(left: _Placed, right: _Placed) -> bool:
    """True of two surnames behind one first name, even one that is a word too, as İlham (inspiration) is."""
    ours, others = _before(left), _before(right)
    if ours is None or others is None or not (left.value.is_surname and right.value.is_surname):
        return False
    if left.sentence.keys_of(ours) & right.sentence.keys_of(others):
        return True
    return not set(ours.sounds).isdisjoint(others.sounds)


def _before(placed: _Placed) -> Term | None:
    """The capital right before a name."""
    before = placed.sentence.text[: placed.value.start].rstrip()
    return next(
        (
            term
            for term in placed.sentence.terms
            if term.surface[0].isupper() and before.endswith(term.surface)
        ),
        None,
    )


def _is_one_person(left: _Placed, right: _Placed, passages: Aligned) -> bool:
    """True of two surnames, the only ones, in passages that tell the same or beside words of one meaning."""
    if passages.place == "headline" and passages.of_openings >= _SURE_NAMES:
        return True
    return passages.likeness >= _SURE or not _neighbours(left, 2).isdisjoint(_neighbours(right, 2))


def _is_one_role(left: _Placed, right: _Placed, passages: Aligned) -> bool:
    """True of two names beside words of one meaning, as of one bank's heads or of one district's schools."""
    mine, theirs = left.value.term, right.value.term
    if mine is None or theirs is None or passages.likeness < _SURE_NAMES:
        return False
    reach = 2 if mine.is_located and theirs.is_located else 1
    beside = _neighbours(left, reach) & _neighbours(right, reach)
    return bool(beside) and _is_plain(left) and _is_plain(right)


def _is_plain(placed: _Placed) -> bool:
    """True of one word that is a name by more than its place at the beginning of a sentence."""
    term = placed.value.term
    if term is None or term.surface.isupper() or " " in term.surface:
        return False
    return placed.value.start > 0 or term.is_located


def _neighbours(placed: _Placed, reach: int) -> frozenset[str]:
    """The meanings of the words beside a name: of the bank that it heads, of the district that it is."""
    terms = list(placed.sentence.terms)
    at = terms.index(placed.value.term) if placed.value.term in terms else -1
    beside = [
        terms[near]
        for near in range(at - reach, at + reach + 1)
        if at >= 0 and 0 <= near < len(terms) and near != at
    ]
    return frozenset[str]().union(*(placed.sentence.keys_of(term) for term in beside)) - _HOME


def _same_slot(left: _Placed, right: _Placed) -> bool:
    """True of two names on the same side of one name: first names, surnames."""
    mine, at = _run_of(left)
    theirs, other_at = _run_of(right)
    return any(
        0 <= at + side < len(mine)
        and 0 <= other_at + side < len(theirs)
        and _is_unexplained(mine[at + side])
        and names_alike(mine[at + side], theirs[other_at + side])
        for side in (-1, 1)
    )


def _is_unexplained(name: Value) -> bool:
    """True of a name that is no word of a dictionary: a first name, not a fund."""
    return name.term is not None and not name.term.concepts


def _run_of(placed: _Placed) -> tuple[list[Value], int]:
    """The names that stand side by side around one, and its place among them."""
    names = [value for value in placed.sentence.values if value.term is not None]
    for run in runs(names, placed.sentence.text):
        if placed.value in run:
            return run, run.index(placed.value)
    return [placed.value], 0


def _mark(variant: Variant, placed: _Placed) -> Mark:
    value = placed.value
    return Mark(
        variant.language,
        variant.article_id,
        value.key,
        value.text,
        placed.sentence.text,
        value.start,
        value.end,
    )


def _silences(a: Variant, b: Variant, aligned: Sequence[Aligned]) -> Iterator[Difference]:
    """Figures in digits that one of two openings has, where one is a declared translation."""
    if a.translation_of != b.article_id and b.translation_of != a.article_id:
        return
    for passages in aligned:
        if passages.place == "body":
            continue
        yield from _missing(a, b, passages.mine, passages.theirs, passages.place, swap=False)
        yield from _missing(b, a, passages.theirs, passages.mine, passages.place, swap=True)


def _missing(
    here: Variant,
    there: Variant,
    mine: Sequence[Sentence],
    theirs: Sequence[Sentence],
    place: Place,
    *,
    swap: bool,
) -> Iterator[Difference]:
    if any(value.quantity for sentence in theirs for value in sentence.values):
        return
    unmatched = _unmatched(mine, theirs)
    for placed in _placed(
        [one for group in ("money", "share", "bare") for one in unmatched.get(group, [])], there
    ):
        if not placed.is_absent or not placed.value.is_written:
            continue
        there_text = theirs[0].text
        silent = Mark(there.language, there.article_id, "", "", there_text, 0, 0)
        said = _mark(here, placed)
        yield Difference(placed.value.kind, place, *((silent, said) if swap else (said, silent)))
