"""Languages of articles: detected where the sender gives none, checked where one is given."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any, Protocol, Self

from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]  # has no types

from ingest.content.source_rules import SourceRules
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import FieldProblem, ProblemError

Detect = Callable[[ArticleDraft], str]

_ENOUGH = 2000  # characters; more makes it slower, not surer
_REMEMBERED = 500  # texts, two batches of them: each is asked about when it is validated, and again later
_TAGS = re.compile(r"<[^<>]{0,1000}>")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FEW, _SOME = 20, 40  # letters: fewer show nothing, or only in which script they are
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
# Letters that nearly every Russian text has, and those that none has.
_RUSSIAN, _NOT_RUSSIAN = re.compile("[ыэ]"), re.compile("[іїєґўқғңөүұһәѓќљњџђћјҷӯӣҳ]")
# Letters of Slavic languages that Russian has not, or not before a consonant, as Bulgarian has; and those of
# Russian that a text without them is not in.
_NEIGHBOURS = re.compile("[іїєґўѓќљњџђћ]|ъ(?=[бвгджзклмнпрстфхцчшщ])")
_ONLY_RUSSIAN = re.compile("[ыэё]")
_FEW_OF_ITS_OWN = 2
# Neighbours of our languages and the world's most written: what an article may be in that is in none of ours.
_OTHERS = (
    *(
        "tr",
        "uk",
        "be",
        "bg",
        "kk",
        "ky",
        "uz",
        "tk",
        "tt",
        "tg",
        "fa",
        "ar",
        "he",
        "ka",
        "hy",
        "el",
        "ku",
        "sr",
    ),
    *("de", "fr", "es", "it", "pt", "nl", "pl", "cs", "ro", "hu", "hr", "sv", "da", "no", "fi", "id", "vi"),
    *("zh", "ja", "ko", "hi"),
)
_OTHER_SCRIPT = re.compile("[\u0370-\u03ff\u0530-\u06ff\u0750-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_FEW_OF_A_SCRIPT = 10  # letters
# In natural logarithms for each letter, as above: less is no more than an odd word or name.
_UNCERTAIN = 0.15
_CERTAIN = 0.7  # lists of names and rates reach 0.5, Ukrainian 0.9, Turkish 1.2
_WORDS = 8  # fewer show nothing of a declared language but its script


class Rank(Protocol):
    """The languages that a text may be in, with the logarithms of their likelihoods, the likeliest first."""

    def __call__(self, text: str) -> Sequence[tuple[str, float]]: ...


@cache
def wide_ranking(languages: tuple[str, ...]) -> Rank:
    """Ranks among many more languages than are configured: these, and the likeliest of all before them.

    Loads the model, which takes half a second. Raises ValueError for a language that it does not know.
    """
    identifier: Any = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(dict.fromkeys((*languages, *_OTHERS))))
    # The other languages' share of the model: 28 MB that nobody asks for again.
    if hasattr(identifier, "_full_model"):
        identifier._full_model = None

    @lru_cache(_REMEMBERED)
    def rank_beginning(text: str) -> Sequence[tuple[str, float]]:
        ranked = [(str(language), float(score)) for language, score in identifier.rank(text)]
        return ranked[:1] + [one for one in ranked[1:] if one[0] in languages]

    return lambda text: rank_beginning(text[:_ENOUGH])


def ranking(languages: tuple[str, ...]) -> Rank:
    """Ranks among these languages alone: what each scores does not depend on the others."""
    wide = wide_ranking(languages)
    return lambda text: [one for one in wide(text) if one[0] in languages]


def detector(languages: tuple[str, ...]) -> Detect:
    """Detects a draft's language, among those that are configured."""
    rank = ranking(languages)

    def detect(draft: ArticleDraft) -> str:
        return rank(text_of_draft(draft))[0][0]

    return detect


def foreign(text: str, languages: Sequence[str], wide: Rank, margin: float) -> str | None:
    """The language of a text that is in none of these, by that margin; None where it may be in one.

    Careful with little text, unless it is in a script that none of them has.
    """
    if any(is_plain(language, text) for language in languages):
        return None
    text = text[:_ENOUGH]
    letters = _letters_in(text)
    enough = _FEW_OF_A_SCRIPT if len(_OTHER_SCRIPT.findall(text)) * 2 > letters else _SOME
    if letters < enough:
        return None
    ranked = wide(text)
    best, score = ranked[0] if ranked else ("", 0.0)
    scores = [likelihood for language, likelihood in ranked if language in languages]
    if not scores or best in languages:
        return None
    if _is_plainly_a_neighbour(text.lower()):
        margin = min(margin, _UNCERTAIN)
    return best if score - max(scores) > margin * letters else None


