"""Polarity: poles of an axis (rise and fall) and negation in which two aligned passages differ. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from translate.discrepancies.alignment import Aligned
from translate.discrepancies.values import Sentence
from translate.matching.text.lexicon import shipped_lexicon
from translate.matching.text.stances import Stance, stances
from translate.matching.text.terms import stopwords

_NEVER_COMPARED = frozenset(("denial", "fixture", "pace", "life"))
_ALIKE_FROM = 0.5
_NEGATION_FROM = 0.3
"""Likeness of passages from which one negation that the other lacks is shown."""
_BODY_FROM = 0.5
_NEGATED = {
    "en": re.compile(r"\b(?:not|never|cannot|no longer)\b|\w+n['’]t\b"),
    "ru": re.compile(
        r"\b(?:не(?!\s+(?:в|во|на|из|за|для|с|со|по|у|до|только|менее|более|меньше|больше|раз|столько|так|просто|самы\w+"
        r"|очень|далеко|перв\w+|един\w+|один|удал\w+)\b)|никогда)\b"
    ),
    "az": re.compile(
        r"\b(?:deyil\w*|\w{2,}?(?:m[aə]y[ıiuü]b\w*|m[aə]mış\w*|m[aə]miş\w*|m[aə]d[ıi](?!r)\w*|m[aə]y[aə]c[aə]\w*|m[ıiuü]r(?:lər|lar|dı|di)?"
        r"|m[aə]z(?:lar|lər)?))\b"
    ),
}
_SHORT_AZERBAIJANI = re.compile(r"d[əe]mir")
"""*Dəmir* is iron, and no verb."""
_SOFT = {
    "en": re.compile(
        r"\b(?:without|no|none|nobody|nothing|neither|nor|fail\w*|refus\w*|den(?:y|ies|ied)|lack\w*|unable|un(?!i|der|til|less)\w{4,}"
        r"|hardly|ban|bans|banned|prohibit\w*|forbid\w*|prevent\w*|avoid\w*|reject\w*|only|except|until|unless|instead|rather"
        r"|stop\w*|impossible|false|refut\w*|non-?\w+|remain\w*|yet|kept|keeps?|keeping|maintain\w*|unchanged|off|cuts?)\b"
    ),
    "ru": re.compile(
        r"\b(?:без|ни|нет|никто|ничего|отказ\w*|отверг\w*|опроверг\w*|лиш\w*|кроме|пока|нехват\w*|запре\w*|предотвра\w*"
        r"|избе\w*|отклон\w*|ложн\w*|только|нельзя|не\w{4,}|никак\w*|отсутств\w*|вместо|не|сохран\w*|остав\w*|прежн\w*|отключ\w*)\b"
    ),
    "az": re.compile(
        r"\b(?:\w+s[ıiuü]z\w*|imtina\w*|rədd\w*|təkzib\w*|yalnız|qadağ\w*|inkar\w*|yox\w*|qeyri\w*|əvəzinə|saxla\w*|əvvəlki\w*|deyil\w*"
        r"|\w+m[aə]d[aə]n|\w+m[aə]m[aə]\w*|\w+m[aə]yə\w*|\w+m[aə]y[aə]n\w*|\w+m[aə]zl\w*|nə)\b"
    ),
}
_BEING = {"az": ("ol",), "ru": ("был", "буд")}
"""*There will be no light* is said in many ways, *the light goes off* for one."""
_COMPOUNDING = ("et", "edil", "eyl")
_RUSSIAN_VERB = re.compile(r"(?:ть|ться|тся|ен|ена|ено|ены|ан|ана|ано|аны|ят|ят|ит|ает)$")
_WORD = re.compile(r"[^\W\d_]+")
_REACH = 3
"""The most words behind a negation among which the negated verb is."""


@dataclass(frozen=True, slots=True)
class Polarity:
    """A pole with the span of the words that take it, an empty one where nothing does."""

    key: str
    text: str
    sentence: Sentence
    start: int
    end: int


def polarity_differences(
    passages: Aligned, mine: str, theirs: str, whole: tuple[Sequence[Sentence], Sequence[Sentence]]
) -> Iterator[tuple[Polarity, Polarity]]:
    """Pairs of contradicting poles of two passages in these languages, of these whole articles."""
    if passages.place == "body" and passages.likeness < _BODY_FROM:
        return
    yield from _poles(passages, mine, theirs, whole)
    yield from _negations(passages, mine, theirs)


def _poles(
    passages: Aligned, mine: str, theirs: str, whole: tuple[Sequence[Sentence], Sequence[Sentence]]
) -> Iterator[tuple[Polarity, Polarity]]:
    ours, others = _stances(passages.mine, mine), _stances(passages.theirs, theirs)
    all_ours, all_others = _stances(whole[0], mine), _stances(whole[1], theirs)
    for axis in sorted({stance.axis for stance in ours} & {stance.axis for stance in others}):
        if axis in _NEVER_COMPARED:
            continue
        left = {one for one in ours if one.axis == axis} - others
        right = {one for one in others if one.axis == axis} - ours
        if passages.place != "headline":
            left, right = left - all_others, right - all_ours
        elif not (left - all_others or right - all_ours):
            continue  # a wrong headline may stand over a right lead, but not one of each on both sides
        if left and right:
            yield _spelled(min(left), passages.mine, mine), _spelled(min(right), passages.theirs, theirs)


def _stances(sentences: Sequence[Sentence], language: str) -> set[Stance]:
    found = stances([sentence.text for sentence in sentences], language)
    return {stance for stance in found if not stance.is_kind}


def _spelled(stance: Stance, sentences: Sequence[Sentence], language: str) -> Polarity:
    """The first word of a pole."""
    key = f"{stance.axis}:{stance.pole}"
    for sentence in sentences:
        found = list(_WORD.finditer(sentence.text))
        spans = [(match.start(), match.end()) for match in found]
        spans += [(first.start(), last.end()) for first, last in pairwise(found)]
        for start, end in spans:
            if stance in stances([sentence.text[start:end]], language):
                return Polarity(key, sentence.text[start:end], sentence, start, end)
    return Polarity(key, "", sentences[0], 0, 0)


def _negations(passages: Aligned, mine: str, theirs: str) -> Iterator[tuple[Polarity, Polarity]]:
    """A verb that one of two passages negates and the other does not, in whatever words."""
    if passages.likeness < _NEGATION_FROM:
        return
    ours, others = _negation(passages.mine, mine), _negation(passages.theirs, theirs)
    if ours is not None and others is None and _is_affirmed(ours, passages, passages.theirs, mine, theirs):
        yield ours, Polarity("affirmed", "", passages.theirs[0], 0, 0)
    elif others is not None and ours is None and _is_affirmed(others, passages, passages.mine, theirs, mine):
        yield Polarity("affirmed", "", passages.mine[0], 0, 0), others


def _negation(sentences: Sequence[Sentence], language: str) -> Polarity | None:
    pattern = _NEGATED.get(language)
    if pattern is None:
        return None
    for sentence in sentences:
        for match in pattern.finditer(sentence.lowered):
            if not _SHORT_AZERBAIJANI.fullmatch(match[0]):
                text = sentence.text[match.start() : match.end()]
                return Polarity("negated", text, sentence, match.start(), match.end())
    return None


def _is_affirmed(
    negation: Polarity, passages: Aligned, sentences: Sequence[Sentence], language: str, other: str
) -> bool:
    """True if the other passage has the negated word, or all else alike, and nothing like a negation."""
    soft = _SOFT.get(other)
    if soft is None or any(soft.search(sentence.lowered) for sentence in sentences):
        return False
    keys = frozenset[str]().union(*(sentence.keys for sentence in sentences))
    negated = _negated_keys(negation, language)
    if negated is None:
        return False
    is_alike = passages.place != "body" and passages.likeness >= _ALIKE_FROM
    return is_alike or not keys.isdisjoint(negated)


def _negated_keys(negation: Polarity, language: str) -> set[str] | None:
    """The meanings of what is negated: the words behind it, in Azerbaijani the verb; None for *being*."""
    lowered = negation.sentence.lowered
    if language == "az":
        before = [match[0] for match in _WORD.finditer(lowered, 0, negation.end)][-2:]
        verb = before[-1]
        if verb.startswith(_BEING["az"]):
            return None
        # In compounds (təsdiq etməyib) the noun has the meaning.
        near = before[:1] if verb.startswith(_COMPOUNDING) else [verb]
    else:
        behind = [match[0] for match in _WORD.finditer(lowered, negation.end)][:_REACH]
        if language == "ru" and behind and behind[0].startswith(_BEING["ru"]):
            behind = [word for word in behind[1:2] if _RUSSIAN_VERB.search(word)]
            if not behind:
                return None
        near = [word for word in behind if word not in stopwords(language)][:1]
    lexicon = shipped_lexicon()
    return {concept for word in near for concept in lexicon.of_phrase([word], language)}
