"""Stems of words.

Russian and English have Snowball's stemmers. Azerbaijani has none; its endings are stripped here, longest
first, while at least three letters and a vowel remain (Snowball's Turkish knows neither its letters nor q).
"""

import re
from collections.abc import Callable
from functools import lru_cache

import Stemmer  # type: ignore[import-not-found]  # PyStemmer is in C, and has no stubs

_ENDINGS = (
    "ların lərin larının lərinin larına lərinə larını lərini larda lərdə lardan lərdən larla lərlə lara lərə "
    "ları ləri lar lər ının inin unun ünün nın nin nun nün ın in un ün ına inə una ünə na nə ya yə "
    "ını ini unu ünü nı ni nu nü yı yi yu yü ında ində unda ündə nda ndə da də ından indən undan ündən "
    "ndan ndən dan dən la lə yla ylə dakı dəki ndakı ndəki sı si su sü ı i u ü a ə "
    "dır dir dur dür mış miş muş müş ıb ib ub üb dı di du dü acaq əcək acağı əcəyi maq mək mağa məyə "
    "ması məsi masını məsini masına məsinə ır ir ur ür an ən lı li lu lü lıq lik luq lük çı çi çu çü "
    "ldı ldi ldu ldü lıb lib lub lüb ılıb ilib ulub ülüb ılır ilir ulur ülür "
    "acaqdır əcəkdir maqdadır məkdədir ıblar iblər dılar dilər"
)
_AZERBAIJANI_ENDINGS = frozenset(_ENDINGS.split())
_LONGEST_ENDING = max(map(len, _AZERBAIJANI_ENDINGS))
_SHORTEST_STEM = 3
_VOWEL = re.compile(r"[aeəıioöuü]")
_SNOWBALL = {
    "en": "english",
    "ru": "russian",
    "tr": "turkish",
    "de": "german",
    "fr": "french",
    "es": "spanish",
}


@lru_cache(maxsize=65536)
def stem(word: str, language: str) -> str:
    """The stem of a lowercase word; the word itself in a language without a stemmer."""
    if language == "az":
        return _stem_azerbaijani(word)
    stemmer = _stemmer(language)
    return stemmer(word) if stemmer else word


@lru_cache
def _stemmer(language: str) -> Callable[[str], str] | None:
    name = _SNOWBALL.get(language)
    if name is None:
        return None

    stem: Callable[[str], str] = Stemmer.Stemmer(name).stemWord
    return stem


def _stem_azerbaijani(word: str) -> str:
    for _ in range(2):
        shorter = without_one_ending(word)
        if shorter == word:
            break
        word = shorter
    return word


@lru_cache(maxsize=16384)
def without_one_ending(word: str) -> str:
    """An Azerbaijani word without its last ending, or the word."""
    for length in range(min(_LONGEST_ENDING, len(word) - _SHORTEST_STEM), 0, -1):
        if word[-length:] in _AZERBAIJANI_ENDINGS and _VOWEL.search(word[:-length]):
            return word[:-length]
    return word


@lru_cache(maxsize=4096)
def are_endings(text: str, most: int = 3) -> bool:
    """True if a text is nothing but Azerbaijani endings in a row, at most so many."""
    if not text:
        return True
    return most > 0 and any(
        text[:length] in _AZERBAIJANI_ENDINGS and are_endings(text[length:], most - 1)
        for length in range(1, min(_LONGEST_ENDING, len(text)) + 1)
    )
