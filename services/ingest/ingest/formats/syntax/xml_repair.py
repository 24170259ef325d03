"""The mending of XML before it is parsed: without its DOCTYPE, with its entities as characters."""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from http import HTTPStatus

from newsroom.http.problems import ProblemError

_SPACE = re.compile(r"\s*")
_DOCTYPE = re.compile(
    r"<!DOCTYPE(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*(\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]\s*)?>", re.I
)
_ENTITY = re.compile(r"<!ENTITY\s+(%\s+)?(\S+)\s+(?:(SYSTEM|PUBLIC)\b[^>]*+|\"([^\"]*)\"|'([^']*)')\s*>")
_LONGEST_ENTITY = 200  # characters; one that spells a character needs no more
_MOST_WRITTEN_OUT = 1_000_000  # characters of all the document's own entities together
_CDATA, _CDATA_END = "<![CDATA[", "]]>"
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9._-]{0,60});")
_BARE = re.compile(r"&(?!#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|(?:amp|lt|gt|quot|apos);)")
_STRAY = re.compile(r"<(?![A-Za-z_/!?:])")
_NUMERIC = re.compile(r"&#(?:[xX](?P<hex>[0-9a-fA-F]{1,20})|(?P<digits>\d{1,20}));")
_LEGAL = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """The text without it, and the characters that it gives names to."""
    doctype = _DOCTYPE.match(text, _before_root(text))
    if doctype is None:
        return text, {}
    entities = {
        name: value or other for percent, name, _, value, other in _entities(doctype[1] or "") if not percent
    }
    return text[: doctype.start()] + text[doctype.end() :], entities


def _before_root(text: str) -> int:
    """The place of the first markup that is no comment and no processing instruction."""
    position = _SPACE.match(text).end()  # type: ignore[union-attr]  # it matches the empty text too
    for opening, closing in (("<!--", "-->"), ("<?", "?>")):
        while text.startswith(opening, position) and (end := text.find(closing, position)) >= 0:
            position = _SPACE.match(text, end + len(closing)).end()  # type: ignore[union-attr]  # likewise
    return position


def _entities(subset: str) -> Iterator[tuple[str, str, str, str, str]]:
    for declaration in _ENTITY.finditer(subset):
        percent, name, external, value, other = (part or "" for part in declaration.groups())
        if external and not percent:
            raise refused(f"The entity {name} is outside of the document, and is not fetched: write it out.")
        content = value or other
        if len(content) > _LONGEST_ENTITY or re.search(r"&(?!#)|<", content):
            raise refused(
                f"The entity {name} holds other entities or markup, and is not expanded: write it out."
            )
        yield percent, name, external, html.unescape(value), html.unescape(other)


def mended_xml(text: str, entities: dict[str, str]) -> str:
    """HTML's entities as characters, and what stands for itself escaped; CDATA stays as it is.

    Raises ProblemError where the document's own entities unfold to too much.
    """
    left = _MOST_WRITTEN_OUT

    def character(reference: re.Match[str]) -> str:
        nonlocal left
        name = reference[1]
        if name in ("amp", "lt", "gt", "quot", "apos"):
            return reference[0]
        own = entities.get(name)
        left -= len(own or "")
        if left < 0:
            raise refused(
                f"Its entities unfold to more than {_MOST_WRITTEN_OUT:,} characters: write them out."
            )
        value = own or html5.get(f"{name};")
        return reference[0] if value is None else html.escape(value)

    def mended(part: str) -> str:
        part = _NAMED.sub(character, _NUMERIC.sub(_legal, part))
        return _STRAY.sub("&lt;", _BARE.sub("&amp;", part))

    return "".join(part if is_cdata else mended(part) for part, is_cdata in _by_cdata(text))


def _legal(reference: re.Match[str]) -> str:
    """The reference, where it names a character that XML may hold: libxml2 lets halves of others through."""
    number = int(reference["hex"], 16) if reference["hex"] else int(reference["digits"])
    return reference[0] if number <= 0x10FFFF and _LEGAL.fullmatch(chr(number)) else ""


def _by_cdata(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text, and whether each is a CDATA section; one that does not end is none."""
    position = 0
    while (start := text.find(_CDATA, position)) >= 0:
        end = text.find(_CDATA_END, start)
        if end < 0:
            break
        yield text[position:start], False
        position = end + len(_CDATA_END)
        yield text[start:position], True
    yield text[position:], False


def refused(reason: str) -> ProblemError:
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, reason)
