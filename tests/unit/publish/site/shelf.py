"""The pages over articles in memory."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from fastapi import FastAPI

from newsroom.events.desk import TopicCuration
from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter, topics_of
from newsroom.http.problems import install_problems
from newsroom.pages.categories import load_categories
from publish.feeds.edition import Publication
from publish.feeds.feed_page import FeedPage, PageToken
from publish.reads.trending import TopicCount, Windows
from publish.search.entries import IndexedArticle
from publish.search.query import Search, SearchQuery
from publish.site import page_routes
from publish.visibility.facts import ArticleFacts
from tests.support.articles import id_of
from tests.support.clock import TurnedClock
from tests.support.published import LANGUAGES, SITE


@dataclass(slots=True)
class Shelf:
    """What is shown, the live log's position, and what trends: all that pages read from.

    `reads` counts the reads of the feed.
    """

    facts: dict[str, ArticleFacts] = field(default_factory=dict[str, ArticleFacts])
    cursor: str = "7-0"
    trends: list[TopicCount] = field(default_factory=list[TopicCount])
    curated: list[TopicCuration] = field(default_factory=list[TopicCuration])
    reads: int = 0
    languages: Sequence[str] = LANGUAGES

    def show(self, *articles: PublicArticle) -> None:
        for article in articles:
            self.facts[article.id] = ArticleFacts(_id=article.id, public=article, seq=article.seq)

    def withdraw(self, name: str) -> None:
        self.facts[id_of(name)] = ArticleFacts(_id=id_of(name), status="withdrawn", seq=2)

    @property
    def feed(self) -> "Shelf":
        return self

    @property
    def history(self) -> "Shelf":
        return self

    async def curations(self) -> list[TopicCuration]:
        return self.curated

    async def position(self) -> str:
        return self.cursor

    @property
    def found(self) -> "ShelfSearch":
        return ShelfSearch(self)

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage[PublicItem]:
        return await self.listed(wanted, limit, below, None)

    async def listed(
        self, wanted: Filter, limit: int, below: PageToken | None, query: SearchQuery | None
    ) -> FeedPage[PublicItem]:
        self.reads += 1
        found = sorted((a for a in self._shown() if _wanted(a, wanted, query)), key=_place, reverse=True)
        if below is not None:
            found = [a for a in found if _place(a) < (below.published_at, below.article_id)]
        page = found[:limit]
        more = len(found) > limit
        return FeedPage(list[PublicItem](page), PageToken(*_place(page[-1])) if more else None, None)

    async def whole(self, article_ids: Sequence[str]) -> list[PublicArticle]:
        self.reads += 1
        shown = {article.id: article for article in self._shown()}
        return [shown[one] for one in article_ids if one in shown]

    async def article(self, article_id: str) -> ArticleFacts | None:
        self.reads += 1
        return self.facts.get(article_id)

    async def counts(self, windows: Windows, languages: Collection[str]) -> list[TopicCount]:
        return self.trends

    def _shown(self) -> list[PublicArticle]:
        return [facts.public for facts in self.facts.values() if facts.public is not None]


@dataclass(frozen=True, slots=True)
class ShelfSearch:
    """Search over a shelf."""

    shelf: Shelf

    async def page(self, search: Search) -> FeedPage[PublicItem]:
        return await self.shelf.listed(search.wanted, search.limit, search.below, search.query)


def reader(shelf: Shelf, clock: TurnedClock | None = None, **headers: str) -> httpx.AsyncClient:
    """A browser without a memory: cookies are not kept."""
    app = FastAPI()
    install_problems(app)
    publication = Publication("Newsroom", SITE, shelf.languages, load_categories())
    app.include_router(page_routes(shelf, publication, "Asia/Baku", shelf, clock or TurnedClock()))
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=SITE, headers={"accept": "text/html"} | headers
    )


def _wanted(article: PublicArticle, wanted: Filter, query: SearchQuery | None) -> bool:
    topics = topics_of(article.language, article.category, (tag.id for tag in article.tags))
    if query is not None and not query.stems.get(article.language, {""}) <= set(
        IndexedArticle.of(article).text_terms()
    ):
        return False
    return wanted.matches(frozenset(topics))


def _place(article: PublicItem) -> tuple[datetime, str]:
    return article.published_at, article.id
