"""The strip of trending topics."""

from collections.abc import Sequence

from newsroom.runtime.clock import Clock
from publish.cache.single_flight import Kept, always
from publish.reads.curation import curated
from publish.reads.trending import TopicCount, Trend, Windows
from publish.site.ports import Counts

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
        self._kept: Kept[Sequence[TopicCount], None] = Kept(clock, _LANGUAGES)

    async def topics(self, language: str) -> Sequence[Trend]:
        """What editors pinned, then the strongest; none where nothing rose."""

        async def count() -> Sequence[TopicCount]:
            return await self._tags.counts(Windows.at(self._clock.now()), (language,))

        counts = await self._kept.get(language, None, count, always)
        return curated(counts, await self._tags.curations(), (language,), _TOPICS)
