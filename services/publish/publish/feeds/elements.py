"""Building XML: names by prefix, text that XML can carry, bytes."""

import re
from typing import TypeAlias

from lxml import etree

Element: TypeAlias = etree._Element  # lxml has no public name for it

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "sitemap": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def root(name: str, *prefixes: str, default: str | None = None, **attributes: str) -> Element:
    """A document's root that declares these prefixes, and one as the default namespace."""
    declared: dict[str | None, str] = {prefix: NAMESPACES[prefix] for prefix in prefixes}
    if default is not None:
        declared[None] = NAMESPACES[default]
    element = etree.Element(qualified(name), nsmap=declared)  # type: ignore[arg-type]  # None is a prefix, too
    _set(element, attributes)
    return element


def child(parent: Element, name: str, text: str | None = None, **attributes: str | int | None) -> Element:
    """Appends an element, `prefix:name`; attributes that are None are left out, `xml_lang` is `xml:lang`."""
    element = etree.SubElement(parent, qualified(name))
    if text is not None:
        element.text = xml_text(text)
    _set(element, attributes)
    return element


def optional(parent: Element, name: str, text: str | None, **attributes: str | int | None) -> None:
    """Appends an element where there is something to say."""
    if text:
        child(parent, name, text, **attributes)


def written(element: Element) -> bytes:
    """The document: UTF-8 with its declaration."""
    return etree.tostring(element, xml_declaration=True, encoding="utf-8", pretty_print=True)


def xml_text(text: str) -> str:
    """The text without the characters that XML 1.0 has no way to write."""
    return _NOT_XML.sub("", text)


def qualified(name: str) -> str:
    """`prefix:name` as lxml has it."""
    prefix, colon, local = name.rpartition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}" if colon else local


def _set(element: Element, attributes: dict[str, str | int | None] | dict[str, str]) -> None:
    for name, value in attributes.items():
        if value is not None:
            prefix, underscore, local = name.rpartition("_")
            full = qualified(f"{prefix}:{local}") if underscore else name
            element.set(full, xml_text(str(value)))
