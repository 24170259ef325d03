"""Each page out of what is shown: the reads it takes, and what it makes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from zoneinfo import ZoneInfo

from newsroom.events.identity import is_article_id
from newsroom.events.live import PublicArticle
from newsroom.events.topics import Filter
from newsroom.runtime.clock import Clock
from publish.adapters.mongo_feed import FeedPage
from publish.addresses import UNCATEGORISED
from publish.cursors import PageToken
from publish.facts import ArticleFacts
from publish.site import paths
from publish.site.page import (
    ArticlePage,
    CategoryPage,
    Edition,
    FrontPage,
    GonePage,
    Listing,
    Live,
    MissingPage,
    NewsPage,
    Page,
)

_LATEST = 30
_CARDS = 8
_LIST = 40
_YIELDS = 5  # stubs that yield to one another are followed no further


class Feed(Protocol):
    """What is shown."""

    async def page(self, wanted: Filter, limit: int, below: PageToken | None) -> FeedPage: ...
    async def article(self, article_id: str) -> ArticleFacts | None: ...


class History(Protocol):
    """The live log."""

    async def latest(self) -> str: ...


class Reads(Protocol):
    """What pages read from: `publish.api.Reads`."""

    @property
    def feed(self) -> Feed: ...
    @property
    def history(self) -> History: ...
    @property
    def languages(self) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Moved:
    """The page is at another path for good."""

    path: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes pages as of a cursor that was read before anything else, so that the stream misses nothing."""

    feed: Feed
    languages: Sequence[str]
    categories: frozenset[str]
    clock: Clock
    zone: ZoneInfo

    async def front(self, language: str, cursor: str) -> Page:
        wanted = _of(language)
        found = await self.feed.page(wanted, _LATEST, None)
        lead = await self._lead(found)
        return FrontPage(
            path=paths.front(language),
            default_path="/",
            editions=[Edition(other, paths.front(other)) for other in self.languages],
            live=Live(wanted, cursor),
            latest=Listing(found.items, paths.news(language) if found.following else None),
            today=self._today(),
            lead=lead,
            cards=[item for item in found.items if item.lead and not (lead and item.id == lead.id)][:_CARDS],
        )

    async def category(self, language: str, category: str, cursor: str, below: PageToken | None) -> Page:
        if category == UNCATEGORISED:
            return await self._news(language, cursor, below)
        path = paths.category(language, category)
        wanted = Filter(frozenset({language}), frozenset({category}))
        found = await self.feed.page(wanted, _LIST, below)
        if not found.items and category not in self.categories:
            return await self.missing(language, cursor)
        editions = [Edition(other, paths.category(other, category)) for other in self.languages]
        return CategoryPage(
            path=path if below is None else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(wanted, cursor, grows=below is None),
            latest=_listing(found, path),
            today=self._today(),
            category=category,
        )

    async def article(self, language: str, category: str, name: str, cursor: str) -> Page | Moved:
        article_id = paths.article_id_of(name)
        facts = await self._facts(article_id)
        for _ in range(_YIELDS):
            if facts is None or facts.status == "withdrawn" or facts.yields_to is None:
                break
            facts = await self._facts(facts.yields_to)
        if facts is not None and facts.status == "withdrawn":
            return await self._gone(language, cursor)
        if facts is None or facts.public is None:
            return await self.missing(language, cursor)
        path = paths.path_of(facts.public.url)
        if path != f"/{language}/{category}/{name}":
            return Moved(path)
        return await self._article(facts.public, path, cursor)

    async def missing(self, language: str, cursor: str) -> Page:
        return MissingPage(
            path=None,
            editions=self._fronts(),
            live=Live(_of(language), cursor),
            latest=await self._latest(language),
            today=self._today(),
        )

    async def _news(self, language: str, cursor: str, below: PageToken | None) -> Page:
        path = paths.news(language)
        found = await self.feed.page(_of(language), _LIST, below)
        editions = [Edition(other, paths.news(other)) for other in self.languages]
        return NewsPage(
            path=path if below is None else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(_of(language), cursor, grows=below is None),
            latest=_listing(found, path),
            today=self._today(),
        )

    async def _article(self, article: PublicArticle, path: str, cursor: str) -> Page:
        editions = _article_editions(article, path, self.languages)
        return ArticlePage(
            path=path,
            default_path=next(edition.path for edition in editions if edition.same),
            editions=editions,
            live=Live(_of(article.language), cursor),
            latest=await self._latest(article.language),
            today=self._today(),
            article=article,
        )

    async def _gone(self, language: str, cursor: str) -> Page:
        return GonePage(
            path=None,
            editions=self._fronts(),
            live=Live(_of(language), cursor),
            latest=await self._latest(language),
            today=self._today(),
        )

    async def _latest(self, language: str) -> Listing:
        found = await self.feed.page(_of(language), _LATEST, None)
        return Listing(found.items, paths.news(language) if found.following else None)

    async def _lead(self, found: FeedPage) -> PublicArticle | None:
        """The newest article that has more to say than its headline, whole."""
        first = next((item for item in found.items if item.lead), None)
        facts = await self.feed.article(first.id) if first else None
        return facts.public if facts else None

    async def _facts(self, article_id: str) -> ArticleFacts | None:
        return await self.feed.article(article_id) if is_article_id(article_id) else None

    def _fronts(self) -> list[Edition]:
        return [Edition(other, paths.front(other), same=False) for other in self.languages]

    def _today(self) -> date:
        return self.clock.now().astimezone(self.zone).date()


def _of(language: str) -> Filter:
    return Filter(frozenset({language}))


def _listing(found: FeedPage, path: str) -> Listing:
    return Listing(found.items, f"{path}?page={found.following.encode()}" if found.following else None)


def _article_editions(article: PublicArticle, path: str, languages: Sequence[str]) -> list[Edition]:
    """The article's variants; the front page where there is none, which says less but is not an error."""
    own = Edition(article.language, path)
    found = {language: Edition(language, paths.path_of(v.url)) for language, v in article.variants.items()}
    return [
        own
        if language == article.language
        else found.get(language, Edition(language, paths.front(language), same=False))
        for language in languages
    ]
