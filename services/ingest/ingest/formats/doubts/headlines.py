"""Headlines that are no text: templates that were not filled in, files, characters that were lost."""

import re

from ingest.formats.document import Doubt, DoubtKind

_TEMPLATE = re.compile(
    r"\{\{(?:(?!\{\{|\}\}).)*+\}\}|\{%(?:(?!\{%|%\}).)*+%\}|<%(?:(?!<%|%>).)*+%>|\$\{[^{}]++\}|"
    r"(?<!%)%%\w++%%|\[\[\w++\]\]|<\?(?:php|=)|"
    r"^\{[A-Za-z_.]{2,40}\}$|^%[A-Za-z_]{2,40}%$|^#[A-Z_]{3,40}#$|^\{\{|\}\}$"
)
_BINARY = re.compile(r"^(?:%PDF-|.?PNG\s|GIF8[79]a|\{\\rtf|data:\w+/|PK.{0,30}(?:mimetype|\[Content))")
_ENCODED = re.compile(r"^(?:[A-Za-z0-9+/]{60,}={0,2}|[0-9a-fA-F]{32,}|=\?[\w-]{2,20}\?[BbQq]\?\S*)$")
_PLACEHOLDER = re.compile(
    r"^(?:undefined|null|none|nan|n/?a|\[object object\]|\(?no (?:title|subject)\)?|untitled(?: document)?|"
    r"lorem ipsum.*|(?:test|todo|tbd|xxx+|headline|title|subject)(?: (?:goes )?here)?)[.!]?$",
    re.IGNORECASE,
)
# UTF-8 that was read as a code page of the West: a letter of Cyrillic or an accented one is a pair of these.
_GARBLED = re.compile("[ÐÑÃÂ][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_LOST = "\ufffd"
_FEW = 2  # lost characters that a headline may have
_GARBLED_LEAST = 4


def doubt_of_headline(headline: str) -> Doubt | None:
    """The doubt whether a headline is one."""
    if why := _debris(headline):
        return Doubt(DoubtKind.HEADLINE, "headline", f"the headline {headline[:100]!r} {why}")
    return None


def _debris(headline: str) -> str | None:
    if any(sign in headline for sign in "{}[%#<") and _TEMPLATE.search(headline):
        return "is a template that was not filled in"
    if _BINARY.match(headline):
        return "is the beginning of a file"
    if _ENCODED.match(headline):
        return "is encoded"
    if _PLACEHOLDER.match(headline):
        return "holds the place of one"
    if headline.count(_LOST) > _FEW or (
        any(sign in headline for sign in "ÐÑÃÂ") and len(_GARBLED.findall(headline)) >= _GARBLED_LEAST
    ):
        return "has lost its characters"
    return None
