"""Reads as of an instant: what readers saw then, less what was taken back since. From the log's archive."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import Query

from newsroom.events import articles
from newsroom.events.envelope import rfc3339
from newsroom.events.live import PublicArticle
from newsroom.events.topics import Filter
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.runtime.clock import Clock
from newsroom.streams.cursor import Cursor
from publish.feeds.feed_page import FeedPage, PageToken
from publish.log.history import LogHistory
from publish.log.logged_change import LoggedChange
from publish.reads.ports import ArticleReads

AsOf = Annotated[
    articles.Instant | None,
    Query(description="an instant in RFC 3339: the answer as readers saw it then, less what was withdrawn"),
]

_PART = 100  # articles looked at together
_LOOKED_AT = 2000  # articles for one page, so that a rare topic costs no more
_TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Instant:
    """An instant that the archive is whole at, with the cursor of its last entry.

    `end` is the lowest cursor above every entry of it.
    """

    at: datetime
    end: str
    position: str


@dataclass(frozen=True, slots=True)
class PastReads:
    """Reads as of an instant. Calls raise `ProblemError`, and `StoreUnavailableError`."""

    feed: ArticleReads
    history: LogHistory
    clock: Clock

    async def instant(self, at: datetime) -> Instant:
        """Refuses an instant ahead, one whose log is not kept any more, and one not archived yet."""
        if at > self.clock.now():
            raise _refused(HTTPStatus.BAD_REQUEST, "this instant lies ahead", "write one that has passed")
        dropped = await self.history.archived_since()
        if dropped is not None and _milliseconds(at) <= (since := Cursor.parse(dropped).ms):
            oldest = rfc3339(datetime.fromtimestamp(since / 1000, UTC))
            raise _refused(
                HTTPStatus.GONE, "the log is not kept so far back", f"write an instant after {oldest}"
            )
        end = _end(at)
        if not await self.history.is_archived_below(end):
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE, "The log of this instant is being archived.", retry_after=1
            )
        return Instant(at, end, await self.history.last_below(end))

    async def article(self, article_id: str, then: Instant) -> PublicArticle:
        """An article as it was shown; refused as it was then where it was not."""
        changes = await self.history.last_changes([article_id], then.end)
        if article_id not in changes:
            raise ProblemError(HTTPStatus.NOT_FOUND, "Nothing was shown under this id then.")
        change = changes[article_id]
        article = _shown(change)
        if article is None:
            reason = (
                "What was shown then was taken back since." if change is None else "It was withdrawn then."
            )
            raise ProblemError(HTTPStatus.GONE, reason, title="Withdrawn")
        return article

    async def page(
        self, wanted: Filter, then: Instant, limit: int, below: PageToken | None
    ) -> FeedPage[PublicArticle]:
        """The newest first, by today's first publication; shorter than `limit` where topics are rare."""
        following = below or PageToken(then.at + _TICK, "")
        articles: list[PublicArticle] = []
        for _ in range(_LOOKED_AT // _PART):
            listed = await self.feed.page(Filter(), _PART, following)
            changes = await self.history.last_changes([item.id for item in listed.items], then.end)
            for item in listed.items:
                change = changes.get(item.id)
                if change is not None and wanted.matches(frozenset(change.live.topics_after)):
                    articles += filter(None, [_shown(change)])
                if len(articles) == limit:
                    return FeedPage(articles, PageToken(item.first_published_at, item.id))
            if listed.following is None:
                return FeedPage(articles, None)
            following = listed.following
        return FeedPage(articles, following)


def _shown(change: LoggedChange | None) -> PublicArticle | None:
    """The article of a change; None of what is taken back, or was withdrawn by it."""
    if change is None or not isinstance(change.live.article, PublicArticle):
        return None
    return change.live.article.model_copy(update={"cursor": change.cursor})


def _refused(status: HTTPStatus, problem: str, cure: str) -> ProblemError:
    return ProblemError(status, f"as_of: {problem}; {cure}.", errors=[FieldProblem("as_of", problem, cure)])


def _end(at: datetime) -> str:
    return str(Cursor(_milliseconds(at) + 1, 0))


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
