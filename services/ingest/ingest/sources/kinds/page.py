"""A polled page: an article, or a list whose links are."""

from dataclasses import dataclass

from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Fetched
from ingest.sources.config.models import PageSource
from ingest.sources.kinds.feed import FeedOrigin, body_hash, document_of, settled, unfetched, visited
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.kinds.leads import Lead
from ingest.sources.kinds.linked_pages import PageFollower
from ingest.sources.kinds.robots import Robots
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import Visit
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class PageOrigin:
    """A page, asked for only where robots.txt lets us."""

    source: PageSource
    fetcher: Fetcher
    intake: SourceIntake
    follower: PageFollower
    robots: Robots

    async def visit(self, state: SourceState) -> Visit:
        url = state.url or self.source.url
        permission = await self.robots.permission(url, self.fetcher)
        if not permission.allowed:
            problem = permission.unknown or "robots.txt keeps this page to itself"
            return Visit(PollOutcome.FAILED, state, problem=problem)
        if self.source.links is None:
            return await FeedOrigin(self.source, self.fetcher, self.intake).visit(state)
        outcome = await self.fetcher.get(url, state.conditions)
        if not isinstance(outcome, Fetched):
            return unfetched(outcome, state)
        if state.body == body_hash(outcome):
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        leads = await self._leads(outcome, self.source.links)
        if not leads:
            return Visit(PollOutcome.FAILED, state, problem="no link of this page has the form of `links`")
        followed = await self.follower.follow(leads, state.pages)
        return visited(state, outcome, followed.tally, followed)

    async def _leads(self, fetched: Fetched, pattern: str) -> list[Lead]:
        """The articles that a list leads to; it does not show when they changed: each is read once."""
        try:
            links = await self.intake.links(document_of(fetched), pattern)
        except ProblemError:
            return []
        return [Lead(url, "read", keeps_identity=False) for url in links.urls]
