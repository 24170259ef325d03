"""Provenance of an article that comes without `source` and `source_id`: its owner, and its name there."""

import hashlib
import re
from urllib.parse import urlsplit

from slugify import slugify

from ingest.content.urls import canonical_url, source_id_of
from ingest.formats.document import Document
from ingest.formats.values.strict import identity
from newsroom.events.articles import MAX_SOURCE_ID_BYTES

UNNAMED = "unnamed"
_LONGEST = 100  # characters, as in the contract
_URN = re.compile(r"urn:newsml:([^:/]+)[:/]|tag:([^,:/]+),", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_MAIL = re.compile(r"(?<![^@\s<>])[^@\s<>]++@([\w.-]+\.\w+)")
_QCODE = re.compile(r"[A-Za-z][\w.-]*:([\w.-]+)")
_REPLACEMENTS = [("ə", "e"), ("Ə", "E")]
_HASH_LENGTH = 32
_COUNTED_FRAGMENT = re.compile(r"#\d{0,3}$")


def source_of(document: Document, *origins: str | None) -> str:
    """The source of the articles: as given from outside, else the first origin that names anyone."""
    if document.source is not None:
        return document.source
    named = (_named(origin) for origin in (*origins, document.url) if origin)
    return next((name for name in named if name), UNNAMED)


def page_id(url: str | None, base: str | None = None) -> str | None:
    """The identity of a page: its address, cleaned."""
    address = canonical_url(url, base) if url else None
    return source_id_of(address) if address else None


def guid_id(guid: str | None, base: str | None = None) -> str | None:
    """A guid as it stands; where it is an address, the page's, unless its fragment tells it from others.

    None where it holds but the place of one, such as `N/A`.
    """
    guid = identity(guid)
    if guid is None:
        return None
    if guid.startswith(("http://", "https://")):
        page, _, fragment = guid.partition("#")
        # Some feeds count an article's versions in the fragment of its guid.
        if not fragment or _COUNTED_FRAGMENT.search(guid):
            return page_id(page, base) or shortened(guid)
    return shortened(guid)


def shortened(name: str) -> str:
    """The name, cut with a hash where it is too long for a `source_id`."""
    encoded = name.encode("utf-8", "replace")
    if len(encoded) <= MAX_SOURCE_ID_BYTES:
        return encoded.decode()
    digest = hashlib.sha256(encoded).hexdigest()[:_HASH_LENGTH]
    return f"{encoded[: MAX_SOURCE_ID_BYTES - _HASH_LENGTH - 1].decode('utf-8', 'ignore')}#{digest}"


def derived_id(*parts: str | None) -> str | None:
    """An identity out of what will not change, for what has no name; None where a part is missing."""
    if not all(parts):
        return None
    return hashlib.sha256("\0".join(part for part in parts if part).encode("utf-8", "replace")).hexdigest()[
        :_HASH_LENGTH
    ]


def _named(origin: str) -> str | None:
    origin = origin.strip()
    name = _host(origin)
    if name is None and not origin.lower().startswith(("http:", "https:", "urn:", "tag:", "file:")):
        qcode = _QCODE.fullmatch(origin)
        name = str(
            slugify(qcode.group(1) if qcode else origin, replacements=_REPLACEMENTS, backend="text-unidecode")
        )
    name = re.sub(r"[^a-z0-9.-]", "-", (name or "").lower()).strip(".-")[:_LONGEST]
    return name or None


def _host(origin: str) -> str | None:
    if matched := _URN.match(origin):
        authority: str = matched.group(1) or matched.group(2)
        return authority.rpartition("@")[2]
    if matched := _MAIL.search(origin):
        return str(matched.group(1))
    if _DOMAIN.fullmatch(origin):
        return origin.removeprefix("www.")
    try:
        host = urlsplit(origin).hostname if "://" in origin else None
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