def _letters_in(text: str) -> int:
    return len(_NO_LETTERS.sub("", text))


def _is_plainly_a_neighbour(text: str) -> bool:
    """Whether its letters are Ukrainian, Bulgarian and the like: the model finds them and Russian alike."""
    return len(_NEIGHBOURS.findall(text)) >= _FEW_OF_ITS_OWN and not _ONLY_RUSSIAN.search(text)


def text_of_draft(draft: ArticleDraft) -> str:
    """The text of a draft, as far as it matters here."""
    html = _TAGS.sub(" ", draft.body_html[: 2 * _ENOUGH]) if draft.body_html and not draft.body else None
    return "\n".join(part for part in (draft.headline, draft.lead, draft.body, html) if part)


def is_plain(language: str, text: str) -> bool:
    """Whether a text shows at a glance that it is in a language. A microsecond."""
    beginning = text[:_GLANCE]
    if language == "ru" and (not _RUSSIAN.search(beginning) or _NOT_RUSSIAN.search(beginning)):
        return False
    shows, often = _AT_A_GLANCE.get(language, ((), 0.0))
    count = 0
    for sign in shows:
        count += beginning.count(sign)
    return count > 2 and count * 100 > often * len(beginning)


def doubt(language: str, text: str, rank: Rank) -> str | None:
    """The language that a text is in rather than in the one given; None where nothing contradicts that.

    Careful with little text: a headline of names may be in any language.
    """
    if is_plain(language, text):
        return None
    text = text[:_ENOUGH]
    letters = _letters_in(text)
    if letters < _FEW:
        return None
    says_little = letters < _SOME or len(text.split()) < _WORDS
    ranked = rank(text)
    scores = dict(ranked)
    best, score = ranked[0]
    if best == language or language not in scores:
        return None
    if says_little:
        return best if _is_other_script(language, text, letters) else None
    return best if score - scores[language] > _MARGIN * letters else None


def _is_other_script(language: str, text: str, letters: int) -> bool:
    cyrillic = len(_CYRILLIC.findall(text))
    return cyrillic == 0 if language == "ru" else language in ("en", "az") and cyrillic > letters / 2


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """Checks drafts by their sources' rules: microseconds where a text shows what it is, else some 0.5 ms.

    With a `wide` ranking an article may be in none of the `languages`.
    """

    rules: SourceRules
    rank: Rank
    languages: tuple[str, ...] = ()
    wide: Rank | None = None

    @classmethod
    def of(cls, rules: SourceRules, languages: tuple[str, ...]) -> Self:
        """Loads the model, which takes half a second."""
        return cls(rules, ranking(languages), languages, wide_ranking(languages))

    def doubt(self, draft: ArticleDraft) -> str | None:
        """The language it seems to be in instead; None where nothing contradicts that."""
        if draft.language is None:
            return self.foreign(draft, _UNCERTAIN)
        if self.rules.of(draft.source).language_check == "off" or is_plain(draft.language, draft.body or ""):
            return None
        text = text_of_draft(draft)
        other = doubt(draft.language, text, self.rank)
        return other or self.foreign(draft)

    def foreign(self, draft: ArticleDraft, margin: float = _CERTAIN) -> str | None:
        """The language of an article that is, by that margin, in none of ours, whatever it gives.

        Against a language that is given, few words show nothing but their script.
        """
        if self.wide is None or self.rules.of(draft.source).language_check == "off":
            return None
        text = text_of_draft(draft)
        if draft.language is not None and len(text.split()) < _WORDS and not _OTHER_SCRIPT.search(text):
            return None
        return foreign(text, self.languages, self.wide, margin)

    def refuse(self, draft: ArticleDraft) -> None:
        """Raises ProblemError where its source wants such an article refused."""
        if self.rules.of(draft.source).language_check != "refuse":
            return
        seems = self.doubt(draft)
        if seems is not None:
            problem = FieldProblem(
                "language", f"it says {draft.language}, and is in {seems}", f"write {seems}"
            )
            raise ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY, f"language: {problem.problem}.", errors=[problem]
            )
