"""Ports of the articles' stores: protocols that adapters implement."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, TypeAlias

from ingest.articles.change import Change
from ingest.articles.state import ContentEntry, Snapshot
from newsroom.events.articles import ArticleRevision


class WriteOutcome(Enum):
    """The end of one compare-and-set."""

    DONE = "done"
    OVERTAKEN = "the article was changed since it was read"
    NO_MEMORY = "Redis has no memory left"
    NO_NUMBERS = "Redis does not hold the numbers"


Promise: TypeAlias = asyncio.Task[None]
"""The rest of a write: an answer may rest on it once it ends; it raises StoreUnavailableError."""


@dataclass(frozen=True, slots=True)
class Written:
    """The end of each compare-and-set, and what an answer has to wait for still."""

    outcomes: Sequence[WriteOutcome]
    promise: Promise | None = None


async def kept(promises: Sequence[Promise]) -> None:
    """Returns once all promises may be given. Raises StoreUnavailableError."""
    for promise in promises:
        await asyncio.shield(promise)


class ArticleStore(Protocol):
    """The states of articles, beside the streams. Calls raise StoreUnavailableError."""

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        """A snapshot of every one of these articles."""
        ...

    async def write(self, changes: Sequence[Change]) -> Written:
        """Writes each change whole or not at all, by compare-and-set; on Redis' disk when this returns."""
        ...

    async def check_epoch(self, snapshots: Mapping[str, Snapshot]) -> None:
        """Raises EpochLostError unless Redis still holds the numbers that these were read under."""
        ...

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        """The content an entry holds, None where it was trimmed."""
        ...


class ContentArchive(Protocol):
    """Contents that the streams keep no longer. Calls raise StoreUnavailableError."""

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content, None where it is not archived yet."""
        ...
