"""Highlights of evidence in a text: the names, numbers and words that were found in both articles. Pure.

A part is text and no HTML; the template escapes it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.events.stories import Evidence

_SPELLED = ("name", "place", "word")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f –-]?\d+)*")
_DIGITS = re.compile(r"\d+")
_SHORTEST_ROUND = 2  # digits left of a sum without its zeros that still identify it


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `kind` is that of the evidence in it, empty where it has none."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    kind: str


def spellings(evidence: Iterable[Evidence]) -> list[tuple[str, str]]:
    """(kind, spelling) of all names, places and words, as either article spells them; the longest first."""
    pairs = {
        (reason.kind, side.strip())
        for reason in evidence
        if reason.kind in _SPELLED
        for side in reason.text.split(" = ")
        if side.strip()
    }
    return sorted(pairs, key=lambda pair: (-len(pair[1]), pair))


def highlighted(text: str, evidence: Sequence[Evidence]) -> list[Part]:
    """The text in parts, in order; joined they are the text."""
    parts: list[Part] = []
    done = 0
    for span in sorted(_spans(text, evidence), key=lambda span: (span.start, -span.end)):
        if span.start < done:
            continue
        if span.start > done:
            parts.append(Part(text[done : span.start]))
        parts.append(Part(text[span.start : span.end], span.kind))
        done = span.end
    if done < len(text):
        parts.append(Part(text[done:]))
    return parts


def _spans(text: str, evidence: Sequence[Evidence]) -> Iterable[_Span]:
    for kind, spelling in spellings(evidence):
        pattern = r"(?<!\w)" + re.escape(spelling) + r"(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _Span(match.start(), match.end(), kind)
    wanted = [_digits(reason.text) for reason in evidence if reason.kind == "number"]
    for match in _NUMBER.finditer(text):
        own = _digits(match.group())
        if any(_is_same(own, number) for number in wanted):
            yield _Span(match.start(), match.end(), "number")


def _digits(text: str) -> tuple[str, ...]:
    """The digits of a number, however it is grouped; of a score both sides, in either order."""
    sides = re.split(r"\s?[:–]\s?", text)
    if len(sides) == 2 and all(_DIGITS.search(side) for side in sides):
        return tuple(sorted("".join(_DIGITS.findall(side)) for side in sides))
    return ("".join(_DIGITS.findall(text)),)


def _is_same(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if own == wanted:
        return own != ("",)
    if len(own) != 1 or len(wanted) != 1:
        return False
    bare, other = own[0].strip("0"), wanted[0].strip("0")  # 1.5 million is 1,500,000
    return bare == other and len(bare) >= _SHORTEST_ROUND
