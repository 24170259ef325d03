"""Strip of trending topics."""

from collections.abc import Sequence

from newsroom.runtime.clock import Clock
from publish.cache.single_flight import SingleFlightCache, always_fresh
from publish.reads.curation import curated
from publish.reads.ports import TopicReads
from publish.reads.trending import TopicCount, Trend, Windows

_TOPICS = 8
_LANGUAGES = 20


class TrendingStrip:
    """The topics of the moment in each language.

    Counts are cached for a minute whatever happens: every change renders every page again, and counting is
    no matter of single changes.
    """

    def __init__(self, tags: TopicReads, clock: Clock) -> None:
        self._tags = tags
        self._clock = clock
        self._counts: SingleFlightCache[Sequence[TopicCount], None] = SingleFlightCache(clock, _LANGUAGES)

    async def topics(self, language: str) -> Sequence[Trend]:
        """The topics that editors pinned, then the strongest; none where nothing rose."""

        async def count() -> Sequence[TopicCount]:
            return await self._tags.counts(Windows.at(self._clock.now()), (language,))

        counts = await self._counts.get(language, None, count, always_fresh)
        return curated(counts, await self._tags.curations(), (language,), _TOPICS)
