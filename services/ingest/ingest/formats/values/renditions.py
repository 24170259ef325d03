"""The choice among a picture's renditions, and the kinds of media by content type."""

from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.events.articles import MediaKind

_WIDE_ENOUGH = 2000  # pixels; more is for print
_SMALL = ("thumb", "icon")
_ENDINGS: dict[str, MediaKind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "avif", "tif", "tiff"), "photo"),
    **dict.fromkeys(("mp4", "mov", "webm", "m4v", "m3u8", "mpg"), "video"),
    **dict.fromkeys(("mp3", "wav", "ogg", "m4a", "aac"), "audio"),
    **dict.fromkeys(("pdf", "doc", "docx", "xls", "xlsx"), "document"),
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """A form of a picture or the like; sizes are in pixels."""

    url: str
    kind: MediaKind
    role: str = ""
    width: int | None = None
    height: int | None = None


def media_kind(
    content_type: str | None, url: str | None = None, default: MediaKind | None = None
) -> MediaKind | None:
    """By content type, else by the address' ending, else the default."""
    main, _, sub = (content_type or "").strip().lower().partition("/")
    match main:
        case "image" | "picture" | "photo" | "graphic":
            return "photo"
        case "video" | "audio" as known:
            return known
        case "application" | "text" if "xml" not in sub and "html" not in sub and "octet" not in sub:
            return "document"
    ending = (url or "").partition("?")[0].rpartition(".")[2].lower()
    return _ENDINGS.get(ending, default)


def best(renditions: Iterable[Rendition]) -> Rendition | None:
    """The widest that a page needs; one for print only where there is no other, a thumbnail likewise."""
    return max(renditions, key=_worth, default=None)


def _worth(rendition: Rendition) -> tuple[bool, bool, int]:
    is_small = any(word in rendition.role.lower() for word in _SMALL)
    width = rendition.width or 0
    fits = width <= _WIDE_ENOUGH
    return (not is_small, fits, width if fits else -width)
