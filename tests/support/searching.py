"""Search over a real index: what is shown is entered at once, as the follower enters it in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import PublicItem
from newsroom.events.topics import Filter
from newsroom.stores.mongo import Database
from newsroom.streams.publisher import Emission
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.tantivy_index import TantivyIndex
from publish.feeds.feed_page import FeedPage, PageToken
from publish.log.logged_change import LoggedChange
from publish.search.entries import index_changes
from publish.search.found_articles import FoundArticles
from publish.search.query import HitOrder, Search, SearchQuery
from tests.support.clock import TurnedClock
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide, Told

EVERYTHING = Filter()
STAMP = "of the test"


def unsearched(db: Database) -> FoundArticles:
    """A search that nobody asks."""
    return FoundArticles(TantivyIndex(None), MongoFeed(db))


@dataclass(slots=True)
class SearchedSide:
    """The read side with its index."""

    side: ReadSide
    index: TantivyIndex
    found: FoundArticles
    entered: int = 0

    @classmethod
    async def opened(cls, db: Database, folder: Path) -> "SearchedSide":
        index = TantivyIndex(folder)
        await index.open(STAMP)
        found = FoundArticles(index, MongoFeed(db))
        return cls(ReadSide(MongoFacts(db), TurnedClock()), index, found)

    async def tell(self, *events: Told) -> None:
        """Shows what is due of each, and enters it."""
        await self.side.tell(*events)
        await self.enter()

    async def enter(self) -> None:
        appended = self.side.log.appended[self.entered :]
        await self.index.enter(index_changes(map(_logged, appended)))
        self.entered += len(appended)
        await self.index.commit(f"{self.entered}-0")

    async def page(
        self,
        words: str,
        wanted: Filter = EVERYTHING,
        languages: Sequence[str] = LANGUAGES,
        limit: int = 20,
        below: PageToken | None = None,
        order: HitOrder = HitOrder.NEWEST,
    ) -> FeedPage[PublicItem]:
        return await self.found.page(Search(SearchQuery.of(words, languages), wanted, limit, below, order))

    async def ids(
        self,
        words: str,
        wanted: Filter = EVERYTHING,
        languages: Sequence[str] = LANGUAGES,
        limit: int = 20,
        order: HitOrder = HitOrder.NEWEST,
    ) -> list[str]:
        """All pages of a search, as ids."""
        ids: list[str] = []
        below: PageToken | None = None
        while True:
            page = await self.page(words, wanted, languages, limit, below, order)
            ids += [item.id for item in page.items]
            below = page.following
            if below is None:
                return ids


def _logged(appended: Emission) -> LoggedChange:
    return LoggedChange("0-1", ARTICLE_PUBLISHED.decode(appended.encoded).data, appended.encoded)
