"""Stems of words for the search, so that a query finds the other forms of its words.

English and Russian by Snowball; Russian until nothing more comes off, since one pass leaves
"азербайджан" and "азербайджаном" apart. Snowball has no Azerbaijani, and its Turkish makes two words of
"prezidentin" and "prezident": so Azerbaijani has a light stemmer of its own, `stemmer_az`. Any
other language is compared by whole words.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]  # PyStemmer is in C, and has no stubs

from newsroom.events.live import PublicArticle
from publish.reads import stemmer_az

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_LONGEST_WORD = 40  # characters; longer is no word
_REMEMBERED = 50_000  # words a language

_english = Stemmer.Stemmer("english")
_russian = Stemmer.Stemmer("russian")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Stems by language, all of which an article of it must have. Without stems, nothing is found."""

    stems: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, text: str, languages: Iterable[str]) -> "SearchQuery":
        """A reader's words, which each language reads in its own way."""
        return cls({language: stems(text, language) for language in languages})


def searchable(article: PublicArticle) -> frozenset[str]:
    """The stems that an article is found by: of its headline, lead and body."""
    texts = (article.headline, article.lead, article.body)
    return stems("\n".join(text for text in texts if text), article.language)


def stems(text: str, language: str) -> frozenset[str]:
    """The stems of all words in a text. `language` is its code, such as `az`."""
    stem = _STEMMERS.get(language, str)
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text))
    return frozenset(stem(word[:_LONGEST_WORD]) for word in _WORD.findall(_lowered(plain, language)))


def _lowered(text: str, language: str) -> str:
    """Azerbaijani has two letters i, each with a capital of its own, which Unicode's default mixes up."""
    if language == "az":
        text = text.replace("İ", "i").replace("I", "ı")
    return text.casefold().replace("\u0307", "")


@lru_cache(_REMEMBERED)
def _stem_english(word: str) -> str:
    return str(_english.stemWord(word))


@lru_cache(_REMEMBERED)
def _stem_russian(word: str) -> str:
    word = word.replace("ё", "е")
    while (shorter := str(_russian.stemWord(word))) != word:
        word = shorter
    return word


_STEMMERS: Mapping[str, Callable[[str], str]] = {
    "en": _stem_english,
    "ru": _stem_russian,
    "az": lru_cache(_REMEMBERED)(stemmer_az.stem),
}
