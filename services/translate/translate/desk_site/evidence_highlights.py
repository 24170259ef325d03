"""Evidence marked in a text: which parts are the names, numbers and words that were found in both. Pure.

A part is text and no HTML; whoever shows it escapes it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsroom.events.stories import Evidence

_SPELLED = ("name", "place", "word")
_NUMBER = re.compile(r"\d+(?:[.,:\u00a0\u202f –-]?\d+)*")
_DIGITS = re.compile(r"\d+")
_SHORTEST_ROUND = 2  # digits left of a sum without its zeros that still say something


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `kind` is that of the evidence in it, empty where it has none."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    kind: str


def spellings(evidence: Iterable[Evidence]) -> list[tuple[str, str]]:
    """(kind, spelling) of all names, places and words, as either article spells them; the longest first."""
    found = {
        (one.kind, side.strip())
        for one in evidence
        if one.kind in _SPELLED
        for side in one.text.split(" = ")
        if side.strip()
    }
    return sorted(found, key=lambda pair: (-len(pair[1]), pair))


def marked(text: str, evidence: Sequence[Evidence]) -> list[Part]:
    """The text in parts, in order; joined they are the text."""
    parts: list[Part] = []
    done = 0
    for one in sorted(_found(text, evidence), key=lambda found: (found.start, -found.end)):
        if one.start < done:
            continue
        if one.start > done:
            parts.append(Part(text[done : one.start]))
        parts.append(Part(text[one.start : one.end], one.kind))
        done = one.end
    if done < len(text):
        parts.append(Part(text[done:]))
    return parts


def _found(text: str, evidence: Sequence[Evidence]) -> Iterable[_Found]:
    for kind, spelling in spellings(evidence):
        pattern = r"(?<!\w)" + re.escape(spelling) + r"(?!\w)"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield _Found(match.start(), match.end(), kind)
    wanted = [_digits(one.text) for one in evidence if one.kind == "number"]
    for match in _NUMBER.finditer(text):
        own = _digits(match.group())
        if any(_same(own, one) for one in wanted):
            yield _Found(match.start(), match.end(), "number")


def _digits(text: str) -> tuple[str, ...]:
    """The digits of a number, however it is grouped; of a score both sides, whichever comes first."""
    sides = re.split(r"\s?[:–]\s?", text)
    if len(sides) == 2 and all(_DIGITS.search(side) for side in sides):
        return tuple(sorted("".join(_DIGITS.findall(side)) for side in sides))
    return ("".join(_DIGITS.findall(text)),)


def _same(own: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if own == wanted:
        return own != ("",)
    if len(own) != 1 or len(wanted) != 1:
        return False
    one, other = own[0].strip("0"), wanted[0].strip("0")  # 1.5 million is 1,500,000
    return one == other and len(one) >= _SHORTEST_ROUND
