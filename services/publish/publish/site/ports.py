"""What the pages read from."""

from collections.abc import Collection, Sequence
from typing import Protocol

from newsroom.events.desk import TopicCuration
from newsroom.events.live import PublicArticle
from newsroom.events.topics import Filter
from publish.adapters.mongo_feed import FeedPage
from publish.log.cursor import PageToken
from publish.reads.search import SearchQuery
from publish.reads.trending import TopicCount, Windows
from publish.visibility.facts import ArticleFacts


class Feed(Protocol):
    """What is shown."""

    async def page(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None = None
    ) -> FeedPage: ...
    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]: ...
    async def article(self, article_id: str) -> ArticleFacts | None: ...


class History(Protocol):
    """The live log."""

    async def position(self) -> str: ...


class Reads(Protocol):
    """`publish.api.Reads`"""

    @property
    def feed(self) -> Feed: ...
    @property
    def history(self) -> History: ...
    @property
    def languages(self) -> Sequence[str]: ...


class Counts(Protocol):
    """How often tags were used, and what editors made of them: `MongoTrending`."""

    async def counts(self, windows: Windows, languages: Collection[str]) -> list[TopicCount]: ...
    async def curations(self) -> list[TopicCuration]: ...
