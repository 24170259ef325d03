"""Evidence that two articles tell the same, in an editor's terms."""

from dataclasses import dataclass

from translate.matching.candidates.comparable import Comparable, TermIndex
from translate.matching.scoring.conflicts import Conflict, is_one_figure
from translate.matching.scoring.similarity import DENSE, dense_similarity, sound_similarity

_MOST = 8
_TELLING_WORDS = 5
_SAME_NAME_FROM = 0.7


@dataclass(frozen=True, slots=True)
class PairEvidence:
    """Reasons for and against a pair; of an unlikely one only its conflicts and its gap.

    ``names`` are pairs as each article spells them. ``sentence_similarity`` and ``headline_similarity`` are
    cosines after both corrections of ``background`` (unrelated ones lie about 0), ``None`` without vectors.
    ``missing`` is what either opening has, and neither its most similar other of its language nor the other
    article does. ``rival_gap`` is by how many logits the pair is better than the next best on either side.
    """

    rival_gap: float
    conflicts: tuple[Conflict, ...]
    quantities: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    sentence_similarity: float | None = None
    headline_similarity: float | None = None
    missing: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    @property
    def is_one_figure(self) -> bool:
        """True if one figure is all that contradicts: the same news with another figure, or other news."""
        return is_one_figure(self.conflicts)

    @property
    def is_one_place(self) -> bool:
        """True if one place is all that both share: half of an agency's news is from its own city."""
        shared = (*self.quantities, *self.names, *self.words)
        return self.sentence_similarity is None and len(self.places) == 1 and not shared

    def summary(self) -> str:
        """A line for an editor."""
        parts = [
            _listed("numbers", self.quantities),
            _listed("names", [f"{mine} = {theirs}" for mine, theirs in self.names]),
            _listed("places", [f"{mine} = {theirs}" for mine, theirs in self.places]),
            _listed("words", [f"{mine} = {theirs}" for mine, theirs in self.words]),
            f"sentences alike {self.sentence_similarity:.2f}" if self.sentence_similarity is not None else "",
            _listed("only in one", [*self.missing[0], *self.missing[1]]),
            _listed("but", [str(conflict) for conflict in self.conflicts]),
        ]
        return "; ".join(filter(None, parts))


def is_generic(a: Comparable, b: Comparable) -> bool:
    """True of two articles, one of them a headline alone, that share nothing by which a reader would know
    this news from the next of its kind (oil gets cheaper, a fire in Baku): no number, no name, no place but
    home, and few words.
    """
    if (
        a.numbers & b.numbers
        or a.opening_places.keys & b.everything.keys
        or _same_names(a.salient, b.salient)
    ):
        return False
    return len(_same_words(a.everything, b.everything)) < _TELLING_WORDS


def _listed(label: str, texts: list[str] | tuple[str, ...]) -> str:
    return f"{label}: {', '.join(texts)}" if texts else ""


def evidence(
    a: Comparable,
    b: Comparable,
    conflicts: tuple[Conflict, ...],
    rival_gap: float,
    missing: tuple[tuple[str, ...], tuple[str, ...]],
) -> PairEvidence:
    """The evidence of a pair, ``a``'s spelling first."""
    same_words = _same_words(a.everything, b.everything)
    sentence_similarity, headline_similarity = _cosines(a, b)
    return PairEvidence(
        rival_gap=rival_gap,
        conflicts=conflicts,
        quantities=tuple(sorted(str(quantity) for quantity in a.quantities & b.quantities))[:_MOST],
        names=_same_names(a.salient, b.salient),
        places=tuple((mine, theirs) for mine, theirs, is_place in same_words if is_place)[:_MOST],
        words=tuple((mine, theirs) for mine, theirs, is_place in same_words if not is_place)[:_MOST],
        sentence_similarity=sentence_similarity,
        headline_similarity=headline_similarity,
        missing=(missing[0][:_MOST], missing[1][:_MOST]),
    )


def _cosines(a: Comparable, b: Comparable) -> tuple[float | None, float | None]:
    row = dense_similarity(a, b)
    if row is None:
        return None, None
    return float(row[DENSE.index("aligned_min")]), float(row[DENSE.index("headlines")])


def _same_names(a: TermIndex, b: TermIndex) -> tuple[tuple[str, str], ...]:
    if not a.terms or not b.terms:
        return ()
    alike = sound_similarity(a, b)
    best = alike.argmax(axis=1)
    return tuple(
        (term.surface, b.terms[int(at)].surface)
        for term, at, row in zip(a.terms, best, alike, strict=True)
        if row[at] >= _SAME_NAME_FROM and term.is_name and not term.concepts
    )[:_MOST]


def _same_words(a: TermIndex, b: TermIndex) -> list[tuple[str, str, bool]]:
    by_concept = {concept: term for term in reversed(b.terms) for concept in term.concepts}
    same: list[tuple[str, str, bool]] = []
    for term in a.terms:
        shared = next((concept for concept in sorted(term.concepts) if concept in by_concept), None)
        if shared is not None:
            same.append((term.surface, by_concept[shared].surface, term.is_place))
    return same
