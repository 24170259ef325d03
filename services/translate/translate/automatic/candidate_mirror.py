"""A worker's mirror of the feature store: the articles published near a newcomer, whenever they arrived.

Features are computed once, kept in a store that all workers share, and cached in this worker's window; the
store's feed of changes invalidates what it holds. A newcomer's features are stored before the others' are
read, so that of two counterparts that arrive at once at least one finds the other.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence

from translate.automatic.feature_store import FeatureStore, FeatureVersion
from translate.matching import Features, Window

# Above this many, articles outside the reach of those at hand are evicted.
_MOST_HELD = 30_000
_READ_AT_ONCE = 200


class CandidateMirror:
    """A read-through cache of an interval of publication instants, kept current by the store's changes.

    A newcomer costs what is new since the last one, not what lies within reach.
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
            await self._mirror(await self._store.stored_between(*missing))
        self._interval = _widened(self._interval, start, end)
        if len(self.window) > _MOST_HELD:
            self._forget_before(start)

    async def _follow(self) -> None:
        changes = await self._store.changes_since(self._number if self._interval else None)
        if changes.number < self._number:
            # Redis was lost since, and counts anew.
            self.window, self._revisions, self._interval = Window(self.window.reach), {}, None
        self._number = changes.number
        changed: list[FeatureVersion] = []
        for change in changes.articles:
            if change.published_at is not None and self._is_inside(change.published_at):
                changed.append(FeatureVersion(change.article_id, change.revision))
            else:
                self.window.remove(change.article_id)
                self._revisions.pop(change.article_id, None)
        await self._mirror(changed)

    async def _mirror(self, stored: Sequence[FeatureVersion]) -> None:
        revisions = {version.article_id: version.revision for version in stored if not self._holds(version)}
        ids = sorted(revisions)
        for start in range(0, len(ids), _READ_AT_ONCE):
            features = await self._store.get(ids[start : start + _READ_AT_ONCE])
            await asyncio.to_thread(self._add, features, revisions)

    def _add(self, read: Sequence[Features], revisions: Mapping[str, int]) -> None:
        for features in read:
            if features.model == self._model:
                self.window.add(features)
                self._revisions[features.id] = revisions[features.id]

    def _is_inside(self, instant: int) -> bool:
        return self._interval is not None and self._interval[0] <= instant <= self._interval[1]

    def _holds(self, version: FeatureVersion) -> bool:
        return self._revisions.get(version.article_id) == version.revision

    def _forget_before(self, start: int) -> None:
        for article_id in self.window.expire(start):
            self._revisions.pop(article_id, None)
        if self._interval is not None:
            self._interval = max(start, self._interval[0]), self._interval[1]


def _missing(interval: tuple[int, int] | None, start: int, end: int) -> list[tuple[int, int]]:
    """The parts of an interval that are not mirrored yet; all of it where it touches nothing that is."""
    if interval is None or end < interval[0] or start > interval[1]:
        return [(start, end)]
    low, high = interval
    return [(a, b) for a, b in ((start, low - 1), (high + 1, end)) if a <= b]


def _widened(interval: tuple[int, int] | None, start: int, end: int) -> tuple[int, int]:
    """The interval mirrored then. Of two apart only the newer is followed: the other is read again."""
    if interval is None or end < interval[0] or start > interval[1]:
        return start, end
    return min(start, interval[0]), max(end, interval[1])
