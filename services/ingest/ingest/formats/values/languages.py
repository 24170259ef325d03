"""Untidy language tags as the two letters of ISO 639-1, and texts that contradict a language."""

import re
from collections.abc import Sequence

from babel.core import get_global

_TAG = re.compile(r"[a-zA-Z]{2,8}(?:[-_][a-zA-Z0-9]{1,8})*")
_UNDETERMINED = {"und", "mul", "zxx", "mis", "xx", "xxx", "none", "unknown"}
# Written instead of ISO 639-1, and not among CLDR's aliases of ISO 639-2.
_OTHER_NAMES = {
    **{"english": "en", "french": "fr", "german": "de", "russian": "ru", "turkish": "tr"},
    **{"azb": "az", "in": "id", "iw": "he"},
}
_NORWEGIAN = ("no", "nb", "nn")
_CYRILLIC = {"ru", "uk", "be", "bg", "kk", "ky", "mk", "mn", "tg"}
_LATIN = {
    "en",
    "az",
    "tr",
    "de",
    "fr",
    "es",
    "it",
    "pl",
    "pt",
    "nl",
    "sv",
    "da",
    "no",
    "nb",
    "nn",
    "fi",
    "cs",
    "ro",
}
_ENOUGH = 40  # letters
_MOSTLY = 0.7
_LOOKED_AT = 3000  # characters
_OWN_LETTERS = {"az": re.compile("[əƏ]")}
_SCHWAS_A_TEXT = 0.02  # of the letters; Azerbaijani has some 0.09


def language_of(tag: str | None) -> str | None:
    """`en-US`, `ru_RU`, `aze`, `az-Latn-AZ`: the primary language; None where the tag says none."""
    matched = _TAG.fullmatch((tag or "").strip())
    if matched is None:
        return None
    primary = re.split("[-_]", matched.group())[0].lower()
    primary = _OTHER_NAMES.get(primary) or _two_letters(primary)
    return primary if len(primary) in (2, 3) and primary not in _UNDETERMINED else None


def _two_letters(code: str) -> str:
    """The code of ISO 639-1 for one of ISO 639-2, by CLDR's aliases; any other as it is."""
    if len(code) != 3:
        return code
    alias: str = get_global("language_aliases").get(code, code)
    return alias.partition("_")[0]


def alike(language: str, known: Sequence[str]) -> str:
    """The language by the newsroom's code: Norwegian has one for all of it, and two for its forms."""
    if language in known or language not in _NORWEGIAN:
        return language
    return next((form for form in _NORWEGIAN if form in known), language)


def contradicts(language: str, text: str) -> bool:
    """Whether a text is plainly not in that language: another script, or letters of another's own."""
    text = text[:_LOOKED_AT]
    letters = [char for char in text if char.isalpha()]
    if len(letters) < _ENOUGH:
        return False
    cyrillic = sum("\u0400" <= char <= "\u04ff" for char in letters) / len(letters)
    if language in _LATIN and cyrillic > _MOSTLY:
        return language != "az" or not any(char in "әӘҹҸҝҜ" for char in letters)
    if language in _CYRILLIC and cyrillic < 1 - _MOSTLY:
        return sum(char.isascii() for char in letters) / len(letters) > _MOSTLY
    return any(
        language != other and len(own.findall(text)) / len(letters) > _SCHWAS_A_TEXT
        for other, own in _OWN_LETTERS.items()
    )
