"""What the use cases need of the stores; the adapters are it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from ingest.articles.planning import Plan, Snapshot
from ingest.articles.state import ContentEntry
from newsroom.events.articles import ArticleRevision


class NotArchivedError(Exception):
    """A content is neither in the streams nor archived: it is on its way."""


class Written(Enum):
    """What became of a plan."""

    DONE = "done"
    OVERTAKEN = "the article was changed since it was read"
    NO_MEMORY = "Redis has no memory left"
    NO_NUMBERS = "Redis does not hold the numbers"


class Articles(Protocol):
    """What ingest remembers, beside the streams. Calls raise StoreUnavailableError."""

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        """A snapshot of every one of these articles."""
        ...

    async def write(self, plans: Sequence[Plan]) -> list[Written]:
        """Writes each plan whole or not at all, on disk when this returns."""
        ...

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        """The content an entry holds, None where it was trimmed."""
        ...


class Archive(Protocol):
    """Contents that the streams keep no longer. Calls raise StoreUnavailableError."""

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content."""
        ...


async def content_of(
    articles: Articles, archive: Archive, article_id: str, entry: ContentEntry | None, revision: int
) -> ArticleRevision:
    """An article's latest content, of that revision. Raises NotArchivedError and StoreUnavailableError."""
    found = await articles.content(entry) if entry else None
    # What was trimmed from the stream, every group had finished: publish has archived it.
    found = found or await archive.content(article_id, revision)
    if found is None:
        raise NotArchivedError(f"revision {revision} is not in the archive yet")
    return found
