"""Plain text of senders' texts: with tags, entities and line ends of all kinds."""

import html
import re
from itertools import pairwise
from urllib.parse import urljoin

_TAG = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,4000}>|<!--[^<>]{0,4000}-->")
_BREAKING = re.compile(r"<(?:br|/p|/div|/li|/h\d|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?:p|br|div|h[1-6]|ul|ol|table|blockquote)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_ESCAPED_TAG = re.compile(
    r"&(?:amp;)?lt;/?(?:p|br|div|b|i|a|strong|em|ul|ol|li|img|span|h\d)\b", re.IGNORECASE
)
# Format and control characters that show nothing: zero-width, soft hyphen, byte order mark, C0 and C1.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff\ufffe\uffff]")
# Controls that nobody uses: who writes them means what Windows has in their place.
_WINDOWS = re.compile("[\x80-\x9f]")
# CDATA that was escaped with what it was to protect.
_MARKERS = re.compile(r"<!\[CDATA\[|\]\]>")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINK = re.compile(r"""(\s(?:href|src)\s{0,5}=\s{0,5})(["'])([^"'<>#:][^"'<>:]{0,1000})\2""", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^<>]{0,500}>", re.IGNORECASE)
_HEADING, _HEADING_END = re.compile(r"<h1\b[^<>]*+>", re.I), re.compile(r"</h1\s{0,10}>", re.I)
_LONGEST_HEADING = 2000  # characters
_NOT_SHOWN = ("head", "title", "script", "style", "template")
_MORE = re.compile(r"(?:…|\.{3}|\[\s?(?:…|\.{3})\s?\]|\(more\))\Z", re.IGNORECASE)  # one of them
_LONGEST_MORE = 7  # characters
_ESCAPED_TWICE = 2
# Of text that was broken into lines: how wide it is, in characters, and how far from the edge lines end.
_NARROWEST_PAGE, _WIDEST_PAGE, _RAGGED = 40, 110, 4
_MOSTLY = 0.8
_CUT = "…"


def unescaped(text: str) -> str:
    """Text without entities, also where it was escaped twice."""
    for _ in range(_ESCAPED_TWICE):
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return text


def clean(text: str) -> str:
    """The text without characters that no text holds."""
    text = _WINDOWS.sub(lambda control: control[0].encode("latin-1").decode("cp1252", "ignore"), text)
    text = _MARKERS.sub("", text)
    return _SURROGATE.sub("\ufffd", _UNSEEN.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")


def line(text: str | None, longest: int | None = None) -> str | None:
    """One line of plain text, None if nothing is left; above `longest` characters it is cut at a word."""
    if not text:
        return None
    plain = _TAG.sub("", unescaped(_BREAKING.sub(" ", text)))
    return plain_line(_TAG.sub("", plain), longest)


def plain_line(text: str | None, longest: int | None = None) -> str | None:
    """As `line`, of text without tags and entities: what looks like them is meant literally."""
    words = " ".join(clean(text or "").split())
    if longest is not None and len(words) > longest:
        words = words[: longest - 1].rpartition(" ")[0] + _CUT
    return _with_one_more(words) or None


def paragraphs(text: str | None) -> str | None:
    """Plain text whose paragraphs are parted by an empty line, None if nothing is left."""
    if not text:
        return None
    lines = [" ".join(row.split()) for row in clean(text).split("\n")]
    blocks = re.split(r"\n{2,}", "\n".join(lines).strip())
    return "\n\n".join(_unwrapped(block.split("\n")) for block in blocks) or None


def _unwrapped(lines: list[str]) -> str:
    """Lines that were broken to fit a width are one paragraph, long ones one each; others stay."""
    width = max(map(len, lines))
    if width > _WIDEST_PAGE:
        return "\n\n".join(lines)
    full = sum(len(row) + len(after.split(" ", 1)[0]) >= width - _RAGGED for row, after in pairwise(lines))
    is_wrapped = width > _NARROWEST_PAGE and full >= _MOSTLY * (len(lines) - 1)
    return (" " if is_wrapped else "\n").join(lines)


def plain_of(text: str | None) -> str | None:
    """The plain text of HTML that has no tag in it; None where it has one."""
    html_text = as_html(text)
    return None if html_text is None or _TAG.search(html_text) else paragraphs(unescaped(html_text))


def looks_like_html(text: str) -> bool:
    return (
        _TAG.search(text) is not None or _ESCAPED_TAG.search(text) is not None or bool(_ENTITY.search(text))
    )


def has_blocks(text: str) -> bool:
    """Whether a text has paragraphs of HTML in it, whatever it is said to be."""
    return _BLOCK.search(text) is not None or _ESCAPED_TAG.search(text) is not None


def as_html(text: str | None) -> str | None:
    """HTML that was escaped once too often is unescaped; None if it shows nothing."""
    if not text:
        return None
    if _ESCAPED_TAG.search(text) and not _TAG.search(text):
        text = html.unescape(text)
        if _ESCAPED_TAG.search(text) and not _TAG.search(text):
            text = html.unescape(text)
    shown = line(text)
    return clean(text).strip() if shown or "<img" in text.lower() else None


def article_html(text: str | None, headline: str) -> str | None:
    """HTML of the article itself: without a page's head, and without the headline above it."""
    body = as_html(text)
    if body is None:
        return None
    for name in _NOT_SHOWN:
        body = without_element(body, name)
    return _without_top_heading(body, headline).strip() or None


def inner_body(text: str | None) -> str | None:
    """The content of a page's body, None where it shows nothing."""
    if not text:
        return None
    opening, closing = _BODY.search(text), text.lower().rfind("</body")
    inner = text[opening.end() if opening else 0 : closing if closing >= 0 else len(text)]
    return as_html(inner)


def without_element(text: str, name: str) -> str:
    """HTML without the elements of that name and all that is in them; linear however broken it is."""
    opening = re.compile(rf"<{name}\b", re.IGNORECASE)
    closing = re.compile(rf"</{name}\s{{0,10}}>", re.IGNORECASE)
    parts, position = [], 0
    while (start := opening.search(text, position)) and (end := closing.search(text, start.end())):
        parts.append(text[position : start.start()])
        position = end.end()
    return "".join((*parts, text[position:]))


def with_absolute_links(text: str | None, base: str | None) -> str | None:
    """HTML whose links and pictures lead somewhere, wherever it is shown."""
    if not text or not base:
        return text

    def absolute(link: re.Match[str]) -> str:
        address = html.unescape(link[3]).strip()
        try:
            return f"{link[1]}{link[2]}{html.escape(urljoin(base, address))}{link[2]}"
        except ValueError:
            return link[0]

    return _LINK.sub(absolute, text)


def _without_top_heading(body: str, headline: str) -> str:
    """The body without its first heading, where that is the headline once more."""
    start = _HEADING.search(body)
    end = start and _HEADING_END.search(body, start.end(), start.end() + _LONGEST_HEADING)
    if not start or not end:
        return body
    heading = line(body[start.end() : end.start()]) or ""
    is_headline = heading.casefold() == headline.casefold()
    return body[: start.start()] + body[end.end() :] if is_headline else body


def _with_one_more(words: str) -> str:
    """Text whose marks that there is more, at its end, are one."""
    end = len(words)
    while mark := _MORE.search(words, max(0, end - _LONGEST_MORE), end):
        end = mark.start()
        end -= end > 0 and words[end - 1] == " "
    return words if end == len(words) else words[:end] + _CUT
