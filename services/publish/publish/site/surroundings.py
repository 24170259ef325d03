"""What stands beside and around the content of a page: the latest news, the other languages, today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from newsroom.events.topics import Filter
from newsroom.runtime.clock import Clock
from publish.adapters.mongo_feed import FeedPage
from publish.site import paths
from publish.site.page import Edition, GonePage, Listing, Live, MissingPage
from publish.site.ports import Feed
from publish.site.strip import Strip

Instead = TypeVar("Instead", MissingPage, GonePage)

LATEST = 20  # articles in the list beside


@dataclass(frozen=True, slots=True)
class Beside:
    """Shared by all pages."""

    feed: Feed
    strip: Strip
    languages: Sequence[str]
    clock: Clock
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The day in the newsroom's zone."""
        return self.clock.now().astimezone(self.zone).date()

    def editions(self, path_in: Callable[[str], str], *, same: bool = True) -> list[Edition]:
        """A page that every language has."""
        return [Edition(language, path_in(language), same) for language in self.languages]

    async def latest(self, language: str) -> Listing:
        """The newest of a language."""
        found = await self.feed.page(of(language), LATEST, None)
        return Listing(found.items, paths.news(language) if found.following else None)

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
            trending=await self.strip.topics(language),
        )


def of(language: str) -> Filter:
    """All of a language."""
    return Filter(frozenset({language}))


def listing(found: FeedPage, path: str) -> Listing:
    """A page of the feed, the next one under a path's `page`."""
    if found.following is None:
        return Listing(found.items)
    return Listing(found.items, f"{path}{'&' if '?' in path else '?'}page={found.following.encode()}")
