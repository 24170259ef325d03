"""What the pages read from."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from newsroom.events.articles import Tag
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.adapters.mongo_feed import FeedPage
from publish.cursors import PageToken
from publish.facts import ArticleFacts


class Feed(Protocol):
    """What is shown."""

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage[PublicItem]: ...
    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]: ...
    async def article(self, article_id: str) -> ArticleFacts | None: ...


class History(Protocol):
    """The live log."""

    async def latest(self) -> str: ...


class Reads(Protocol):
    """`publish.api.Reads`"""

    @property
    def feed(self) -> Feed: ...
    @property
    def history(self) -> History: ...
    @property
    def languages(self) -> Sequence[str]: ...


# The topics of the moment in a language, the strongest first.
Trending = Callable[[str], Awaitable[Sequence[Tag]]]


async def nothing_trends(_language: str) -> Sequence[Tag]:
    """Where nobody says what does."""
    return ()
