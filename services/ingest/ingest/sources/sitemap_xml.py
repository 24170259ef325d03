"""The places that a sitemap, or an index of sitemaps, names. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

_MOST = 50_000  # what the protocol allows in one file


@dataclass(frozen=True, slots=True)
class Place:
    """`changed` is None where the sitemap does not say, or not so that it can be read."""

    url: str
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """Pages; or, of an index, sitemaps."""

    places: tuple[Place, ...]
    is_index: bool


def read_sitemap(content: bytes) -> Sitemap | None:
    """None where it is no sitemap. Slow: call it in a thread."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, recover=True, load_dtd=False
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    kind = None if root is None else etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        return None
    return Sitemap(tuple(_places(root)), kind == "sitemapindex")


def _places(root: etree._Element) -> Iterator[Place]:
    for element in root.iterchildren("{*}url", "{*}sitemap"):
        url = (element.findtext("{*}loc") or "").strip()
        if not url.startswith(("http://", "https://")):
            continue
        dates = [_instant(found.text) for found in element.iter("{*}lastmod", "{*}publication_date")]
        yield Place(url, max((one for one in dates if one is not None), default=None))


def _instant(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
