"""Port of the feature store that all workers share: versioned upserts, tombstones, a change feed, a lock."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from translate.matching import Features


@dataclass(frozen=True, slots=True)
class FeatureVersion:
    """An article whose features are stored, as of a revision."""

    article_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class FeatureChange:
    """An article whose features were stored or, where `published_at` is None, taken out.

    `published_at` is in milliseconds since 1970, UTC.
    """

    article_id: str
    revision: int
    published_at: int | None


@dataclass(frozen=True, slots=True)
class FeatureChanges:
    """The newest change of each article after a number, and the number to ask from next."""

    number: int
    articles: Sequence[FeatureChange]


class FeatureStore(Protocol):
    """Features of articles by id. Calls raise StoreUnavailableError."""

    async def put(self, features: Sequence[tuple[int, Features]]) -> None:
        """Stores features as of a revision, where none of a later one are."""
        ...

    async def drop(self, articles: Sequence[FeatureVersion]) -> None:
        """Takes articles out, as of a revision; the revision is remembered as a tombstone."""
        ...

    async def stored_between(self, start_ms: int, end_ms: int) -> list[FeatureVersion]:
        """Versions stored of articles published within these instants, both included."""
        ...

    async def changes_since(self, number: int | None) -> FeatureChanges:
        """Changes after a number, None for the number alone. Numbers rise with every change."""
        ...

    def judging_lock(self) -> AbstractAsyncContextManager[object]:
        """Mutual exclusion of the workers that score: waits until no other one does."""
        ...

    async def paired(self, article_ids: Sequence[str]) -> set[str]:
        """Ids of the articles among these that stand, or stood, in a pair that is linked or waits."""
        ...

    async def mark_paired(self, article_ids: Sequence[str]) -> None:
        """Notes that these articles stand in such a pair."""
        ...

    async def get(self, article_ids: Sequence[str]) -> list[Features]:
        """The features of those articles that have any."""
        ...
