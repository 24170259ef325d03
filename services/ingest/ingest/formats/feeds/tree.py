"""A feed's elements, made ready for feedparser, which takes some for others.

Its descriptions are those of the entry and of its pictures alike, its titles those of logos and podcasts too.
"""

from collections.abc import Iterator
from copy import deepcopy
from urllib.parse import urljoin

from lxml import etree

from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.texts import with_absolute_links

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LINKS = ("href", "src")
# Elements of extensions that feedparser would read as the entry's own, by part of their namespace or prefix.
_OTHERS = {
    "mrss": ("title", "description", "text", "credit", "keywords", "category"),
    "media": ("title", "description", "text", "credit", "keywords", "category"),
    "itunes": ("title", "summary", "subtitle", "author"),
}
_WITHIN = ("image", "source", "textinput")  # they have titles, links and descriptions of their own


def encoded(root: Element) -> bytes:
    """The feed's bytes in UTF-8, without what is not its entries' own; with links that lead somewhere."""
    tree = deepcopy(root)
    for element in list(_not_own(tree)):
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    if any(_BASE in element.attrib for element in tree.iter()):
        _resolve(tree, "")
    return etree.tostring(tree, encoding="utf-8")


def _not_own(tree: Element) -> Iterator[Element]:
    for element in tree.iter():
        name = xml.local(element).lower()
        namespace = str(element.tag)[: -len(name)].lower() if name else ""
        if any(other in namespace and name in names for other, names in _OTHERS.items()):
            yield element
    for entry in xml.descendants(tree, "item"):
        yield from xml.children(entry, *_WITHIN)


def _resolve(element: Element, base: str) -> None:
    """Makes addresses absolute by xml:base, wherever it stands; its attribute goes."""
    own = str(element.attrib.pop(_BASE, ""))
    base = _joined(base, own) if own else base
    if base:
        for name in _LINKS:
            if address := element.get(name):
                element.set(name, _joined(base, address))
        if element.text and "<" in element.text:
            element.text = with_absolute_links(element.text, base)
    for child in element:
        if xml.local(child):
            _resolve(child, base)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return address
