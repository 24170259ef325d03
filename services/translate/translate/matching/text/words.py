"""Words of a text: tokenization and lowercase by language, as written."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_ENDING_OF_QUOTED = re.compile(r"(?<=\w)[\"”»“][a-zəıöüşçğ]{1,5}\b")
_APOSTROPHE = re.compile(r"['’ʼ]")


def lower(text: str, language: str) -> str:
    """Lowercase by the language's rules: Azerbaijani and Turkish have two letters I; Russian ё becomes е."""
    if language in ("az", "tr"):
        text = text.replace("İ", "i").replace("I", "ı")
    return text.lower().replace("i̇", "i").replace("ё", "е").replace("́", "")


def words(text: str) -> list[str]:
    """The words in the order and the case they are written, without possessive and case endings after an
    apostrophe or a quotation mark (Mexico's, Bakı'da, "Qarabağ"a)."""
    return [
        _APOSTROPHE.split(word)[0] if _is_ending(word) else word
        for word in _WORD.findall(_ENDING_OF_QUOTED.sub(" ", text))
    ]


def _is_ending(word: str) -> bool:
    head, *tail = _APOSTROPHE.split(word)
    return bool(tail) and len(head) > 2
