"""What the use cases need of the stores; the adapters are it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Protocol

from ingest.planning import Plan, Snapshot
from ingest.state import ContentEntry
from newsroom.events.articles import ArticleRevision


class StoreAwayError(Exception):
    """A store does not answer; whether a write was carried out is not known."""


class Written(Enum):
    """What became of a plan."""

    DONE = "done"
    OVERTAKEN = "the article was changed since it was read"
    NO_MEMORY = "Redis has no memory left"
    NO_NUMBERS = "Redis does not hold the numbers"


class Articles(Protocol):
    """What ingest remembers, beside the streams. Calls raise StoreAwayError."""

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
    """Contents that the streams keep no longer. Calls raise StoreAwayError."""

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content."""
        ...
