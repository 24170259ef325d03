"""Instants of arrival of articles that came together and have no date of their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ingest.articles.commands import Post
from ingest.pipeline.validate import Validated
from newsroom.runtime.clock import Clock

_FURTHEST_AHEAD = 1000  # milliseconds: more at once than there are milliseconds lose their order instead


@dataclass(slots=True)
class Arrivals:
    """Gives undated articles of one batch a millisecond each, the last of which is now.

    Every list is ordered by these, so that they keep the order in which they came: a document lists the
    newest first, of lines the last is the newest.
    """

    clock: Clock
    _last: int = field(default=0)

    def spaced(self, validated: Sequence[Validated], *, newest_first: bool) -> Sequence[Validated]:
        """The same, each undated post with its instant; one alone arrives when it is decided."""
        undated = [
            index
            for index, element in enumerate(validated)
            if isinstance(element, Post) and element.draft.published_at is None
        ]
        if len(undated) < 2:
            return validated
        first = self._first(len(undated))
        spaced = list(validated)
        for place, index in enumerate(reversed(undated) if newest_first else undated):
            post = spaced[index]
            if isinstance(post, Post):
                spaced[index] = replace(post, arrived_at=datetime.fromtimestamp((first + place) / 1000, UTC))
        return spaced

    def _first(self, count: int) -> int:
        """The first of so many milliseconds that nobody was given yet."""
        now = int(self.clock.now().timestamp() * 1000)
        first = max(now - count + 1, self._last + 1)
        if first + count - 1 > now + _FURTHEST_AHEAD:
            first = now - count + 1
        self._last = first + count - 1
        return first
