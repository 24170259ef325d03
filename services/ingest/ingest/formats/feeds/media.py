"""Pictures, videos and sounds of a feed's entry: media extensions first, then enclosures."""

from collections.abc import Iterator

from ingest.formats.feeds.entry import FeedEntry
from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from ingest.formats.values.extracted import ExtractedMedia
from ingest.formats.values.renditions import Rendition, best, media_kind
from newsroom.events.articles import MediaKind

_MEDIUMS: dict[str, MediaKind] = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "document": "document",
}


def entry_media(entry: FeedEntry, element: Element | None) -> Iterator[ExtractedMedia]:
    """Each of them once; sizes of the same picture are one."""
    found = [*_extensions(element), *_enclosures(entry)]
    yield from found
    if not any(one.kind == "photo" for one in found):
        yield from _thumbnails(element)


def _extensions(element: Element | None) -> Iterator[ExtractedMedia]:
    for group in xml.descendants(element, "group"):
        yield from _described(_renditions(group), group, element)
    alone = [one for one in xml.children(element, "content") if xml.attribute(one, "url")]
    if _are_sizes(alone):
        yield from _described([r for one in alone for r in _rendition(one)], alone[0], element)
        return
    for one in alone:
        yield from _described(list(_rendition(one)), one, element)


def _are_sizes(contents: list[Element]) -> bool:
    """Several widths and no captions of their own: one picture, in several sizes."""
    widths = [xml.number(one, "width") for one in contents]
    has_captions = any(xml.child_text(one, "description") for one in contents[1:])
    return len(contents) > 1 and None not in widths and len(set(widths)) == len(widths) and not has_captions


def _renditions(group: Element) -> list[Rendition]:
    return [rendition for one in xml.children(group, "content") for rendition in _rendition(one)]


def _rendition(content: Element) -> Iterator[Rendition]:
    url = xml.attribute(content, "url")
    medium = _MEDIUMS.get((xml.attribute(content, "medium") or "").lower())
    kind = medium or media_kind(xml.attribute(content, "type"), url)
    if url and kind:
        yield Rendition(url, kind, "", xml.number(content, "width"), xml.number(content, "height"))


def _described(renditions: list[Rendition], own: Element, entry: Element | None) -> Iterator[ExtractedMedia]:
    chosen = best(renditions)
    if chosen is not None:
        yield ExtractedMedia(
            kind=chosen.kind,
            url=chosen.url,
            caption=_media_text(own, "description") or _media_text(own, "title") or _media_text(own, "text"),
            credit=_media_text(own, "credit") or _media_text(entry, "credit"),
            width=chosen.width,
            height=chosen.height,
        )


def _media_text(element: Element | None, name: str) -> str | None:
    """Text of the media extension; the entry's own description is another."""
    for one in xml.children(element, name):
        if "mrss" in str(one.tag) or ":" in str(one.tag).rpartition("}")[2] or xml.local(one) == "credit":
            return xml.text(one)
    return None


def _enclosures(entry: FeedEntry) -> Iterator[ExtractedMedia]:
    for link in entry.links:
        if link.relation == "enclosure" and (kind := media_kind(link.content_type, link.href)):
            yield ExtractedMedia(kind=kind, url=link.href)


def _thumbnails(element: Element | None) -> Iterator[ExtractedMedia]:
    renditions = [
        Rendition(url, "photo", "", xml.number(one, "width"), xml.number(one, "height"))
        for one in xml.descendants(element, "thumbnail")
        if (url := xml.attribute(one, "url"))
    ]
    if chosen := best(renditions):
        yield ExtractedMedia(kind="photo", url=chosen.url, width=chosen.width, height=chosen.height)
    image = xml.child(element, "image")
    if image is not None and (
        url := xml.child_text(image, "url") or xml.attribute(image, "href", "resource") or xml.text(image)
    ):
        yield ExtractedMedia(kind="photo", url=url)
