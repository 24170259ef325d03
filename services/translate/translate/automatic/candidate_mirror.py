"""The articles that a newcomer is compared with: those published near it, whenever they arrived.

Features are computed once, kept in a store that all workers share, and mirrored into this worker's
window as they are needed. A newcomer's features are stored before the others' are read, so that of two
counterparts that arrive at once at least one finds the other.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from translate.matching import Features, Window

# Above this many, what lies outside the reach of the articles at hand is let go.
_KEPT = 30_000
_READ_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Held:
    """An article whose features are stored, as of a revision."""

    article_id: str
    revision: int


@dataclass(frozen=True, slots=True)
class Changed:
    """An article whose features were stored or, without an instant, taken out."""

    article_id: str
    revision: int
    published_at: int | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What was stored and taken out since a number was read, and the number to ask from next."""

    number: int
    articles: Sequence[Changed]


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

    async def changed(self, since: int | None) -> Changes:
        """What changed after a number, None for the number alone; every change has a higher one than those
        before."""
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
    """This worker's mirror of the store: of an interval of instants, followed by what changes in the store.

    So a newcomer costs what is new since the last one, not what lies within reach.
    """

    def __init__(self, store: FeatureStore, model: str, reach_ms: int) -> None:
        self.window = Window(reach_ms)
        self._store = store
        self._model = model
        self._revisions: dict[str, int] = {}
        self._interval: tuple[int, int] | None = None
        self._number = 0

    async def gather(self, around: Iterable[Features]) -> None:
        """Brings all that lies within reach of these articles into the window."""
        instants = [features.published_at for features in around]
        if not instants:
            return
        start, end = min(instants) - self.window.reach, max(instants) + self.window.reach
        await self._follow()
        for missing in _missing(self._interval, start, end):
            await self._mirror(await self._store.held(*missing))
        self._interval = _widened(self._interval, start, end)
        if len(self.window) > _KEPT:
            self._forget_before(start)

    async def _follow(self) -> None:
        changes = await self._store.changed(self._number if self._interval else None)
        if changes.number < self._number:
            # Redis was lost since, and counts anew.
            self.window, self._revisions, self._interval = Window(self.window.reach), {}, None
        self._number = changes.number
        for one in changes.articles:
            if one.published_at is None or not self._is_inside(one.published_at):
                self.window.remove(one.article_id)
                self._revisions.pop(one.article_id, None)
        await self._mirror(
            [
                Held(one.article_id, one.revision)
                for one in changes.articles
                if one.published_at is not None and self._is_inside(one.published_at)
            ]
        )

    async def _mirror(self, held: Sequence[Held]) -> None:
        fresh = {one.article_id: one.revision for one in held if self._is_news(one)}
        ids = sorted(fresh)
        for start in range(0, len(ids), _READ_AT_ONCE):
            found = await self._store.get(ids[start : start + _READ_AT_ONCE])
            await asyncio.to_thread(self._take_in, found, fresh)

    def _take_in(self, found: Sequence[Features], revisions: Mapping[str, int]) -> None:
        for features in found:
            if features.model == self._model:
                self.window.add(features)
                self._revisions[features.id] = revisions[features.id]

    def _is_inside(self, instant: int) -> bool:
        return self._interval is not None and self._interval[0] <= instant <= self._interval[1]

    def _is_news(self, one: Held) -> bool:
        return self._revisions.get(one.article_id) != one.revision

    def _forget_before(self, start: int) -> None:
        for article_id in self.window.expire(start):
            self._revisions.pop(article_id, None)
        if self._interval is not None:
            self._interval = max(start, self._interval[0]), self._interval[1]


def _missing(interval: tuple[int, int] | None, start: int, end: int) -> list[tuple[int, int]]:
    """What of an interval is not mirrored yet; all of it where it touches nothing that is."""
    if interval is None or end < interval[0] or start > interval[1]:
        return [(start, end)]
    low, high = interval
    return [(a, b) for a, b in ((start, low - 1), (high + 1, end)) if a <= b]


def _widened(interval: tuple[int, int] | None, start: int, end: int) -> tuple[int, int]:
    """What is mirrored then. Of two intervals apart only the newer is followed: the other is read again."""
    if interval is None or end < interval[0] or start > interval[1]:
        return start, end
    return min(start, interval[0]), max(end, interval[1])
