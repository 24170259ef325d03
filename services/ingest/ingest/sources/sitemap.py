"""A polled sitemap: every page it names that is new or changed is read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Failed, Fetched, NotModified
from ingest.formats.reading import Reading
from ingest.sources.config import SitemapSource
from ingest.sources.feed import body_hash, document_of, settled, unfetched, visited
from ingest.sources.following import Following
from ingest.sources.leads import Lead, stamp_of
from ingest.sources.schedule import PollOutcome
from ingest.sources.sitemap_xml import Place, read_sitemap
from ingest.sources.state import SourceState
from ingest.sources.taking import Taking
from ingest.sources.visit import Visit
from newsroom.events.articles import ArticleDraft
from newsroom.runtime.clock import Clock
from newsroom.runtime.problems import ProblemError

_CHILDREN = 20  # sitemaps of an index: the newest
_UNDATED = 1500  # pages without a date: as many as are sure to be remembered
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SitemapOrigin:
    """Of an index, the newest sitemaps are fetched each time; pages only once for each change."""

    source: SitemapSource
    fetcher: Fetcher
    taking: Taking
    following: Following
    clock: Clock

    async def visit(self, state: SourceState) -> Visit:
        outcome = await self.fetcher.get(state.url or self.source.url, state.conditions)
        if not isinstance(outcome, Fetched):
            return unfetched(outcome, state)
        sitemap = await asyncio.to_thread(read_sitemap, outcome.content)
        if sitemap is None:
            return Visit(PollOutcome.FAILED, state, problem="this is no sitemap")
        if sitemap.is_index:
            leads = [
                lead for child in self._recent(sitemap.places)[:_CHILDREN] for lead in await self._of(child)
            ]
        elif state.body == body_hash(outcome):
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        else:
            leads = await self._leads(outcome, sitemap.places)
        followed = await self.following.follow(leads, state.pages)
        reading = Reading("sitemap", tuple(followed.bare), is_collection=True)
        taken = followed.taken + await self.taking.take(reading)
        # What an index leads to changes without it, so it is not asked for by condition.
        return visited(state, outcome, taken, followed, is_whole=not sitemap.is_index)

    async def _of(self, child: Place) -> list[Lead]:
        """The leads of one sitemap of an index; none where it does not come: it is asked for next time."""
        match await self.fetcher.get(child.url):
            case Fetched() as fetched:
                sitemap = await asyncio.to_thread(read_sitemap, fetched.content)
                return await self._leads(fetched, sitemap.places) if sitemap and not sitemap.is_index else []
            case Failed() | NotModified():
                return []

    async def _leads(self, fetched: Fetched, places: Sequence[Place]) -> list[Lead]:
        entries = await self._entries(fetched)
        recent = self._recent(places)
        undated = [place for place in recent if place.changed is None][:_UNDATED]
        dated = [place for place in recent if place.changed is not None]
        return [
            Lead(place.url, stamp_of(str(place.changed)), entries.get(place.url), keeps_identity=False)
            for place in (*dated, *undated)
        ]

    async def _entries(self, fetched: Fetched) -> dict[str, ArticleDraft]:
        """What a news sitemap says of its articles, by their pages."""
        try:
            reading = await self.taking.read(document_of(fetched))
        except ProblemError:  # one without news: its pages speak for themselves
            return {}
        drafts = (one for one in reading.articles if isinstance(one, ArticleDraft))
        return {draft.url: draft for draft in drafts if draft.url is not None}

    def _recent(self, places: Sequence[Place]) -> list[Place]:
        """Those that may be news, the newest first."""
        oldest = self.clock.now() - timedelta(seconds=self.source.max_age)
        found = [place for place in places if place.changed is None or place.changed >= oldest]
        return sorted(found, key=lambda place: place.changed or _LONG_AGO, reverse=True)
