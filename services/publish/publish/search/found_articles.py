"""Found articles: the index's hits as they are shown now, so that nothing withdrawn is found."""

from dataclasses import dataclass, replace

from newsroom.events.live import PublicArticle, PublicItem
from publish.feeds.feed_page import FeedPage, ItemT
from publish.search.ports import Hits, SearchIndex, ShownArticles
from publish.search.query import Search


@dataclass(frozen=True, slots=True)
class FoundArticles:
    """Pages of hits. Calls raise `StoreUnavailableError`."""

    index: SearchIndex
    shown: ShownArticles

    async def page(self, search: Search) -> FeedPage[PublicItem]:
        """One page, each article as a feed lists it."""
        hits = await self.index.find(search)
        return _with_place_of(await self.shown.items_among(hits.ids, search.wanted), hits)

    async def articles(self, search: Search) -> FeedPage[PublicArticle]:
        """As `page`, each article whole."""
        hits = await self.index.find(search)
        return _with_place_of(await self.shown.articles_among(hits.ids, search.wanted), hits)


def _with_place_of(page: FeedPage[ItemT], hits: Hits) -> FeedPage[ItemT]:
    """The page with the search's own place: hits that are not shown any more do not end it."""
    return replace(page, following=hits.following, as_of=hits.position)
