"""A polled feed: fetched if it has changed, and, where the source says so, completed from its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Failed, FailureKind, Fetched, NotModified
from ingest.formats.document import Document, Read
from ingest.formats.kinds import Format
from ingest.pipeline.reception import Received
from ingest.sources.config.models import FeedSource, WebSource
from ingest.sources.kinds.following import Followed, Following
from ingest.sources.kinds.leads import Lead, stamp_of
from ingest.sources.kinds.taking import Taking
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import Taken, Visit, is_ours
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class FeedOrigin:
    """Also a page that is an article itself: there is no difference in how it is asked for."""

    source: WebSource
    fetcher: Fetcher
    taking: Taking
    following: Following | None = None

    async def visit(self, state: SourceState) -> Visit:
        outcome = await self.fetcher.get(state.url or self.source.url, state.conditions)
        if not isinstance(outcome, Fetched):
            return unfetched(outcome, state)
        if state.body == body_hash(outcome):
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        if state.unread == body_hash(outcome):  # kept once, and told then as now
            return Visit(PollOutcome.FAILED, state, problem=state.problem)
        try:
            received = await self._received(outcome)
        except ProblemError as unreadable:
            return unread(unreadable, state, outcome)
        if self.following is not None:
            return await self._follow(self.following, received, state, outcome)
        taken = await self.taking.take(received)
        # An empty feed may be one that broke: it is asked for whole again.
        is_whole = bool(received.reading.articles)
        return visited(state, outcome, taken, Followed(pages=state.pages), is_whole=is_whole)

    async def _received(self, fetched: Fetched) -> Received:
        """Raises ProblemError."""
        received = await self.taking.read(document_of(fetched))
        if received.reading.format == Format.PAGE and isinstance(self.source, FeedSource):
            # A login or an error that is answered with 200 would else come in as an article.
            problem = "This is a web page, and no feed."
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        return received

    async def _follow(
        self, following: Following, received: Received, state: SourceState, fetched: Fetched
    ) -> Visit:
        articles = received.reading.articles
        leads = leads_of(articles)
        followed = await following.follow(leads, state.pages)
        led = {lead.entry for lead in leads}
        rest = [one for one in articles if one not in led]
        taken = followed.taken + await self.taking.take(received, [*rest, *followed.bare])
        return visited(state, fetched, taken, followed, is_whole=bool(articles))


def leads_of(articles: Sequence[Read]) -> list[Lead]:
    """The pages of a feed's entries."""
    return [
        Lead(one.url, stamp_of(one.model_dump_json()), one)
        for one in articles
        if isinstance(one, ArticleDraft) and one.url is not None
    ]


def document_of(fetched: Fetched) -> Document:
    return Document(fetched.content, fetched.media_type, fetched.charset, fetched.url)


def body_hash(fetched: Fetched) -> str:
    return sha256(fetched.content).hexdigest()[:32]


def settled(state: SourceState, fetched: Fetched) -> SourceState:
    """The state, now that all of what was fetched is on disk: only this lets the server say 304."""
    return state.model_copy(
        update={
            "url": fetched.moved_to or state.url,
            "etag": fetched.conditions.etag,
            "last_modified": fetched.conditions.last_modified,
            "body": body_hash(fetched),
        }
    )


def visited(
    state: SourceState, fetched: Fetched, taken: Taken, followed: Followed, *, is_whole: bool = True
) -> Visit:
    """What taking it all came to; `is_whole` where what was fetched tells of every change there is."""
    if taken.postponed is not None:
        return Visit(taken.outcome, state, taken, taken.postponed)
    state = state.model_copy(update={"pages": dict(followed.pages), "url": fetched.moved_to or state.url})
    if followed.slow_down:
        return Visit(taken.outcome, state, taken, followed.problem, followed.retry_after)
    if followed.left:
        return Visit(PollOutcome.MORE, state, taken, followed.problem)
    if is_whole and not followed.missed:
        state = settled(state, fetched)
    return Visit(taken.outcome, state, taken, followed.problem)


def unread(problem: ProblemError, state: SourceState, fetched: Fetched) -> Visit:
    """What not having read it comes to."""
    if is_ours(problem):
        return Visit(PollOutcome.POSTPONED, state, problem=problem.detail)
    state = state.model_copy(update={"unread": body_hash(fetched)})
    return Visit(PollOutcome.FAILED, state, problem=problem.detail)


def unfetched(outcome: Failed | NotModified, state: SourceState) -> Visit:
    """What not having got it comes to."""
    match outcome:
        case NotModified(moved_to=moved_to):
            return Visit(PollOutcome.NOT_MODIFIED, state.model_copy(update={"url": moved_to or state.url}))
        case Failed(kind=FailureKind.GONE, detail=detail) if state.url is None:
            return Visit(PollOutcome.GONE, state, problem=detail)
        case Failed(kind=kind, detail=detail, retry_after=retry_after):
            # Where it had moved to it is no more: next time it is asked for where it is configured.
            lost = kind in (FailureKind.GONE, FailureKind.REFUSED)
            state = state.model_copy(update={"url": None}) if lost else state
            return Visit(PollOutcome.FAILED, state, problem=detail, retry_after=retry_after)
