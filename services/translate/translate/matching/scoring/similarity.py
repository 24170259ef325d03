"""Similarity of two articles: one small vector of numbers a pair, each with its name."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from translate.matching.candidates.comparable import Comparable, TermIndex, quantity_weight
from translate.matching.features import SentenceVectors
from translate.matching.text.quantities import Quantity

Row = npt.NDArray[np.float64]

LEXICAL = (
    "headline_in_headline_min", "headline_in_headline_max", "headline_in_text_min", "headline_in_text_max",
    "names_min", "names_max", "names_shared", "words_min", "words_max",
    "quantities_shared", "quantities_min", "headline_quantities_missing",
    "headline_names_missing_min", "headline_names_missing_max", "headline_places_differ",
    "opening_names_missing_min", "opening_names_missing_max",
    "opening_numbers_missing_min", "opening_numbers_missing_max",
)  # fmt: skip
DENSE = (
    "aligned_min", "aligned_max", "headlines", "headline_aligned_min", "headline_aligned_max",
    "raw_aligned_min", "raw_headlines", "centre",
)  # fmt: skip

_ALIKE_FROM, _ALIKE_FULL = 0.6, 0.9
"""Names less similar than the first are others, more similar than the second the same."""
_NEVER_ALIKE_BELOW = 2 * _ALIKE_FROM - 1
"""Where sound or consonants are less similar than this, the other cannot make up for it."""
_HUBNESS_TAKEN = 0.5


@dataclass(frozen=True, slots=True)
class TermCoverage:
    """Coverage of an article's terms by another article, 0 to 1 each.

    ``headline_in_headline`` and ``headline_in_text`` have one value for each term of its headline, ``names``
    for each of its names, ``words`` (by meaning or the very same sound alone) for each term it has.
    """

    headline_in_headline: Row
    headline_in_text: Row
    names: Row
    words: Row


def term_coverage(a: Comparable, b: Comparable) -> tuple[TermCoverage, TermCoverage]:
    """The coverage of each of two articles' terms by the other."""
    alike = sound_similarity(a.salient, b.salient)
    return _coverage(a, b, alike), _coverage(b, a, alike.T)


def _coverage(mine: Comparable, theirs: Comparable, alike: Row) -> TermCoverage:
    words = mine.everything.shared_with(theirs.everything.keys)
    headline = np.maximum(
        mine.headline.shared_with(theirs.headline.keys),
        _best(alike, mine.headline_in_salient, theirs.headline_in_salient),
    )
    name_matches = _best(alike, mine.headline_in_salient, theirs.names_in_salient)
    return TermCoverage(
        headline,
        np.maximum(headline, np.maximum(words[mine.headline_at], name_matches)),
        np.maximum(words[mine.names_at], _best(alike, mine.names_in_salient, theirs.names_in_salient)),
        words,
    )


def _best(alike: Row, rows: npt.NDArray[np.intp], columns: npt.NDArray[np.intp]) -> Row:
    """Each row's best among some columns; 0 where there are none."""
    return alike[rows[:, None], columns].max(axis=1) if len(columns) else np.zeros(len(rows))


def sound_similarity(left: TermIndex, right: TermIndex) -> Row:
    """The phonetic similarity of each two terms, 0 to 1: ``(left terms, right terms)``.

    Edit distance of their sounds and of their consonants, normalized (Levenshtein), in equal parts.
    """
    if not left.terms or not right.terms:
        return np.zeros((len(left.terms), len(right.terms)))
    a, b = left.sounds, right.sounds
    whole = _similarities(a.forms, b.forms)
    consonants = _similarities(a.skeletons, b.skeletons)
    alike = 0.5 * whole + 0.5 * consonants
    by_term = np.maximum.reduceat(np.maximum.reduceat(alike, a.starts, axis=0), b.starts, axis=1)
    scaled = np.clip((by_term - _ALIKE_FROM) / (_ALIKE_FULL - _ALIKE_FROM), 0.0, 1.0).astype(np.float64)
    return np.where(_other_places(left, right), 0.0, scaled)


def _similarities(left: list[str], right: list[str]) -> npt.NDArray[np.float32]:
    return cdist(
        left,
        right,
        scorer=Levenshtein.normalized_similarity,
        score_cutoff=_NEVER_ALIKE_BELOW,
        dtype=np.float32,
    )


def _other_places(left: TermIndex, right: TermIndex) -> npt.NDArray[np.bool_]:
    """True for two known places that differ, however alike they sound: as ``sound_similarity``."""
    differ = np.zeros((len(left.terms), len(right.terms)), dtype=bool)
    for row, mine in left.places:
        for column, theirs in right.places:
            differ[row, column] = mine.isdisjoint(theirs)
    return differ


