"""Links of lists: the pages that a sitemap or a page names."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A page, or another sitemap, and when it changed last."""

    url: str
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap names, and whether it has news of them; or the sitemaps of an index."""

    links: tuple[SitemapLink, ...] = ()
    is_index: bool = False
    has_news: bool = False


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Addresses that a page leads to, once each, in order."""

    urls: tuple[str, ...] = ()
