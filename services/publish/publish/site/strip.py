"""The strip of trending topics."""

from collections.abc import Sequence

from newsroom.runtime.clock import Clock
from publish.kept import Kept, always
from publish.site.reading import Counts
from publish.trending import Trend, Windows, trending

_TOPICS = 8
_LANGUAGES = 20


class Strip:
    """The topics of the moment in each language.

    Kept for a minute whatever happens: every change makes every page anew, and counting is no matter of
    single changes.
    """

    def __init__(self, tags: Counts, clock: Clock) -> None:
        self._tags = tags
        self._clock = clock
        self._kept: Kept[Sequence[Trend], None] = Kept(clock, _LANGUAGES)

    async def topics(self, language: str) -> Sequence[Trend]:
        """The strongest first; none where nothing rose."""

        async def count() -> Sequence[Trend]:
            counts = await self._tags.counts(Windows.at(self._clock.now()), (language,))
            return trending(counts, _TOPICS)

        return await self._kept.get(language, None, count, always)
