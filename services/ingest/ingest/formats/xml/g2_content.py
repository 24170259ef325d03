"""The content of a NewsML-G2 item: text in XML, HTML or plain, and pictures that are elsewhere."""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.extracted import ExtractedMedia
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.texts import has_blocks, looks_like_html, without_element
from ingest.formats.xml.nitf import NitfText, nitf_text
from newsroom.events.articles import MediaKind

_KINDS: dict[str, MediaKind] = {
    **dict.fromkeys(("picture", "photo", "graphic", "animated"), "photo"),
    "video": "video",
    "audio": "audio",
}


_HEADS = ("header", "nav")


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    rendition: str | None


@dataclass(frozen=True, slots=True)
class G2Content:
    """The text, as NITF, HTML or plain, the best there is; and renditions of the picture that the item is."""

    nitf: NitfText | None
    html: str | None
    plain: str | None
    renditions: tuple[Rendition, ...]


def content_of(item: Element, item_class: str | None) -> G2Content:
    """Reads `contentSet`. `item_class` is `text`, `picture` and so on, where the item says it."""
    content = xml.child(item, "contentSet")
    nitf: NitfText | None = None
    htmls: list[_Part] = []
    for inline in xml.children(content, "inlineXML"):
        for root in xml.children(inline):
            if xml.local(root).lower() == "nitf":
                nitf = nitf or nitf_text(root)
            elif text := _html_in(root):
                htmls.append(_Part(text, xml.attribute(inline, "rendition")))
    plains: list[_Part] = []
    for text, is_html, rendition in _inline_texts(content):
        (htmls if is_html else plains).append(_Part(text, rendition))
    return G2Content(
        nitf, _joined(htmls, "\n"), _joined(plains, "\n\n"), tuple(_renditions(content, item_class))
    )


def _joined(parts: Sequence[_Part], between: str) -> str | None:
    """Parts of one text, in order; of renditions, which are the same text again, the longest."""
    renditions = {part.rendition for part in parts}
    if len(parts) > 1 and None not in renditions and len(renditions) == len(parts):
        return max((part.text for part in parts), key=len)
    return between.join(dict.fromkeys(part.text for part in parts)) or None


def media_of(content: G2Content, caption: str | None, credit: str | None) -> Iterator[ExtractedMedia]:
    """The picture that the item is, in one rendition, and those within its text."""
    chosen = best(content.renditions)
    if chosen is not None:
        yield ExtractedMedia(
            kind=chosen.kind,
            url=chosen.url,
            caption=caption,
            credit=credit,
            width=chosen.width,
            height=chosen.height,
        )
    if content.nitf is not None:
        yield from content.nitf.media


def _html_in(root: Element) -> str | None:
    """The content of a page's body without the blocks that repeat the metadata above it."""
    body = xml.descendant(root, "body")
    markup = xml.markup(body if body is not None else root)
    bare = markup
    for name in _HEADS:
        bare = without_element(bare or "", name)
    return bare.strip() or markup if bare else markup


def _inline_texts(content: Element | None) -> Iterator[tuple[str, bool, str | None]]:
    """Each text, whether it is HTML by what it is or is said to be, and its rendition."""
    for inline in xml.children(content, "inlineData"):
        markup = xml.markup(inline) if len(inline) else None
        text = markup or _plain(inline)
        if text:
            content_type = (xml.attribute(inline, "contenttype") or "").lower()
            is_html = (
                "html" in content_type or has_blocks(text) or (not content_type and looks_like_html(text))
            )
            yield text, bool(markup) or is_html, xml.attribute(inline, "rendition")


def _plain(inline: Element) -> str | None:
    text = xml.text(inline)
    if text and "base64" in (xml.attribute(inline, "encoding") or "").lower():
        try:
            return base64.b64decode(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return None
    return text


def _renditions(content: Element | None, item_class: str | None) -> Iterator[Rendition]:
    own_kind = _KINDS.get(item_class or "")
    for remote in xml.children(content, "remoteContent"):
        url = xml.attribute(remote, "href")
        kind = media_kind(xml.attribute(remote, "contenttype"), url, own_kind)
        if url and kind and not url.lower().startswith("file:"):
            yield Rendition(
                "".join(url.split()),
                kind,
                xml.attribute(remote, "rendition", "renditionuri") or "",
                xml.number(remote, "width"),
                xml.number(remote, "height"),
            )
