"""How like two articles are: one small vector of numbers for a pair, each with its name."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from .comparable import Comparable, Side, weight
from .features import Embedded
from .quantities import Quantity

Row = npt.NDArray[np.float64]

LEXICAL = (
    "headline_in_headline_min", "headline_in_headline_max", "headline_in_text_min", "headline_in_text_max",
    "names_min", "names_max", "names_shared", "words_min", "words_max",
    "quantities_shared", "quantities_min", "headline_quantities_missing",
    "headline_names_missing_min", "headline_names_missing_max", "headline_places_differ",
)  # fmt: skip
DENSE = (
    "aligned_min", "aligned_max", "headlines", "headline_aligned_min", "headline_aligned_max",
    "raw_aligned_min", "raw_headlines", "centre",
)  # fmt: skip

_ALIKE_FROM, _ALIKE_FULL = 0.6, 0.9
"""Names less alike than the first are others, more alike than the second the same."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well each term of one side is found in another, 0 to 1."""

    side: Side
    found: Row

    def share(self) -> float:
        total = float(self.side.weights.sum())
        return float(self.side.weights @ self.found) / total if total else 0.0


def found_in(side: Side, other: Side, near: Side) -> Row:
    """How well each of ``side``'s terms is found: by meaning or exact sound in ``other``, by like sound in ``near``."""
    exact = np.array(
        [
            1.0 if (key in other.keys or not other.concepts.isdisjoint(term.concepts)) else 0.0
            for term, key in zip(side.terms, side.sound_keys, strict=True)
        ]
    )
    if not side.terms or not near.terms:
        return exact
    return np.maximum(exact, sound_likeness(side, near).max(axis=1))


def sound_likeness(left: Side, right: Side) -> Row:
    """How alike each two terms sound, 0 to 1: ``(left terms, right terms)``."""
    a, b = left.sounds, right.sounds
    whole = cdist(a.forms, b.forms, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    bones = cdist(a.skeletons, b.skeletons, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    alike = 0.5 * whole + 0.5 * bones
    by_term = np.maximum.reduceat(np.maximum.reduceat(alike, a.starts, axis=0), b.starts, axis=1)
    return np.clip((by_term - _ALIKE_FROM) / (_ALIKE_FULL - _ALIKE_FROM), 0.0, 1.0).astype(np.float64)


def lexical(a: Comparable, b: Comparable) -> Row:
    """The values of ``LEXICAL`` for a pair; symmetric."""
    heads = found_in(a.headline, b.headline, b.headline), found_in(b.headline, a.headline, a.headline)
    in_text = (
        np.maximum(heads[0], found_in(a.headline, b.everything, b.names)),
        np.maximum(heads[1], found_in(b.headline, a.everything, a.names)),
    )
    names = found_in(a.names, b.everything, b.names), found_in(b.names, a.everything, a.names)
    words = found_in(a.everything, b.everything, _NOBODY), found_in(b.everything, a.everything, _NOBODY)
    head_shares = Match(a.headline, heads[0]).share(), Match(b.headline, heads[1]).share()
    text_shares = Match(a.headline, in_text[0]).share(), Match(b.headline, in_text[1]).share()
    name_shares = Match(a.names, names[0]).share(), Match(b.names, names[1]).share()
    word_shares = Match(a.everything, words[0]).share(), Match(b.everything, words[1]).share()
    names_missing = _names_missing(a.headline, in_text[0]), _names_missing(b.headline, in_text[1])
    return np.array(
        [
            min(head_shares), max(head_shares), min(text_shares), max(text_shares),
            min(name_shares), max(name_shares), np.log1p(min(float(names[0].sum()), float(names[1].sum()))),
            min(word_shares), max(word_shares),
            np.log1p(sum(weight(quantity) for quantity in a.quantities & b.quantities)),
            min(_share(a.quantities, b.values), _share(b.quantities, a.values)),
            _missing(a.headline_quantities, b.values) + _missing(b.headline_quantities, a.values),
            min(names_missing), max(names_missing), _places_differ(a.headline, b.headline),
        ]
    )  # fmt: skip


_NOBODY = Side([])


def _names_missing(side: Side, found: Row) -> float:
    names = np.array([term.is_name for term in side.terms], dtype=bool)
    return float((1.0 - found[names]).sum()) if names.any() else 0.0


def _places_differ(a: Side, b: Side) -> float:
    mine = {concept for concept in a.concepts if concept.startswith("T:")}
    theirs = {concept for concept in b.concepts if concept.startswith("T:")}
    return 1.0 if mine - theirs and theirs - mine else 0.0


def _share(quantities: Iterable[Quantity], values: frozenset[str]) -> float:
    total = found = 0.0
    for quantity in quantities:
        total += weight(quantity)
        found += weight(quantity) if quantity.value in values else 0.0
    return found / total if total else 0.5


def _missing(quantities: Iterable[Quantity], values: frozenset[str]) -> float:
    return float(sum(weight(quantity) for quantity in quantities if quantity.value not in values))


def dense(a: Embedded, b: Embedded, languages: tuple[str, str]) -> Row:
    """The values of ``DENSE`` for a pair of languages ``(a's, b's)``; symmetric."""
    raw = a.vectors @ b.vectors.T
    corrected = raw - 0.5 * (_hubness(a, languages[1])[:, None] + _hubness(b, languages[0])[None, :])
    down, across = corrected.max(axis=1), corrected.max(axis=0)
    aligned = float(down.mean()), float(across.mean())
    raw_aligned = float(raw.max(axis=1).mean()), float(raw.max(axis=0).mean())
    headline_aligned = float(down[0]), float(across[0])
    return np.array(
        [
            min(aligned), max(aligned), float(corrected[0, 0]), min(headline_aligned), max(headline_aligned),
            min(raw_aligned), float(raw[0, 0]), float(_centre(a) @ _centre(b)),
        ]
    )  # fmt: skip


def _hubness(embedded: Embedded, language: str) -> npt.NDArray[np.float32]:
    known = embedded.hubness.get(language)
    if known is not None:
        return known
    others = list(embedded.hubness.values())
    return np.mean(others, axis=0) if others else np.zeros(len(embedded.vectors), np.float32)


def _centre(embedded: Embedded) -> npt.NDArray[np.float32]:
    mean = embedded.vectors.mean(axis=0)
    return mean / max(float(np.linalg.norm(mean)), 1e-9)
