"""Text that HTML hides from its readers, such as the preheaders of mails: it is no text of the article."""

import re

import lxml.html
from lxml import etree
from lxml.html import HtmlElement

_SIGNS = re.compile(
    r"display\s{0,9}:|visibility\s{0,9}:|max-height\s{0,9}:|font-size\s{0,9}:|\bhidden\b|mso-hide", re.I
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all|"
    r"(?:max-height|font-size|line-height|width|height)\s*+:\s*+0(?:px|em|pt|%|rem)?\s*+(?:!important\s*+)?(?:;|$)|"
    r"opacity\s*+:\s*+0(?:\.0++)?\s*+(?:;|$)",
    re.IGNORECASE,
)


def without_hidden(html: str | None) -> str | None:
    """The HTML without elements that are hidden; as it is where none are, or it cannot be parsed."""
    if not html or not _SIGNS.search(html):
        return html
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return html
    hidden = [element for element in root.iter() if isinstance(element, HtmlElement) and _is_hidden(element)]
    for element in hidden:
        if element.getparent() is not None:
            element.drop_tree()
    return lxml.html.tostring(root, encoding="unicode") if hidden else html


def _parser() -> lxml.html.HTMLParser:
    return lxml.html.HTMLParser(encoding="utf-8", huge_tree=False, no_network=True)


def _is_hidden(element: HtmlElement) -> bool:
    if element.tag in ("img", "body", "html", "br"):  # pictures of no height are spacers, and no text
        return False
    return "hidden" in element.attrib or _HIDING.search((element.get("style") or "")[:2000]) is not None
