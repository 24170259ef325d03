"""Words and sentences of a text: tokenization, lowercase by language, and segmentation by rules.

The rules are good enough for news in Latin and Cyrillic script.
"""

import re
from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_ENDING_OF_QUOTED = re.compile(r"(?<=\w)[\"”»“][a-zəıöüşçğ]{1,5}\b")
_APOSTROPHE = re.compile(r"['’ʼ]")
# A dot after one of these, or after a single capital, ends no sentence.
_ABBREVIATIONS = (
    "mr mrs ms dr st prof gen col sen rep gov jr sr inc ltd co vs no u.s u.k jan feb aug sept oct nov dec "
    "г гг тыс млн млрд трлн руб долл ул им т.е т.д т.п др см стр mln mlrd min s c və.s"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
_BREAK = re.compile(r"(?<![.!?…])([.!?…]++[\"'”»“’)]*+)\s+(?=[\"'“«„‘(\[—–-]*\s?[\w$€£])")
_LAST_WORD = re.compile(r"(?<![\w.])([\w.]++)$")


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


def sentences(text: str, limit: int) -> list[str]:
    """The first ``limit`` sentences of ``text``; a paragraph's end always ends a sentence."""
    first: list[str] = []
    for paragraph in text.splitlines():
        for sentence in _split(paragraph.strip()):
            first.append(sentence)
            if len(first) == limit:
                return first
    return first


def _split(paragraph: str) -> Iterator[str]:
    start = 0
    for match in _BREAK.finditer(paragraph):
        if _continues(paragraph[start : match.start()], paragraph[match.end() :], match[1]):
            continue
        yield paragraph[start : match.end()].strip()
        start = match.end()
    if rest := paragraph[start:].strip():
        yield rest


def _continues(before: str, after: str, mark: str) -> bool:
    if mark != ".":
        return after[:1].islower()
    last = _LAST_WORD.search(before)
    word = last[1] if last else ""
    return after[:1].islower() or word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper())
