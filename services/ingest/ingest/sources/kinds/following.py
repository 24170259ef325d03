"""Following what a feed, a sitemap or a list names to the articles' own pages."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Failed, FailureKind, Fetched, NotModified
from ingest.formats.document import Document, Read
from ingest.pipeline.reception import Received
from ingest.sources.kinds.completing import completed
from ingest.sources.kinds.leads import PAGES_A_POLL, Lead, Pages
from ingest.sources.kinds.robots import Robots
from ingest.sources.kinds.taking import Taking
from ingest.sources.polling.visit import NOTHING_TAKEN, Taken, is_ours, taken_of
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

# The page may be there next time; whatever else went wrong will not be better.
_PASSING = frozenset(
    {FailureKind.TIMEOUT, FailureKind.UNREACHABLE, FailureKind.SERVER_ERROR, FailureKind.SLOW_DOWN}
)


class NoPageError(Exception):
    """A page gives no article; `passing` where it may next time, `slow_down` where its host asks for that.

    `retry_after` is in seconds.
    """

    def __init__(
        self, why: str, *, passing: bool = False, slow_down: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(why)
        self.passing = passing
        self.slow_down = slow_down
        self.retry_after = retry_after


@dataclass(slots=True)
class Followed:
    """What a walk over leads comes to.

    `bare` are entries whose page gave nothing: they are taken as the list has them. `left` are for the
    next poll, `missed` were tried in vain and will be again, `problem` is the last that was met. Where a
    host asked to slow down, `slow_down` is set, and `retry_after` as far as it said for how long.
    """

    pages: Mapping[str, str] = field(default_factory=dict[str, str])
    taken: Taken = NOTHING_TAKEN
    bare: list[ArticleDraft] = field(default_factory=list[ArticleDraft])
    left: int = 0
    missed: int = 0
    problem: str | None = None
    slow_down: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Following:
    """Reads pages one after the other, as their sites allow."""

    fetcher: Fetcher
    robots: Robots
    taking: Taking

    async def follow(self, leads: Sequence[Lead], known: Mapping[str, str]) -> Followed:
        """Reads the pages that are new or changed. Raises StoreUnavailableError."""
        pages = Pages(known)
        waiting = [lead for lead in leads if not pages.is_settled(lead)]
        followed = Followed(left=max(0, len(waiting) - PAGES_A_POLL))
        for lead in waiting[:PAGES_A_POLL]:
            if followed.slow_down:  # news need not wait for their pages
                followed.bare += [lead.entry] if lead.entry and lead.keeps_identity else []
                continue
            await self._follow(lead, pages, followed)
            if followed.taken.postponed is not None:
                break
        followed.pages = pages.remembered(leads)
        return followed

    async def _follow(self, lead: Lead, pages: Pages, followed: Followed) -> None:
        try:
            received, articles = await self.page(lead)
        except NoPageError as nothing:
            followed.problem = str(nothing)
            followed.slow_down, followed.retry_after = nothing.slow_down, nothing.retry_after
            settled = not nothing.passing or pages.miss(lead)
            if settled:
                pages.settle(lead)
            else:
                followed.missed += 1
            if lead.entry is not None and (settled or lead.keeps_identity):
                followed.bare.append(lead.entry)
            return
        except ProblemError as unreadable:
            followed.taken += taken_of([unreadable])
            return
        followed.taken += await self.taking.take(received, articles)
        pages.settle(lead)

    async def page(self, lead: Lead) -> tuple[Received, Sequence[Read]]:
        """What a page says, and the articles that come of it and of the list.

        Raises NoPageError, and ProblemError where it cannot be kept now.
        """
        found = await self._fetched(lead.url)
        document = Document(found.content, found.media_type, found.charset, found.url)
        try:
            received = await self.taking.read(document)
        except ProblemError as unreadable:
            if is_ours(unreadable):
                raise
            raise NoPageError(f"{lead.url}: {unreadable.detail}") from unreadable
        articles = completed(lead, received.reading.articles)
        if not articles:
            raise NoPageError(f"{lead.url} holds no article")
        return received, articles

    async def _fetched(self, url: str) -> Fetched:
        permission = await self.robots.permission(url, self.fetcher)
        if not permission.allowed:
            why = permission.unknown or f"robots.txt keeps {url} to itself"
            raise NoPageError(why, passing=permission.unknown is not None)
        if permission.delay:
            await asyncio.sleep(permission.delay)
        outcome = await self.fetcher.get(url)
        match outcome:
            case Fetched():
                return outcome
            case Failed(kind=kind, detail=detail, retry_after=retry_after):
                raise NoPageError(
                    f"{url}: {detail}",
                    passing=kind in _PASSING,
                    slow_down=kind is FailureKind.SLOW_DOWN,
                    retry_after=retry_after,
                )
            case NotModified():
                raise NoPageError(f"{url} answers 304 to a question without conditions")
