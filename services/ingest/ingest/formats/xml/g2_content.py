"""The content of a NewsML-G2 item: text in XML, HTML or plain, and pictures that are elsewhere."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.extracted import ExtractedMedia
from ingest.formats.values.renditions import Rendition, best, media_kind
from ingest.formats.values.texts import looks_like_html
from ingest.formats.xml.nitf import NitfText, nitf_text
from newsroom.events.articles import MediaKind

_KINDS: dict[str, MediaKind] = {
    **dict.fromkeys(("picture", "photo", "graphic", "animated"), "photo"),
    "video": "video",
    "audio": "audio",
}


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
    nitf, html = None, None
    for inline in xml.children(content, "inlineXML"):
        for root in xml.children(inline):
            if xml.local(root).lower() == "nitf":
                nitf = nitf or nitf_text(root)
            else:
                html = html or _html_in(root)
    plain: str | None = None
    for text, is_html in _inline_texts(content):
        if is_html:
            html = html or text
        else:
            plain = plain or text
    return G2Content(nitf, html, plain, tuple(_renditions(content, item_class)))


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
    body = xml.descendant(root, "body")
    return xml.markup(body if body is not None else root)


def _inline_texts(content: Element | None) -> Iterator[tuple[str, bool]]:
    """Each text, and whether it is HTML."""
    for inline in xml.children(content, "inlineData"):
        markup = xml.markup(inline) if len(inline) else None
        text = markup or _plain(inline)
        if text:
            content_type = (xml.attribute(inline, "contenttype") or "").lower()
            yield text, bool(markup) or "html" in content_type or (not content_type and looks_like_html(text))


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
