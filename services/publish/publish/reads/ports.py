"""Ports of the reads: articles and stories as shown, and counts of topics."""

from collections.abc import Collection, Sequence
from typing import Protocol

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import TopicCuration
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.feeds.feed_page import FeedPage, PageToken
from publish.reads.answers import Story
from publish.reads.revision_pages import RevisionSpan
from publish.reads.trending import TopicCount, Windows
from publish.visibility.facts import ArticleFacts


class ArticleReads(Protocol):
    """Reads of articles and stories. Calls raise `StoreUnavailableError`.

    `page` and `articles` are newest first and begin below a token.
    """

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage[PublicItem]: ...
    async def articles(
        self, wanted: Filter, limit: int, below: PageToken | None = None
    ) -> FeedPage[PublicArticle]: ...
    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]: ...
    async def article(self, article_id: str) -> ArticleFacts | None: ...
    async def contents(
        self, article_id: str, span: RevisionSpan, limit: int, most_characters: int
    ) -> tuple[list[ArticleRevision], bool]: ...
    async def story(self, story_id: str) -> Story: ...


class TopicReads(Protocol):
    """Counts of tags, and their curation by editors. Calls raise `StoreUnavailableError`."""

    async def counts(self, windows: Windows, languages: Collection[str]) -> list[TopicCount]: ...
    async def curations(self) -> list[TopicCuration]: ...
