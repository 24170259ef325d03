"""Which language an article is in: where its sender does not say, and whether it is what they say."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # has no types

from newsroom.events.articles import ArticleDraft

Detect = Callable[[ArticleDraft], str]

_ENOUGH = 2000  # characters; more makes it slower, not surer
_TAGS = re.compile(r"<[^<>]{0,1000}>")
_LETTER = re.compile(r"[^\W\d_]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FEW, _SOME = 20, 40  # letters: fewer say nothing, or only in which script they are
# How much likelier another language must be, in natural logarithms for each letter.
_MARGIN = 0.5
# What a text shows at a glance spares nearly all of them the model: a word or letter, and how often it or
# another of its kind comes in a hundred characters.
_AT_A_GLANCE: Mapping[str, tuple[tuple[str, ...], float]] = {
    "en": ((" the ", " of ", " to "), 0.4),
    "az": (("ə",), 1.5),
    "ru": (("о", "е", "и", "а", "н"), 20),
}
_GLANCE = 400


class Rank(Protocol):
    """The languages that a text may be in, with the logarithms of their likelihoods, the likeliest first."""

    def __call__(self, text: str) -> Sequence[tuple[str, float]]: ...


@cache
def ranking(languages: tuple[str, ...]) -> Rank:
    """Loads the model, which takes half a second. Raises ValueError for a language that it does not know."""
    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(languages))
    # The other languages' share of the model: 28 MB that nobody asks for again.
    if hasattr(identifier, "_full_model"):
        identifier._full_model = None

    def rank(text: str) -> list[tuple[str, float]]:
        return [(str(language), float(score)) for language, score in identifier.rank(text[:_ENOUGH])]

    return rank


def detector(languages: tuple[str, ...]) -> Detect:
    """What tells a draft's language, among those that are configured."""
    rank = ranking(languages)

    def detect(draft: ArticleDraft) -> str:
        return rank(text_of_draft(draft))[0][0]

    return detect


def text_of_draft(draft: ArticleDraft) -> str:
    """What a draft says, as far as it matters here."""
    html = _TAGS.sub(" ", draft.body_html[: 2 * _ENOUGH]) if draft.body_html and not draft.body else None
    return "\n".join(part for part in (draft.headline, draft.lead, draft.body, html) if part)


def is_plain(language: str, text: str) -> bool:
    """Whether a text shows at a glance that it is in a language. A microsecond."""
    beginning = text[:_GLANCE]
    shows, often = _AT_A_GLANCE.get(language, ((), 0.0))
    found = 0
    for sign in shows:
        found += beginning.count(sign)
    return found > 2 and found * 100 > often * len(beginning)


def doubt(language: str, text: str, rank: Rank) -> str | None:
    """The language that a text is in rather than in the one it says; None where nothing speaks against that.

    Careful with little text: a headline of names may be in any language.
    """
    if is_plain(language, text):
        return None
    text = text[:_ENOUGH]
    letters = len(_LETTER.findall(text))
    if letters < _FEW:
        return None
    found = rank(text)
    scores = dict(found)
    best, score = found[0]
    if best == language or language not in scores:
        return None
    if letters < _SOME:
        return best if _is_other_script(language, text, letters) else None
    return best if score - scores[language] > _MARGIN * letters else None


def _is_other_script(language: str, text: str, letters: int) -> bool:
    cyrillic = len(_CYRILLIC.findall(text))
    return cyrillic == 0 if language == "ru" else language in ("en", "az") and cyrillic > letters / 2
