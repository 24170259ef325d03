"""The articles that a newcomer is compared with: those published near it, whenever they arrived.

Features are computed once, kept in a store that all workers share, and mirrored into this worker's
window as they are needed. A newcomer's features are stored before the others' are read, so that of two
counterparts that arrive at once at least one finds the other.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from translate.matching import Features, Window

# Above this many, what lies outside the reach of the articles at hand is let go.
_KEPT = 30_000


@dataclass(frozen=True, slots=True)
class Held:
    """An article whose features are stored, as of a revision."""

    article_id: str
    revision: int


class FeatureStore(Protocol):
    """Where features are kept for all workers."""

    async def put(self, features: Sequence[tuple[int, Features]]) -> None:
        """Stores features as of a revision, where none of a later one are."""
        ...

    async def drop(self, articles: Sequence[Held]) -> None:
        """Takes articles out, as of a revision."""
        ...

    async def held(self, start_ms: int, end_ms: int) -> list[Held]:
        """What is stored of articles published within these instants, both included."""
        ...

    def turn(self) -> AbstractAsyncContextManager[object]:
        """Waits until no other worker is judging."""
        ...

    async def paired(self, article_ids: Sequence[str]) -> set[str]:
        """Which of these stand, or stood, in a pair that is linked or waits."""
        ...

    async def mark_paired(self, article_ids: Sequence[str]) -> None:
        """Notes that these do."""
        ...

    async def get(self, article_ids: Sequence[str]) -> list[Features]:
        """The features of those that are there."""
        ...


class Candidates:
    """This worker's mirror of the store."""

    def __init__(self, store: FeatureStore, model: str, reach_ms: int) -> None:
        self.window = Window(reach_ms)
        self._store = store
        self._model = model
        self._revisions: dict[str, int] = {}

    async def gather(self, around: Iterable[Features]) -> None:
        """Brings all that lies within reach of these articles into the window."""
        instants = [features.published_at for features in around]
        if not instants:
            return
        start, end = min(instants) - self.window.reach, max(instants) + self.window.reach
        held = await self._store.held(start, end)
        self._forget_dropped({one.article_id for one in held}, start, end)
        fresh = {one.article_id: one.revision for one in held if self._is_news(one)}
        for features in await self._store.get(sorted(fresh)):
            if features.model == self._model:
                self.window.add(features)
                self._revisions[features.id] = fresh[features.id]
        if len(self.window) > _KEPT:
            self._forget_before(start)

    def _is_news(self, one: Held) -> bool:
        return self._revisions.get(one.article_id) != one.revision

    def _forget_dropped(self, held: set[str], start: int, end: int) -> None:
        gone = [
            article.id
            for article in self.window
            if start <= article.features.published_at <= end and article.id not in held
        ]
        for article_id in gone:
            self.window.remove(article_id)
            self._revisions.pop(article_id, None)

    def _forget_before(self, start: int) -> None:
        for article_id in self.window.expire(start):
            self._revisions.pop(article_id, None)
