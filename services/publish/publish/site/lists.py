"""List pages: the front page, all news, a category, a tag, a day, a search."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pydantic import ValidationError

from newsroom.events.articles import Tag
from newsroom.events.live import PublicItem
from newsroom.events.topics import Filter
from publish.feeds.feed_page import PageToken
from publish.search.query import Search, SearchQuery
from publish.site import paths
from publish.site.days import Day
from publish.site.frame import LATEST, PageFrame, listing, of
from publish.site.front_page import chosen
from publish.site.page import (
    CategoryPage,
    DayPage,
    FrontPage,
    Listing,
    Live,
    NewsPage,
    Page,
    SearchPage,
    TagPage,
)
from publish.site.ports import PageSearch
from publish.visibility.page_urls import UNCATEGORISED

_LENGTH = 40
_CARDS = 12


@dataclass(frozen=True, slots=True)
class ListPages:
    """Pages of lists, as of a cursor read before anything else, so that the stream misses nothing."""

    frame: PageFrame
    found: PageSearch
    categories: frozenset[str]

    async def front(self, language: str, cursor: str) -> Page:
        page = await self.frame.feed.page(of(language), LATEST, None)
        shown_at_length = chosen(page.items, self.frame.clock.now(), _CARDS)
        return FrontPage(
            path=paths.front(language),
            default_path="/",
            editions=self.frame.editions(paths.front),
            live=Live(of(language), cursor),
            listing=Listing(page.items, paths.news(language) if page.following else None),
            today=self.frame.today,
            trending=await self.frame.trending.topics(language),
            articles=await self.frame.feed.whole(shown_at_length),
        )

    async def category(self, language: str, category: str, cursor: str, below: PageToken | None) -> Page:
        if category == UNCATEGORISED:
            return await self._news(language, cursor, below)
        wanted = Filter(frozenset({language}), frozenset({category}))
        page = await self.frame.feed.page(wanted, _LENGTH, below)
        if not page.items and category not in self.categories:
            return await self.frame.missing(language, cursor)
        path = paths.category(language, category)
        editions = self.frame.editions(lambda other: paths.category(other, category))
        return CategoryPage(
            path=path if below is None else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(wanted, cursor, grows=below is None),
            listing=listing(page, path),
            today=self.frame.today,
            trending=await self.frame.trending.topics(language),
            category=category,
        )

    async def _news(self, language: str, cursor: str, below: PageToken | None) -> Page:
        page = await self.frame.feed.page(of(language), _LENGTH, below)
        path = paths.news(language)
        editions = self.frame.editions(paths.news)
        return NewsPage(
            path=path if below is None else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(of(language), cursor, grows=below is None),
            listing=listing(page, path),
            today=self.frame.today,
            trending=await self.frame.trending.topics(language),
        )

    async def tag(self, language: str, tag_id: str, cursor: str, below: PageToken | None) -> Page:
        """Every language's readers may ask for a tag that theirs has nothing about yet."""
        try:
            unlabelled = Tag(id=tag_id, label=tag_id)
        except ValidationError:
            return await self.frame.missing(language, cursor)
        wanted = Filter(frozenset({language}), tags=frozenset({tag_id}))
        page = await self.frame.feed.page(wanted, _LENGTH, below)
        path = paths.tag(language, tag_id)
        editions = self.frame.editions(lambda other: paths.tag(other, tag_id))
        return TagPage(
            path=path if below is None and page.items else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(wanted, cursor, grows=below is None),
            listing=listing(page, path),
            today=self.frame.today,
            trending=await self.frame.trending.topics(language),
            tag=next(_tags_of(page.items, tag_id), unlabelled),
        )

    async def day(self, language: str, on: date, cursor: str, below: PageToken | None) -> Page:
        today = self.frame.today
        day = Day(on, self.frame.zone)
        if below is not None and not day.has(below):
            return await self.frame.missing(language, cursor)
        page = day.cut(await self.frame.feed.page(of(language), _LENGTH, below or day.above))
        if on > today and not page.items:  # a sender may date an article ahead
            return await self.frame.missing(language, cursor)
        path = paths.day(language, on)
        editions = self.frame.editions(lambda other: paths.day(other, on))
        return DayPage(
            path=path if below is None and page.items else None,
            default_path=editions[0].path,
            editions=editions,
            live=Live(of(language), cursor, grows=False),
            listing=listing(page, path),
            today=today,
            trending=await self.frame.trending.topics(language),
            on=on,
            before=on - timedelta(days=1),
            after=on + timedelta(days=1) if on < today else None,
        )

    async def search(self, language: str, words: str, cursor: str, below: PageToken | None) -> Page:
        """Articles that have all of the words; no search engine should index the result."""
        query = SearchQuery.of(words, (language,))
        page = await self.found.page(Search(query, of(language), _LENGTH, below))
        return SearchPage(
            path=None,
            editions=self.frame.editions(lambda other: paths.search(other, words)),
            live=Live(of(language), cursor, grows=False),
            listing=listing(page, paths.search(language, words)),
            today=self.frame.today,
            trending=await self.frame.trending.topics(language),
            words=words,
        )


def _tags_of(items: Iterable[PublicItem], tag_id: str) -> Iterator[Tag]:
    return (tag for item in items for tag in item.tags if tag.id == tag_id)
