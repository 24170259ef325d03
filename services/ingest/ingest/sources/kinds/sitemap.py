"""A polled sitemap: every page it names that is new or changed is read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Fetched
from ingest.formats.feeds.sitemap import SitemapLink, sitemap_links
from ingest.formats.read import unpacked
from ingest.pipeline.reception import Received
from ingest.sources.config.models import SitemapSource
from ingest.sources.kinds.feed import body_hash, document_of, settled, unfetched, unread, visited
from ingest.sources.kinds.following import Following
from ingest.sources.kinds.leads import Lead, stamp_of
from ingest.sources.kinds.taking import Taking
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import NOTHING_TAKEN, Taken, Visit, is_ours
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock

_CHILDREN = 20  # sitemaps of an index: the newest
_UNDATED = 1500  # pages without a date: as many as are sure to be remembered
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NEWS = b"sitemap-news"  # in the namespace of what news sitemaps say


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages that a sitemap names, and whether it tells news of them; or the sitemaps of an index."""

    links: tuple[SitemapLink, ...] = ()
    is_index: bool = False
    has_news: bool = False


_NO_SITEMAP = Sitemap()


@dataclass(frozen=True, slots=True)
class Listed:
    """One sitemap's leads, and what it says of its articles itself, if it is one of news."""

    leads: tuple[Lead, ...]
    received: Received | None = None


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
        sitemap = await asyncio.to_thread(sitemap_of, outcome)
        if not sitemap.links:
            return Visit(PollOutcome.FAILED, state, problem="this is no sitemap, or one that names nothing")
        if state.body == body_hash(outcome) and not sitemap.is_index:
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        try:
            lists = await self._lists(outcome, sitemap)
        except ProblemError as problem:
            return unread(problem, state, outcome)
        followed = await self.following.follow([lead for one in lists for lead in one.leads], state.pages)
        taken = followed.taken + await self._take_bare(lists, followed.bare)
        # What an index leads to changes without it, so it is not asked for by condition.
        return visited(state, outcome, taken, followed, is_whole=not sitemap.is_index)

    async def _lists(self, fetched: Fetched, sitemap: Sitemap) -> list[Listed]:
        """The sitemap's own leads, or those of the sitemaps it names, as far as they come."""
        if not sitemap.is_index:
            return [await self._listed(fetched, sitemap)]
        lists: list[Listed] = []
        for child in self._recent(sitemap.links)[:_CHILDREN]:
            outcome = await self.fetcher.get(child.url)
            if isinstance(outcome, Fetched):
                found = await asyncio.to_thread(sitemap_of, outcome)
                lists.append(await self._listed(outcome, found if not found.is_index else _NO_SITEMAP))
        return lists

    async def _listed(self, fetched: Fetched, sitemap: Sitemap) -> Listed:
        """Raises ProblemError where what it says cannot be kept now."""
        # One without news is nothing to be kept: its pages speak for themselves.
        received = await self._received(fetched) if sitemap.has_news else None
        drafts = (
            [one for one in received.reading.articles if isinstance(one, ArticleDraft)] if received else []
        )
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
            return await self.taking.read(document_of(fetched))
        except ProblemError as problem:
            if is_ours(problem):
                raise
            return None

    async def _take_bare(self, lists: Sequence[Listed], bare: Sequence[ArticleDraft]) -> Taken:
        """Takes what the lists say of articles whose pages gave nothing."""
        taken = NOTHING_TAKEN
        for one in lists:
            if one.received is not None:
                own = [entry for entry in one.received.reading.articles if entry in bare]
                taken += await self.taking.take(one.received, own)
        return taken

    def _recent(self, links: Sequence[SitemapLink]) -> list[SitemapLink]:
        """Those that may be news, the newest first."""
        oldest = self.clock.now() - timedelta(seconds=self.source.max_age)
        found = [link for link in links if link.modified_at is None or link.modified_at >= oldest]
        return sorted(found, key=lambda link: link.modified_at or _LONG_AGO, reverse=True)


def sitemap_of(fetched: Fetched) -> Sitemap:
    """What a sitemap names; nothing where it is none. Slow: call it in a thread."""
    try:
        document = unpacked(document_of(fetched))
        return Sitemap(*sitemap_links(document), has_news=_NEWS in document.content)
    except ProblemError:
        return _NO_SITEMAP


def _dated(link: SitemapLink, entry: ArticleDraft | None) -> SitemapLink:
    """The link, with the date that the news has where the sitemap gives none."""
    if link.modified_at is not None or entry is None:
        return link
    return SitemapLink(link.url, entry.modified_at or entry.published_at)
