"""XML as senders make it, read safely: no entity is expanded, nothing is fetched, depth is bounded.

Elements are found by their local names, since namespaces are old, missing or undeclared as often as not.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from types import MappingProxyType

from lxml import etree

from ingest.formats.document import Document
from ingest.formats.syntax.charset import decoded
from ingest.formats.syntax.xml_repair import mended_xml, refused, without_doctype
from newsroom.http.problems import ProblemError

Element = etree._Element

_DECLARATION = re.compile(r"<\?xml\b[^>]*\?>")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLOCKS = {
    "p",
    "div",
    "hl1",
    "hl2",
    "hr",
    "br",
    "li",
    "tr",
    "table",
    "block",
    "pre",
    "blockquote",
    "h1",
    "h2",
    "h3",
}
_DEEPEST = 200
_MOST_ATTRIBUTES = 200  # of one element; readers look each up among all
_DIGITS = 16
_COMPLAINTS = 5000  # characters


def parsed(document: Document) -> Element:
    """The root element. Raises ProblemError where there is none, or entities are made to hurt."""
    text = decoded(document.content, document.charset)
    text = _from_declaration(_ILLEGAL.sub("", text).lstrip())
    declared = _DECLARATION.match(text)
    text, entities = without_doctype(text[declared.end() :] if declared else text)
    return parsed_text(text, entities)


def _from_declaration(text: str) -> str:
    """Without what a server's complaints or blank lines put before the document."""
    start = text.find("<?xml", 0, _COMPLAINTS)
    return text[start:] if start > 0 and not text.startswith("<!") else text


def parsed_text(text: str, entities: dict[str, str] | None = None) -> Element:
    """As `parsed`, of XML that has no DOCTYPE."""
    root = _parse(text, strict=True)
    if root is None:
        root = _parse(mended_xml(text, entities or {}), strict=False)
    if root is None:
        raise ProblemError(
            HTTPStatus.BAD_REQUEST, "It is no XML, not even with mistakes.", title="Malformed XML"
        )
    if any(len(element.attrib) > _MOST_ATTRIBUTES for element in root.iter("*")):
        raise refused(f"An element of it has more than {_MOST_ATTRIBUTES} attributes.")
    return root


def local(element: Element) -> str:
    """The name without its namespace; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """The child elements of these names, in any case; all of them where none is given."""
    wanted = {name.lower() for name in names}
    for child in element if element is not None else ():
        name = local(child)
        if name and (not wanted or name.lower() in wanted):
            yield child


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down this path."""
    for name in path:
        element = next(children(element, name), None)
    return element


def descendants(element: Element | None, *names: str) -> Iterator[Element]:
    wanted = {name.lower() for name in names}
    for candidate in element.iter() if element is not None else ():
        if local(candidate).lower() in wanted:
            yield candidate


def descendant(element: Element | None, *names: str) -> Element | None:
    return next(descendants(element, *names), None)


def attribute(element: Element | None, *names: str) -> str | None:
    """The first of these attributes that says anything, whatever its namespace and case."""
    if element is None:
        return None
    values = {
        str(name).rpartition("}")[2].rpartition(":")[2].lower(): str(value) for name, value in element.items()
    }
    return next((value.strip() for name in names if (value := values.get(name.lower(), "")).strip()), None)


def written(element: Element | None, name: str) -> str | None:
    """An attribute as it is written, empty or not; None where there is none."""
    return attribute(element, name) or (None if element is None or name not in element.attrib else "")


def number(element: Element | None, *names: str) -> int | None:
    """A whole number in one of these attributes."""
    return whole(attribute(element, *names))


def whole(digits: str | None) -> int | None:
    """The whole number that a text is, None where it is none."""
    digits = (digits or "").strip()
    return int(digits) if digits.isdecimal() and len(digits) < _DIGITS else None


def text(element: Element | None) -> str | None:
    """All text within, blocks parted by a line's end; None where there is none."""
    if element is None:
        return None
    joined = "".join(_texts(element)).strip()
    return joined or None


def words(element: Element | None) -> str | None:
    """All text within, what is in different elements parted by commas."""
    if element is None:
        return None
    parts = (" ".join(part.split()).strip(" ,") for part in map(str, element.itertext()))
    joined = ", ".join(part for part in parts if part)
    return re.sub(r"^(By|Von|Par|Por|Автор:?),", r"\1", joined) or None


def named_texts(
    elements: Iterable[Element] | None, is_wanted: Callable[[str], bool]
) -> Iterator[tuple[str, str]]:
    """Names and texts of those of the elements whose local name is wanted."""
    for candidate in () if elements is None else elements:
        if is_wanted(local(candidate)):
            yield local(candidate), attribute(candidate, "norm") or text(candidate) or ""


def child_text(element: Element | None, *path: str) -> str | None:
    return text(child(element, *path))


def markup(element: Element | None, names: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """The content, as HTML without namespaces; None where there is none.

    `names` gives elements the names they have in HTML; those with an empty one are left out.
    """
    if element is None:
        return None
    return _inner(element, names).strip() or None


def _inner(element: Element, names: Mapping[str, str]) -> str:
    return html.escape(element.text or "", quote=False) + "".join(_html(nested, names) for nested in element)


def _html(element: Element, names: Mapping[str, str]) -> str:
    tail = html.escape(element.tail or "", quote=False)
    name = names.get(local(element).lower(), local(element))
    if not name:
        return tail
    attributes = "".join(
        f' {str(key).rpartition("}")[2]}="{html.escape(str(value))}"' for key, value in element.items()
    )
    inner = _inner(element, names)
    if not inner and name.lower() in ("br", "hr", "img"):
        return f"<{name}{attributes}>{tail}"
    return f"<{name}{attributes}>{inner}</{name}>{tail}"


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for nested in element:
        if local(nested).lower() in _BLOCKS:
            yield "\n"
        if local(nested):
            yield from _texts(nested)
        if local(nested).lower() in _BLOCKS:
            yield "\n"
        yield nested.tail or ""


def _parse(text: str, *, strict: bool) -> Element | None:
    # A parser of its own each time: they are not to be shared by threads.
    parser = etree.XMLParser(
        recover=not strict,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is not None and _is_too_deep(root):
        raise refused("It is nested too deep.")
    return root


def _is_too_deep(root: Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            return True
    return False
