"""Links of a page that is a list of articles."""

import re

import lxml.html
from lxml import etree
from yarl import URL

from ingest.formats.document import Document
from ingest.formats.links import PageLinks

_MOST_LINKS = 1000
_LONGEST = 2000  # characters of an address


def page_links(document: Document, pattern: str) -> PageLinks:
    """The links whose whole address has the form of `pattern` somewhere; none where it is no page."""
    try:
        root = lxml.html.document_fromstring(document.content)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return PageLinks()
    addresses: dict[str, None] = {}
    for link in root.iter("a"):
        href = (link.get("href") or "").strip()
        try:
            url = str(URL(document.url or "").join(URL(href[:_LONGEST])).with_fragment(None))
        except ValueError:
            continue
        if url.startswith(("http://", "https://")) and re.search(pattern, url):
            addresses[url] = None
    return PageLinks(tuple(addresses)[:_MOST_LINKS])
