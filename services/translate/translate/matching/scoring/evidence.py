"""Why two articles were held to tell the same, in an editor's terms."""

from dataclasses import dataclass

from translate.matching.candidates.comparable import Comparable, Side
from translate.matching.scoring.conflicts import Conflict
from translate.matching.scoring.similarity import DENSE, dense, sound_likeness

_MOST = 8
_SAME_NAME_FROM = 0.7


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a pair; of one that comes to nothing only its conflicts and its gap are
    told.

    ``names`` are pairs as each article spells them. ``sentences_alike`` and ``headlines_alike`` are cosines
    after both corrections of ``background`` (unrelated ones lie about 0), ``None`` without an embedder.
    ``rival_gap`` is by how many logits the pair is better than the next best on either side.
    """

    rival_gap: float
    conflicts: tuple[Conflict, ...]
    quantities: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    sentences_alike: float | None = None
    headlines_alike: float | None = None

    @property
    def is_one_place(self) -> bool:
        """Whether one place is all that was found in both: half of an agency's news is from its own city."""
        shared = (*self.quantities, *self.names, *self.words)
        return self.sentences_alike is None and len(self.places) == 1 and not shared

    def summary(self) -> str:
        """One line for an editor."""
        parts = [
            _told("numbers", self.quantities),
            _told("names", [f"{mine} = {theirs}" for mine, theirs in self.names]),
            _told("places", [f"{mine} = {theirs}" for mine, theirs in self.places]),
            _told("words", [f"{mine} = {theirs}" for mine, theirs in self.words]),
            f"sentences alike {self.sentences_alike:.2f}" if self.sentences_alike is not None else "",
            _told("but", [str(conflict) for conflict in self.conflicts]),
        ]
        return "; ".join(filter(None, parts))


def _told(label: str, texts: list[str] | tuple[str, ...]) -> str:
    return f"{label}: {', '.join(texts)}" if texts else ""


def evidence(a: Comparable, b: Comparable, conflicts: tuple[Conflict, ...], rival_gap: float) -> Evidence:
    """The evidence of a pair, ``a``'s spelling first."""
    same_words = _same_words(a.everything, b.everything)
    sentences_alike, headlines_alike = _cosines(a, b)
    return Evidence(
        rival_gap=rival_gap,
        conflicts=conflicts,
        quantities=tuple(sorted(str(quantity) for quantity in a.quantities & b.quantities))[:_MOST],
        names=_same_names(a.salient, b.salient),
        places=tuple((mine, theirs) for mine, theirs, is_place in same_words if is_place)[:_MOST],
        words=tuple((mine, theirs) for mine, theirs, is_place in same_words if not is_place)[:_MOST],
        sentences_alike=sentences_alike,
        headlines_alike=headlines_alike,
    )


def _cosines(a: Comparable, b: Comparable) -> tuple[float | None, float | None]:
    row = dense(a, b)
    if row is None:
        return None, None
    return float(row[DENSE.index("aligned_min")]), float(row[DENSE.index("headlines")])


def _same_names(a: Side, b: Side) -> tuple[tuple[str, str], ...]:
    if not a.terms or not b.terms:
        return ()
    alike = sound_likeness(a, b)
    best = alike.argmax(axis=1)
    return tuple(
        (term.surface, b.terms[int(at)].surface)
        for term, at, row in zip(a.terms, best, alike, strict=True)
        if row[at] >= _SAME_NAME_FROM and term.is_name and not term.concepts
    )[:_MOST]


def _same_words(a: Side, b: Side) -> list[tuple[str, str, bool]]:
    by_concept = {concept: term for term in reversed(b.terms) for concept in term.concepts}
    same: list[tuple[str, str, bool]] = []
    for term in a.terms:
        shared = next((concept for concept in sorted(term.concepts) if concept in by_concept), None)
        if shared is not None:
            same.append((term.surface, by_concept[shared].surface, term.is_place))
    return same
