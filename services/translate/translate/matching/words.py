"""Text as words."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_APOSTROPHE = re.compile(r"['’ʼ]")


def lower(text: str, language: str) -> str:
    """Lowercase by the language's rules: Azerbaijani and Turkish have two letters I; Russian's ё is е."""
    if language in ("az", "tr"):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower().replace("i̇", "i").replace("ё", "е").replace("́", "")


def words(text: str) -> list[str]:
    """The words in the order and the case they are written, without possessive and case endings after an
    apostrophe (Mexico's, Bakı'da)."""
    return [_APOSTROPHE.split(word)[0] if _is_ending(word) else word for word in _WORD.findall(text)]


def _is_ending(word: str) -> bool:
    head, *tail = _APOSTROPHE.split(word)
    return bool(tail) and len(head) > 2
