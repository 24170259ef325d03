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
    media = [*_extensions(element), *_enclosures(entry)]
    yield from media
    if not any(medium.kind == "photo" for medium in media):
        yield from _thumbnails(element)


def _extensions(element: Element | None) -> Iterator[ExtractedMedia]:
    for group in xml.descendants(element, "group"):
        yield from _described(_renditions(group), group, element)
    alone = [content for content in xml.children(element, "content") if xml.attribute(content, "url")]
    if _are_sizes(alone):
        yield from _described([r for content in alone for r in _rendition(content)], alone[0], element)
        return
    for content in alone:
        yield from _described(list(_rendition(content)), content, element)


def _are_sizes(contents: list[Element]) -> bool:
    """Several widths and no captions of their own: one picture, in several sizes."""
    widths = [xml.number(content, "width") for content in contents]
    has_captions = any(xml.child_text(content, "description") for content in contents[1:])
    return len(contents) > 1 and None not in widths and len(set(widths)) == len(widths) and not has_captions


def _renditions(group: Element) -> list[Rendition]:
    return [rendition for content in xml.children(group, "content") for rendition in _rendition(content)]


def _rendition(content: Element) -> Iterator[Rendition]:
    url = xml.attribute(content, "url")
    medium = _MEDIUMS.get((xml.attribute(content, "medium") or "").lower())
    kind = medium or media_kind(xml.attribute(content, "type"), url)
    if url and kind:
        yield Rendition(url, kind, "", xml.number(content, "width"), xml.number(content, "height"))


def _described(renditions: list[Rendition], own: Element, entry: Element | None) -> Iterator[ExtractedMedia]:
    """The best of the renditions, described at itself, else at its group, else beside it in the entry."""
    chosen = best(renditions)
    if chosen is None:
        return
    itself = next((c for c in xml.children(own, "content") if xml.attribute(c, "url") == chosen.url), None)
    yield ExtractedMedia(
        kind=chosen.kind,
        url=chosen.url,
        caption=_first_text(("description", "title", "text"), itself, own)
        or _first_text(("description",), entry),
        credit=_first_text(("credit",), itself, own, entry),
        width=chosen.width,
        height=chosen.height,
    )


def _first_text(names: tuple[str, ...], *elements: Element | None) -> str | None:
    texts = (_media_text(element, name) for element in elements for name in names)
    return next((text for text in texts if text), None)


def _media_text(element: Element | None, name: str) -> str | None:
    """Text of the media extension; the entry's own description is another."""
    for child in xml.children(element, name):
        if (
            "mrss" in str(child.tag)
            or ":" in str(child.tag).rpartition("}")[2]
            or xml.local(child) == "credit"
        ):
            return xml.text(child)
    return None


def _enclosures(entry: FeedEntry) -> Iterator[ExtractedMedia]:
    for link in entry.links:
        if link.relation == "enclosure" and (kind := media_kind(link.content_type, link.href)):
            yield ExtractedMedia(kind=kind, url=link.href)


def _thumbnails(element: Element | None) -> Iterator[ExtractedMedia]:
    renditions = [
        Rendition(url, "photo", "", xml.number(thumbnail, "width"), xml.number(thumbnail, "height"))
        for thumbnail in xml.descendants(element, "thumbnail")
        if (url := xml.attribute(thumbnail, "url"))
    ]
    if chosen := best(renditions):
        yield ExtractedMedia(
            kind="photo",
            url=chosen.url,
            caption=_first_text(("description",), element, *xml.descendants(element, "group")),
            credit=_first_text(("credit",), element, *xml.descendants(element, "group")),
            width=chosen.width,
            height=chosen.height,
        )
    image = xml.child(element, "image")
    if image is not None and (
        url := xml.child_text(image, "url") or xml.attribute(image, "href", "resource") or xml.text(image)
    ):
        yield ExtractedMedia(kind="photo", url=url)
