"""The prolog of a markup document: its declaration, instructions, comments and DOCTYPE, however broken."""

import re

_SPACE = re.compile(r"\s*+")
# Quotes that do not end stand for themselves; a subset ends where a bracket closes both it and the DOCTYPE.
_DOCTYPE = re.compile(
    r"<!DOCTYPE(?:[^\[<>\"']++|\"[^\"]*+\"|'[^']*+'|[\"'])*+(?:\[.*?\]\s*+)?>", re.DOTALL | re.I
)
_ENDS = (("<?", "?>"), ("<!--", "-->"))


def prolog_end(text: str) -> int:
    """The place of the first markup behind the prolog, or of the part of it that does not end; linear."""
    position = _after_space(text, 0)
    while (end := _end_of_part(text, position)) > position:
        position = _after_space(text, end)
    return position


def _end_of_part(text: str, position: int) -> int:
    for opening, closing in _ENDS:
        if text.startswith(opening, position):
            end = text.find(closing, position + len(opening))
            return position if end < 0 else end + len(closing)
    doctype = _DOCTYPE.match(text, position)
    return doctype.end() if doctype else position


def _after_space(text: str, position: int) -> int:
    space = _SPACE.match(text, position)
    return space.end() if space else position
