"""Sentence segmentation by rules: good enough for news in Latin and Cyrillic script."""

import re
from collections.abc import Iterator

# A dot after one of these, or after a single capital, ends no sentence.
_ABBREVIATIONS = (
    "mr mrs ms dr st prof gen col sen rep gov jr sr inc ltd co vs no u.s u.k jan feb aug sept oct nov dec "
    "г гг тыс млн млрд трлн руб долл ул им т.е т.д т.п др см стр mln mlrd min s c və.s"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
_BREAK = re.compile(r"(?<![.!?…])([.!?…]++[\"'”»“’)]*+)\s+(?=[\"'“«„‘(\[—–-]*\s?[\w$€£])")
_LAST_WORD = re.compile(r"(?<![\w.])([\w.]++)$")


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
