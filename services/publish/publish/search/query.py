"""Search as a reader asks for it: words in languages, filters, an order and a page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from newsroom.events.topics import Filter
from publish.feeds.feed_page import PageToken
from publish.search.analysis import stems


class HitOrder(StrEnum):
    """Order of hits. By relevance only the best few hundred are listed."""

    NEWEST = "newest"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """Stems by language, all of which an article of it must have. Without stems, nothing is found."""

    stems: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, text: str, languages: Iterable[str]) -> "SearchQuery":
        """A reader's words, which each language reads in its own way."""
        return cls({language: stems(text, language) for language in languages})


@dataclass(frozen=True, slots=True)
class Search:
    """Query with its filters (`wanted`, whose languages are the query's) and the page it asks for."""

    query: SearchQuery
    wanted: Filter
    limit: int
    below: PageToken | None = None
    order: HitOrder = HitOrder.NEWEST
