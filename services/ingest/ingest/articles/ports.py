"""Ports of the articles' stores: protocols that adapters implement."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from ingest.articles.change import Change
from ingest.articles.state import ContentEntry, Snapshot
from newsroom.events.articles import ArticleRevision


class WriteOutcome(Enum):
    """The end of one compare-and-set."""

    DONE = "done"
    OVERTAKEN = "the article was changed since it was read"
    NO_MEMORY = "Redis has no memory left"
    NO_NUMBERS = "Redis does not hold the numbers"


class ArticleStore(Protocol):
    """The states of articles, beside the streams. Calls raise StoreUnavailableError."""

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        """A snapshot of every one of these articles."""
        ...

    async def write(self, changes: Sequence[Change]) -> list[WriteOutcome]:
        """Writes each change whole or not at all, by compare-and-set; on disk when this returns."""
        ...

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        """The content an entry holds, None where it was trimmed."""
        ...


class ContentArchive(Protocol):
    """Contents that the streams keep no longer. Calls raise StoreUnavailableError."""

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content, None where it is not archived yet."""
        ...
