"""Ports of the pages: articles as shown, and the live log's position."""

from collections.abc import Sequence
from typing import Protocol

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.feeds.feed_page import FeedPage, PageToken
from publish.search.query import Search
from publish.visibility.facts import ArticleFacts


class PageFeed(Protocol):
    """Articles as shown, newest first. Calls raise `StoreUnavailableError`."""

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage[PublicItem]: ...
    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]: ...
    async def article(self, article_id: str) -> ArticleFacts | None: ...


class PageSearch(Protocol):
    """Articles found by their words. Calls raise `StoreUnavailableError`."""

    async def page(self, search: Search) -> FeedPage[PublicItem]: ...


class History(Protocol):
    """The live log, of which a page needs the position alone."""

    async def position(self) -> str: ...


class PageSources(Protocol):
    """Sources of the pages: `publish.reads.api.Reads`."""

    @property
    def feed(self) -> PageFeed: ...
    @property
    def found(self) -> PageSearch: ...
    @property
    def history(self) -> History: ...
