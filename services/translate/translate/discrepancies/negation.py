"""Negation in a sentence: the words that negate, what they negate, and what says as much otherwise. Pure."""

import re
from dataclasses import dataclass

from translate.matching.text.lexicon import Lexicon
from translate.matching.text.terms import stopwords

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
_NO_VERB = re.compile(r"(?:d[əe]mir|təmir|kömür|xəmir|əmir|nümur)\w*")
"""*Dəmir* is iron, *təmir* repair, *kömür* coal: no verbs."""
_SOFT = {
    "en": re.compile(
        r"\b(?:without|no|none|nobody|nothing|neither|nor|fail\w*|refus\w*|den(?:y|ies|ied)|lack\w*|unable|un(?!i|der|til|less)\w{4,}"
        r"|hardly|ban|bans|banned|prohibit\w*|forbid\w*|prevent\w*|avoid\w*|reject\w*|only|except|until|unless|instead|rather"
        r"|stop\w*|turn\w* (?:down|away|back)|declin\w*|dismiss\w*|cancel\w*|postpon\w*|block\w*|oppos\w*"
        r"|rul\w* out|miss\w*|absent"
        r"|suspend\w*|halt\w*|scrap\w*|barred|impossible|false|refut\w*|non-?\w+|remain\w*|yet|kept|keeps?|keeping|maintain\w*|unchanged|off|cuts?)\b"
    ),
    "ru": re.compile(
        r"\b(?:без|ни|нет|никто|ничего|отказ\w*|отверг\w*|опроверг\w*|лиш\w*|кроме|пока|нехват\w*|запре\w*|предотвра\w*"
        r"|избе\w*|отклон\w*|ложн\w*|только|нельзя|не\w{4,}|никак\w*|отсутств\w*|вместо|не|сохран\w*|остав\w*|прежн\w*|отключ\w*|отмен\w*|отложи\w*)\b"
    ),
    "az": re.compile(
        r"\b(?:\w+s[ıiuü]z\w*|imtina\w*|rədd\w*|təkzib\w*|yalnız|qadağ\w*|inkar\w*|yox\w*|qeyri\w*|əvəzinə|saxla\w*|əvvəlki\w*|deyil\w*|ləğv|təxirə"
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
class Negation:
    """The first negation of a sentence: its span, and the meanings of what it negates, None for *being*."""

    start: int
    end: int
    negated: frozenset[str] | None


def negation_in(text: str, lowered: str, language: str, lexicon: Lexicon) -> Negation | None:
    """The first word of a sentence that negates a verb; Azerbaijani names may end like one (Samir)."""
    pattern = _NEGATED.get(language)
    if pattern is None:
        return None
    for match in pattern.finditer(lowered):
        is_name = language == "az" and text[match.start()].isupper()
        if not is_name and not _NO_VERB.fullmatch(match[0]):
            negated = _negated(lowered, match.end(), language, lexicon)
            return Negation(match.start(), match.end(), negated)
    return None


def says_as_much(lowered: str, language: str) -> bool:
    """True if a sentence negates, or has a word that may stand for a negation: *without*, *refuses*.

    True of languages whose words for it are not known.
    """
    soft = _SOFT.get(language)
    return soft is None or soft.search(lowered) is not None


def _negated(lowered: str, end: int, language: str, lexicon: Lexicon) -> frozenset[str] | None:
    """The meanings of what is negated: the words behind it, in Azerbaijani the verb; None for *being*."""
    if language == "az":
        before = [match[0] for match in _WORD.finditer(lowered, 0, end)][-2:]
        verb = before[-1]
        if verb.startswith(_BEING["az"]):
            return None
        # In compounds (təsdiq etməyib) the noun has the meaning.
        near = before[:1] if verb.startswith(_COMPOUNDING) else [verb]
    else:
        behind = [match[0] for match in _WORD.finditer(lowered, end)][:_REACH]
        if language == "ru" and behind and behind[0].startswith(_BEING["ru"]):
            behind = [word for word in behind[1:2] if _RUSSIAN_VERB.search(word)]
            if not behind:
                return None
        near = [word for word in behind if word not in stopwords(language)][:1]
    return frozenset[str]().union(*(lexicon.of_phrase([word], language) for word in near))
