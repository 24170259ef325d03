"""Media that go with an article, as feeds enclose them."""

import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from newsroom.events.articles import Media, MediaKind
from publish.feeds.uris import ascii_uri

# Where the address gives no type. A reader needs some type, and chooses how to show it by the first half.
_USUAL_TYPES: dict[MediaKind, str] = {
    "photo": "image/jpeg",
    "video": "video/mp4",
    "audio": "audio/mpeg",
    "document": "application/octet-stream",
}
# Not the machine's own table, which differs from one to the next.
_TYPES = mimetypes.MimeTypes()
_TYPES.add_type("image/webp", ".webp")
_TYPES.add_type("image/avif", ".avif")
_TYPES.add_type("audio/mp4", ".m4a")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A medium that has an address. `position` counts all of the article's media from 1."""

    position: int
    url: str
    media_type: str
    medium: Media


def attachments(media: Iterable[Media]) -> list[Attachment]:
    """The media that can be fetched."""
    return [
        Attachment(position, ascii_uri(medium.url), media_type(medium.kind, medium.url), medium)
        for position, medium in enumerate(media, 1)
        if medium.url is not None
    ]


def media_type(kind: MediaKind, url: str) -> str:
    """The IANA media type by the address, where that fits the kind; else the kind's usual one."""
    usual = _USUAL_TYPES[kind]
    try:
        guessed, encoding = _TYPES.guess_type(urlsplit(url).path)
    except ValueError:
        return usual
    if guessed is None or encoding is not None:
        return usual
    fits = kind == "document" or guessed.partition("/")[0] == usual.partition("/")[0]
    return guessed if fits else usual
