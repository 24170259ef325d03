"""Frame around the content of a page: the latest news, the other languages, the trending topics, today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from newsroom.events.live import PublicItem
from newsroom.events.topics import Filter
from newsroom.runtime.clock import Clock
from publish.feeds.feed_page import FeedPage
from publish.site import paths
from publish.site.page import GonePage, LanguageEdition, Listing, Live, MissingPage
from publish.site.ports import PageFeed
from publish.site.trending_strip import TrendingStrip

Instead = TypeVar("Instead", MissingPage, GonePage)

LATEST = 20  # articles in the list beside


@dataclass(frozen=True, slots=True)
class PageFrame:
    """Parts shared by all pages."""

    feed: PageFeed
    trending: TrendingStrip
    languages: Sequence[str]
    clock: Clock
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day in the newsroom's zone."""
        return self.clock.now().astimezone(self.zone).date()

    def editions(self, path_in: Callable[[str], str], *, same: bool = True) -> list[LanguageEdition]:
        """A page that every language has."""
        return [LanguageEdition(language, path_in(language), same) for language in self.languages]

    async def latest(self, language: str) -> Listing:
        """The newest of a language."""
        page = await self.feed.page(of(language), LATEST, None)
        return Listing(page.items, paths.news(language) if page.following else None)

    async def missing(self, language: str, cursor: str) -> MissingPage:
        """The page for an address that has none."""
        return await self._instead(MissingPage, language, cursor)

    async def gone(self, language: str, cursor: str) -> GonePage:
        """The page in place of a withdrawn article."""
        return await self._instead(GonePage, language, cursor)

    async def _instead(self, kind: type[Instead], language: str, cursor: str) -> Instead:
        return kind(
            path=None,
            editions=self.editions(paths.front, same=False),
            live=Live(of(language), cursor),
            listing=await self.latest(language),
            today=self.today,
            trending=await self.trending.topics(language),
        )


def of(language: str) -> Filter:
    """All of a language."""
    return Filter(frozenset({language}))


def listing(page: FeedPage[PublicItem], path: str) -> Listing:
    """A page of the feed, the next one under a path's `page`."""
    if page.following is None:
        return Listing(page.items)
    return Listing(page.items, f"{path}{'&' if '?' in path else '?'}page={page.following.encode()}")
