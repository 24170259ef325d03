"""Ports of the search: the index that is asked, the index that is written, and what it is built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from newsroom.events.live import PublicArticle, PublicItem
from newsroom.events.topics import Filter
from publish.feeds.feed_page import FeedPage, PageToken
from publish.search.entries import IndexChange
from publish.search.query import Search


@dataclass(frozen=True, slots=True)
class Hits:
    """Ids of a page of articles that have the words, in the order asked for.

    `following` is where the next page begins; `position` the live log's cursor that the index reflects,
    None while it is being built.
    """

    ids: list[str]
    following: PageToken | None
    position: str | None


class SearchIndex(Protocol):
    """Index of what is shown, up to about a second ago. Raises StoreUnavailableError."""

    async def find(self, search: Search) -> Hits: ...


class SearchIndexWriter(Protocol):
    """The same index to its one writer. Calls raise StoreUnavailableError.

    `open` returns the position that it reflects, None where it must be built; what was made under another
    `stamp` is cleared. `enter` is seen, and kept, from the next `commit` on, together with the position.
    """

    async def open(self, stamp: str) -> str | None: ...
    async def clear(self) -> None: ...
    async def enter(self, changes: Sequence[IndexChange]) -> None: ...
    async def commit(self, position: str | None) -> None: ...


class ShownArticles(Protocol):
    """Articles as shown now: pages of all, newest first, and those of some ids in the order given.

    Of the ids those are left out that are not shown any more, or that a filter does not admit any more.
    """

    async def articles(
        self, wanted: Filter, limit: int, below: PageToken | None = None
    ) -> FeedPage[PublicArticle]: ...
    async def items_among(self, ids: Sequence[str], wanted: Filter) -> FeedPage[PublicItem]: ...
    async def articles_among(self, ids: Sequence[str], wanted: Filter) -> FeedPage[PublicArticle]: ...
