"""The articles' own pages, followed from the links of a feed, a sitemap or a list."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.articles.refusals import is_temporary
from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Failed, FailureKind, Fetched, NotModified
from ingest.formats.document import Document, DocumentPart
from ingest.pipeline.pipeline import Received
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.kinds.leads import PAGES_A_POLL, Lead, PageMemory
from ingest.sources.kinds.merge import merged, unlike
from ingest.sources.kinds.robots import Robots
from ingest.sources.polling.visit import EMPTY_TALLY, Tally, tally_of
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError

# The page may be there next time; any other failure will not be better.
_PASSING = frozenset(
    {FailureKind.TIMEOUT, FailureKind.UNREACHABLE, FailureKind.SERVER_ERROR, FailureKind.SLOW_DOWN}
)


class NoPageError(Exception):
    """A page gives no article; `passing` where it may next time, `slow_down` where its host asks for that.

    `is_other` where there is a page, and not the article's. `retry_after` is in seconds.
    """

    def __init__(
        self,
        why: str,
        *,
        passing: bool = False,
        is_other: bool = False,
        slow_down: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(why)
        self.is_other = is_other
        self.passing = passing
        self.slow_down = slow_down
        self.retry_after = retry_after


@dataclass(slots=True)
class FollowedLinks:
    """The result of following links.

    `bare` are entries whose page gave nothing: they are taken as the list has them. `left` are for the
    next poll, `missed` were tried in vain and will be again, `problem` is the last that was met. Where a
    host asked to slow down, `slow_down` is set, and `retry_after` as far as it said for how long.
    """

    pages: Mapping[str, str] = field(default_factory=dict[str, str])
    tally: Tally = EMPTY_TALLY
    bare: list[ArticleDraft] = field(default_factory=list[ArticleDraft])
    left: int = 0
    missed: int = 0
    problem: str | None = None
    slow_down: bool = False
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class PageFollower:
    """Reads pages one after the other, as their sites allow."""

    fetcher: Fetcher
    robots: Robots
    intake: SourceIntake

    async def follow(self, leads: Sequence[Lead], known: Mapping[str, str]) -> FollowedLinks:
        """Reads the pages that are new or changed. Raises StoreUnavailableError."""
        pages = PageMemory(known)
        waiting = [lead for lead in leads if not pages.is_settled(lead)]
        followed = FollowedLinks(left=max(0, len(waiting) - PAGES_A_POLL))
        for lead in waiting[:PAGES_A_POLL]:
            if followed.slow_down:  # news need not wait for their pages
                followed.bare += [lead.entry] if lead.entry and lead.keeps_identity else []
                continue
            await self._follow(lead, pages, followed)
            if followed.tally.postponed is not None:
                break
        followed.pages = pages.remembered(leads)
        return followed

    async def _follow(self, lead: Lead, pages: PageMemory, followed: FollowedLinks) -> None:
        try:
            received, parts = await self.page(lead)
        except NoPageError as error:
            followed.problem = str(error)
            followed.slow_down, followed.retry_after = error.slow_down, error.retry_after
            settled = not error.passing or pages.miss(lead)
            if settled:
                pages.settle(lead)
            else:
                followed.missed += 1
            if lead.entry is not None and (settled or lead.keeps_identity or error.is_other):
                followed.bare.append(lead.entry)
            return
        except ProblemError as unreadable:
            followed.tally += tally_of([unreadable])
            return
        followed.tally += await self.intake.ingest(received, parts)
        pages.settle(lead)

    async def page(self, lead: Lead) -> tuple[Received, Sequence[DocumentPart]]:
        """A page that was read, and the articles that come of it and of the list.

        Raises NoPageError, and ProblemError where it cannot be kept now.
        """
        fetched = await self._fetched(lead.url)
        document = Document(fetched.content, fetched.media_type, fetched.charset, fetched.url)
        try:
            received = await self.intake.read(document)
        except ProblemError as unreadable:
            if is_temporary(unreadable):
                raise
            raise NoPageError(f"{lead.url}: {unreadable.detail}") from unreadable
        if why := unlike(lead, received.parsed.parts):
            raise NoPageError(f"{lead.url} is another page: {why}", passing=True, is_other=True)
        parts = merged(lead, received.parsed.parts)
        if not parts:
            raise NoPageError(f"{lead.url} holds no article")
        return received, parts

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
