"""Stems of words for the search, so that a query finds the other forms of its words.

English and Russian by Snowball; Russian until nothing more comes off, since one pass leaves
"азербайджан" and "азербайджаном" apart. Snowball has no Azerbaijani, and its Turkish makes two words of
"prezidentin" and "prezident": so Azerbaijani has a light stemmer of its own, `stemmer_az`. English and
Azerbaijani know no diacritics, which many type without. Any other language is compared by whole words.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping

import Stemmer  # type: ignore[import-not-found]  # PyStemmer is in C, and has no stubs

from publish.search import stemmer_az

VERSION = 1
"""Raised with every change to what comes out: an index made by another is built anew."""

_WORD = re.compile(r"\w+")  # several times as fast as one that leaves out the underscore
_APOSTROPHE = re.compile(r"['’ʼ](?<=\w.)(?=\w)")  # the sign first: a text is looked through for it alone
_LATIN_WITH_MARKS = re.compile("([a-z])[\u0300-\u036f]+")
# Letters that no decomposition takes apart, by what an English keyboard has for them.
_PLAIN_LATIN = str.maketrans(
    {"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
)
_LONGEST_WORD = 40  # characters; longer is no word
_REMEMBERED = 50_000  # words a language

_english = Stemmer.Stemmer("english")
_russian = Stemmer.Stemmer("russian")


def terms(text: str, language: str) -> list[str]:
    """The stems of a text's words, in their order. `language` is its code, such as `az`."""
    plain = _APOSTROPHE.sub("", unicodedata.normalize("NFKC", text)).replace("_", " ")
    words = _WORD.findall(_lowered(plain, language))
    return list(map(_STEMS.get(language, _UNSTEMMED).__getitem__, words))


def stems(text: str, language: str) -> frozenset[str]:
    """The distinct stems of a text's words."""
    return frozenset(terms(text, language))


def _lowered(text: str, language: str) -> str:
    """Azerbaijani has two letters i, each with a capital of its own, which Unicode's default mixes up."""
    if language == "az":
        text = text.replace("İ", "i").replace("I", "ı")
    text = text.casefold().replace("\u0307", "")
    return _without_diacritics(text) if language == "en" and not text.isascii() else text


def _without_diacritics(text: str) -> str:
    """Erdoğan as Erdogan, Əliyev as Eliyev; other scripts keep theirs, which tell letters apart."""
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN_LATIN))
    return unicodedata.normalize("NFC", _LATIN_WITH_MARKS.sub(r"\1", decomposed))


class _Remembered(dict[str, str]):
    """Stems of the words met last: looking one up costs a tenth of a call."""

    def __init__(self, stem: Callable[[str], str]) -> None:
        super().__init__()
        self._stem = stem

    def __missing__(self, word: str) -> str:
        if len(word) > _LONGEST_WORD:
            return self[word[:_LONGEST_WORD]]
        if len(self) >= _REMEMBERED:
            self.clear()
        stem = self[word] = self._stem(word)
        return stem


def _stem_english(word: str) -> str:
    return str(_english.stemWord(word))


def _stem_russian(word: str) -> str:
    word = word.replace("ё", "е")
    while (shorter := str(_russian.stemWord(word))) != word:
        word = shorter
    return word


_STEMS: Mapping[str, Mapping[str, str]] = {
    "en": _Remembered(_stem_english),
    "ru": _Remembered(_stem_russian),
    "az": _Remembered(stemmer_az.stem),
}
_UNSTEMMED = _Remembered(str)
