"""A polled sitemap: every page it names that is new or changed is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.articles.refusals import is_temporary
from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Fetched
from ingest.formats.links import Sitemap, SitemapLink
from ingest.pipeline.pipeline import Received
from ingest.sources.config.models import SitemapSource
from ingest.sources.kinds.feed import body_hash, document_of, settled, unfetched, unread, visited
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.kinds.leads import Lead, stamp_of
from ingest.sources.kinds.linked_pages import PageFollower
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import EMPTY_TALLY, Tally, Visit
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock

_CHILDREN = 20  # sitemaps of an index: the newest
_UNDATED = 1500  # pages without a date: as many as are sure to be remembered
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NO_SITEMAP = Sitemap()


@dataclass(frozen=True, slots=True)
class Listed:
    """One sitemap's leads, and, if it is one of news, its own entries."""

    leads: tuple[Lead, ...]
    received: Received | None = None


@dataclass(frozen=True, slots=True)
class SitemapOrigin:
    """A sitemap or an index: its newest sitemaps are fetched each time, pages only once for each change."""

    source: SitemapSource
    fetcher: Fetcher
    intake: SourceIntake
    follower: PageFollower
    clock: Clock

    async def visit(self, state: SourceState) -> Visit:
        outcome = await self.fetcher.get(state.url or self.source.url, state.conditions)
        if not isinstance(outcome, Fetched):
            return unfetched(outcome, state)
        sitemap = await self._sitemap(outcome)
        if not sitemap.links:
            return Visit(PollOutcome.FAILED, state, problem="this is no sitemap, or one that names nothing")
        if state.body == body_hash(outcome) and not sitemap.is_index:
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        try:
            lists = await self._lists(outcome, sitemap)
        except ProblemError as problem:
            return unread(problem, state, outcome)
        leads = [lead for listed in lists for lead in listed.leads]
        followed = await self.follower.follow(leads, state.pages)
        tally = followed.tally + await self._ingest_bare(lists, followed.bare)
        # What an index leads to changes without it, so it is not asked for by condition.
        return visited(state, outcome, tally, followed, is_whole=not sitemap.is_index)

    async def _sitemap(self, fetched: Fetched) -> Sitemap:
        """The links of a sitemap; none where it is no sitemap."""
        try:
            return await self.intake.sitemap(document_of(fetched))
        except ProblemError:
            return _NO_SITEMAP

    async def _lists(self, fetched: Fetched, sitemap: Sitemap) -> list[Listed]:
        """The sitemap's own leads, or those of the sitemaps it names, as far as they come."""
        if not sitemap.is_index:
            return [await self._listed(fetched, sitemap)]
        lists: list[Listed] = []
        for child in self._recent(sitemap.links)[:_CHILDREN]:
            outcome = await self.fetcher.get(child.url)
            if isinstance(outcome, Fetched):
                within = await self._sitemap(outcome)
                lists.append(await self._listed(outcome, within if not within.is_index else _NO_SITEMAP))
        return lists

    async def _listed(self, fetched: Fetched, sitemap: Sitemap) -> Listed:
        """Raises ProblemError where its entries cannot be kept now."""
        # One without news is nothing to be kept: its pages have it all.
        received = await self._received(fetched) if sitemap.has_news else None
        parts = received.parsed.parts if received else ()
        drafts = [part for part in parts if isinstance(part, ArticleDraft)]
        entries = {draft.url: draft for draft in drafts}
        recent = self._recent([_dated(link, entries.get(link.url)) for link in sitemap.links])
        undated = [link for link in recent if link.modified_at is None][:_UNDATED]
        dated = [link for link in recent if link.modified_at is not None]
        leads = (
            Lead(link.url, stamp_of(str(link.modified_at)), entries.get(link.url), keeps_identity=False)
            for link in (*dated, *undated)
        )
        return Listed(tuple(leads), received)

    async def _received(self, fetched: Fetched) -> Received | None:
        try:
            return await self.intake.read(document_of(fetched))
        except ProblemError as problem:
            if is_temporary(problem):
                raise
            return None

    async def _ingest_bare(self, lists: Sequence[Listed], bare: Sequence[ArticleDraft]) -> Tally:
        """Ingests the lists' own entries of articles whose pages gave nothing."""
        tally = EMPTY_TALLY
        for listed in lists:
            if listed.received is not None:
                own = [entry for entry in listed.received.parsed.parts if entry in bare]
                tally += await self.intake.ingest(listed.received, own)
        return tally

    def _recent(self, links: Sequence[SitemapLink]) -> list[SitemapLink]:
        """The links that may be news, the newest first."""
        oldest = self.clock.now() - timedelta(seconds=self.source.max_age)
        recent = [link for link in links if link.modified_at is None or link.modified_at >= oldest]
        return sorted(recent, key=lambda link: link.modified_at or _LONG_AGO, reverse=True)


def _dated(link: SitemapLink, entry: ArticleDraft | None) -> SitemapLink:
    """The link, with the date that the news has where the sitemap gives none."""
    if link.modified_at is not None or entry is None:
        return link
    return SitemapLink(link.url, entry.modified_at or entry.published_at)
