"""Documents of the feeds: what is read for an address, in the format of its suffix."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.feeds import atom, json_feed, rss
from publish.feeds.edition import FeedEdition, Publication
from publish.feeds.feed_page import FeedPage
from publish.feeds.uris import ascii_uri

_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedFormat:
    """A format that feeds are written in."""

    media_type: str
    write: Callable[[FeedEdition], bytes]


FORMATS: Mapping[str, FeedFormat] = {
    "atom": FeedFormat(atom.MEDIA_TYPE, atom.atom),
    "rss": FeedFormat(rss.MEDIA_TYPE, rss.rss),
    "json": FeedFormat(json_feed.MEDIA_TYPE, json_feed.json_feed),
}


class FeedReads(Protocol):
    """Reads of the feeds, newest first. Calls raise `StoreUnavailableError`."""

    async def articles(self, wanted: Filter, limit: int) -> FeedPage[PublicArticle]: ...
    async def since(self, instant: datetime, limit: int) -> FeedPage[PublicItem]: ...


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """A feed as it is shown: of equal articles `write` gives equal bytes.

    `link` is its `Link` header: the hub and the feed's own address (WebSub, 4).
    """

    articles: Sequence[PublicArticle]
    write: Callable[[], bytes]
    media_type: str
    link: str
    changed_at: datetime | None
    settled: bool


@dataclass(frozen=True, slots=True)
class FeedDocuments:
    """Feeds of a publication, read anew at each call."""

    reads: FeedReads
    publication: Publication

    async def read(self, language: str, category: str | None, suffix: str) -> FeedDocument | None:
        """The document, None where there is no such feed. Raises `StoreUnavailableError`."""
        form = FORMATS.get(suffix)
        if form is None or language not in self.publication.languages:
            return None
        wanted = Filter(frozenset({language}), frozenset({category} if category else ()))
        page = await self.reads.articles(wanted, _ENTRIES)
        edition = self.publication.edition(language, category)
        edition = replace(edition, address=f"{edition.home}feed.{suffix}", articles=page.items)
        return FeedDocument(
            articles=page.items,
            write=lambda: form.write(edition),
            media_type=form.media_type,
            link=f'<{ascii_uri(edition.hub)}>; rel="hub", <{ascii_uri(edition.address)}>; rel="self"',
            changed_at=page.changed_at,
            settled=page.settled,
        )