def lexical_similarity(a: Comparable, b: Comparable) -> Row:
    """The values of ``LEXICAL`` for a pair; symmetric."""
    in_b, in_a = term_coverage(a, b)
    headlines = _share(a.headline, in_b.headline_in_headline), _share(b.headline, in_a.headline_in_headline)
    in_text = _share(a.headline, in_b.headline_in_text), _share(b.headline, in_a.headline_in_text)
    names = _mean(in_b.names), _mean(in_a.names)
    words = _share(a.everything, in_b.words), _share(b.everything, in_a.words)
    names_of_opening = (
        _missing_in_opening(a, in_b.names),
        _missing_in_opening(b, in_a.names),
    )
    numbers_of_opening = (
        _missing(a.opening_numbers, b.values_with_marks),
        _missing(b.opening_numbers, a.values_with_marks),
    )
    missing = (
        _missing_names(a.headline, in_b.headline_in_text),
        _missing_names(b.headline, in_a.headline_in_text),
    )
    return np.array(
        [
            min(headlines), max(headlines), min(in_text), max(in_text),
            min(names), max(names), np.log1p(min(in_b.names.sum(), in_a.names.sum())),
            min(words), max(words),
            np.log1p(sum(quantity_weight(quantity) for quantity in a.quantities & b.quantities)),
            min(_share_found(a.quantities, b.values), _share_found(b.quantities, a.values)),
            _missing(a.headline_quantities, b.values) + _missing(b.headline_quantities, a.values),
            min(missing), max(missing), _places_differ(a.headline, b.headline),
            *np.log1p([min(names_of_opening), max(names_of_opening)]),
            *np.log1p([min(numbers_of_opening), max(numbers_of_opening)]),
        ]
    )  # fmt: skip


def _share(side: TermIndex, values: Row) -> float:
    return float(side.weights @ values) / side.total_weight if side.total_weight else 0.0


def _mean(values: Row) -> float:
    return float(values.sum()) / len(values) if len(values) else 0.0


def _missing_names(side: TermIndex, values: Row) -> float:
    return sum(1.0 - float(value) for term, value in zip(side.terms, values, strict=True) if term.is_name)


def _missing_in_opening(mine: Comparable, names: Row) -> float:
    """How much of the opening's names, a value each, the other article lacks."""
    return float(np.sum(1.0 - names[mine.opening_names_in_names]))


def _places_differ(a: TermIndex, b: TermIndex) -> float:
    mine = {key for key in a.keys if key.startswith("T:")}
    theirs = {key for key in b.keys if key.startswith("T:")}
    return 1.0 if mine - theirs and theirs - mine else 0.0


def _share_found(quantities: Iterable[Quantity], values: frozenset[str]) -> float:
    total = present = 0.0
    for quantity in quantities:
        weight = quantity_weight(quantity)
        total += weight
        present += weight if quantity.value in values else 0.0
    return present / total if total else 0.5


def _missing(quantities: Iterable[Quantity], values: frozenset[str]) -> float:
    return float(sum(quantity_weight(quantity) for quantity in quantities if quantity.value not in values))


def dense_similarity(a: Comparable, b: Comparable) -> Row | None:
    """The values of ``DENSE`` for a pair, ``None`` where either has no vectors; symmetric."""
    mine, theirs = a.features.embedded, b.features.embedded
    if mine is None or theirs is None or a.centre is None or b.centre is None:
        return None
    raw = mine.vectors @ theirs.vectors.T
    hubness = _hubness(mine, b.language)[:, None] + _hubness(theirs, a.language)[None, :]
    corrected = raw - _HUBNESS_TAKEN * hubness
    down, across = corrected.max(axis=1), corrected.max(axis=0)
    aligned = _mean(down), _mean(across)
    raw_aligned = _mean(raw.max(axis=1)), _mean(raw.max(axis=0))
    headline_aligned = float(down[0]), float(across[0])
    return np.array(
        [
            min(aligned), max(aligned), float(corrected[0, 0]), min(headline_aligned), max(headline_aligned),
            min(raw_aligned), float(raw[0, 0]), float(a.centre @ b.centre),
        ]
    )  # fmt: skip


def _hubness(embedded: SentenceVectors, language: str) -> npt.NDArray[np.float32]:
    """Hubness towards a language; without a bank of it, the mean towards all that have one."""
    known = embedded.hubness.get(language)
    if known is not None:
        return known
    others = list(embedded.hubness.values())
    return np.mean(others, axis=0) if others else np.zeros(len(embedded.vectors), np.float32)
