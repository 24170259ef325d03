"""Polarity: poles of an axis (rise and fall) and negation in which two aligned passages differ. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.discrepancies.alignment import Aligned, Variant
from translate.discrepancies.negation import Negation, says_as_much
from translate.discrepancies.sentences import Sentence
from translate.matching.text.stances import Stance, stances

_NEVER_COMPARED = frozenset(
    (
        "denial",
        "fixture",
        "pace",
        "life",
        "protocol",
        "ceremony",
        "returning",
        "flightway",
        "agreement",
        "ownership",
        "found",
        "mandate",
        "deploy",
        "stage",
        "blaze",
        "detention",
        "loan",
        "promotion",
        "health",
    )
)
_ALIKE_FROM = 0.5
_NEGATION_FROM = 0.3
"""Likeness of passages from which one negation that the other lacks is shown."""
_BODY_FROM, _OPENING_FROM = 0.5, 0.15
_ALIKE_LEADS = 0.4
_REVERSED = frozenset(("door", "service"))
_SHORTEST = 3
"""The least words of meaning of a passage whose likeness tells that it is the other's."""
_STATE = re.compile(r"\b(?:closed|shut|bağlı\w*|bağlan\w*|bağladı\w*|qapa\w*|закры\w*|перекры\w*)\b")
_TO_COME = re.compile(r"\b(?:will|to|reopen\w*|\w+əcək\w*|\w+acaq\w*|откро\w+|\w+[уе]тся)\b")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Polarity:
    """A pole with the span of the words that take it, an empty one where nothing does."""

    key: str
    text: str
    sentence: Sentence
    start: int
    end: int


def polarity_differences(a: Variant, b: Variant, passages: Aligned) -> Iterator[tuple[Polarity, Polarity]]:
    """Pairs of contradicting poles of two passages of these variants."""
    if passages.likeness < (_BODY_FROM if passages.place == "body" else _OPENING_FROM):
        return
    yield from _poles(a, b, passages)
    yield from _negations(passages)


def _poles(a: Variant, b: Variant, passages: Aligned) -> Iterator[tuple[Polarity, Polarity]]:
    ours, others = _stances(passages.mine), _stances(passages.theirs)
    for axis in sorted({stance.axis for stance in ours} & {stance.axis for stance in others}):
        if axis in _NEVER_COMPARED:
            continue
        left = {one for one in ours if one.axis == axis} - others
        right = {one for one in others if one.axis == axis} - ours
        is_strange = not (left <= b.stances), not (right <= a.stances)
        if passages.place == "headline":
            # A wrong headline may stand over a right lead, but not one of each on both sides.
            is_found = any(is_strange)
        elif passages.place == "lead" and passages.likeness >= _ALIKE_LEADS:
            # Nor need a wrong lead stand under a wrong headline.
            is_found = all(is_strange) or (len(left) == len(right) == 1 and any(is_strange))
        else:
            left, right = left - b.stances, right - a.stances
            is_found = True
        if left and right and is_found and not _reopens(axis, passages):
            yield (
                _spelled(min(left), passages.mine, a.language),
                _spelled(min(right), passages.theirs, b.language),
            )


def _reopens(axis: str, passages: Aligned) -> bool:
    """True where one says what is closed, the other when it opens again: both may be."""
    if axis not in _REVERSED:
        return False
    sides = [" ".join(sentence.lowered for sentence in side) for side in (passages.mine, passages.theirs)]
    return any(
        _STATE.search(one) and not _STATE.search(other) and _TO_COME.search(other)
        for one, other in (sides, sides[::-1])
    )


def _stances(sentences: Sequence[Sentence]) -> frozenset[Stance]:
    """Their poles; what a thing is (a school, a hospital) is no pole."""
    found = frozenset[Stance]().union(*(sentence.stances for sentence in sentences))
    return frozenset(stance for stance in found if not stance.is_kind)


def _spelled(stance: Stance, sentences: Sequence[Sentence], language: str) -> Polarity:
    """The first word of a pole."""
    key = f"{stance.axis}:{stance.pole}"
    for sentence in sentences:
        if stance not in sentence.stances:
            continue
        found = list(_WORD.finditer(sentence.text))
        spans = [(match.start(), match.end()) for match in found]
        spans += [(first.start(), last.end()) for first, last in pairwise(found)]
        for start, end in spans:
            if stance in stances([sentence.text[start:end]], language):
                return Polarity(key, sentence.text[start:end], sentence, start, end)
    return Polarity(key, "", sentences[0], 0, 0)


def _negations(passages: Aligned) -> Iterator[tuple[Polarity, Polarity]]:
    """A verb that one of two passages negates and the other does not, in whatever words."""
    if passages.likeness < _NEGATION_FROM or min(map(_length, (passages.mine, passages.theirs))) < _SHORTEST:
        return
    ours, others = _first_negation(passages.mine), _first_negation(passages.theirs)
    if ours is not None and others is None and _is_affirmed(ours, passages, passages.theirs):
        yield _negated(ours), Polarity("affirmed", "", passages.theirs[0], 0, 0)
    elif others is not None and ours is None and _is_affirmed(others, passages, passages.mine):
        yield Polarity("affirmed", "", passages.mine[0], 0, 0), _negated(others)


def _length(sentences: Sequence[Sentence]) -> int:
    return sum(len(sentence.terms) for sentence in sentences)


def _first_negation(sentences: Sequence[Sentence]) -> tuple[Sentence, Negation] | None:
    for sentence in sentences:
        if sentence.negation is not None:
            return sentence, sentence.negation
    return None


def _negated(found: tuple[Sentence, Negation]) -> Polarity:
    sentence, negation = found
    text = sentence.text[negation.start : negation.end]
    return Polarity("negated", text, sentence, negation.start, negation.end)


def _is_affirmed(found: tuple[Sentence, Negation], passages: Aligned, sentences: Sequence[Sentence]) -> bool:
    """True if the other passage has the negated word, or all else alike, and nothing like a negation."""
    negated = found[1].negated
    if negated is None or any(says_as_much(sentence.lowered, sentence.language) for sentence in sentences):
        return False
    is_alike = passages.place != "body" and passages.likeness >= _ALIKE_FROM
    return is_alike or any(not sentence.keys.isdisjoint(negated) for sentence in sentences)
