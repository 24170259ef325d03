"""HTML from senders: cut down to what an article needs, and as plain text."""

import re
from html.parser import HTMLParser

import nh3

from newsroom.events.articles import normalised

_INLINE = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "q", "s", "strong", "sub", "sup", "u"}
_LINES = {"li", "tr", "dt", "dd"}
_BLOCKS = {
    *("p", "h2", "h3", "h4", "blockquote", "ul", "ol", "pre", "hr", "figure", "figcaption", "img"),
    *("table", "thead", "tbody", "dl"),
}
_CELLS = {"td", "th"}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_SCHEMES = {"http", "https", "mailto"}
_CLEANER = nh3.Cleaner(
    tags=_INLINE | _LINES | _BLOCKS | _CELLS,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel="noopener noreferrer",
)


def sanitised(html: str) -> str | None:
    """The same article without scripts, styles, forms, frames and event handlers; None if nothing is left."""
    return _CLEANER.clean(normalised(html)).strip() or None


def text_of(html: str) -> str | None:
    """The text of sanitised HTML, its paragraphs parted by an empty line; None if there is none."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return reader.text() or None


class _TextReader(HTMLParser):
    """Reads the text of sanitised HTML, blocks parted by line ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._parts.append("\n" if tag == "br" else _break(tag))

    def handle_endtag(self, tag: str) -> None:
        self._parts.append(_break(tag))

    def handle_data(self, data: str) -> None:
        self._parts.append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        lines = re.sub(r" ?\n ?", "\n", re.sub(r" +", " ", "".join(self._parts)))
        return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _break(tag: str) -> str:
    if tag in _BLOCKS:
        return "\n\n"
    if tag in _LINES:
        return "\n"
    return " " if tag in _CELLS else ""
