"""A polled feed: fetched by condition, and, where the source is set so, merged with its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from ingest.articles.refusals import is_temporary
from ingest.fetching.fetcher import Fetcher
from ingest.fetching.outcomes import Failed, FailureKind, Fetched, NotModified
from ingest.formats.document import Document, DocumentPart
from ingest.formats.media_types import Format
from ingest.pipeline.pipeline import Received
from ingest.sources.config.models import FeedSource, WebSource
from ingest.sources.kinds.intake import SourceIntake
from ingest.sources.kinds.leads import Lead, stamp_of
from ingest.sources.kinds.linked_pages import FollowedLinks, PageFollower
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.visit import Tally, Visit
from newsroom.events.articles import ArticleDraft
from newsroom.http.problems import ProblemError


@dataclass(frozen=True, slots=True)
class FeedOrigin:
    """A feed, or a page that is an article itself: there is no difference in how it is asked for."""

    source: WebSource
    fetcher: Fetcher
    intake: SourceIntake
    follower: PageFollower | None = None

    async def visit(self, state: SourceState) -> Visit:
        outcome = await self.fetcher.get(state.url or self.source.url, state.conditions)
        if not isinstance(outcome, Fetched):
            return unfetched(outcome, state)
        if state.body == body_hash(outcome):
            return Visit(PollOutcome.NOT_MODIFIED, settled(state, outcome))
        if state.unread == body_hash(outcome):  # kept once, and reported then as now
            return Visit(PollOutcome.FAILED, state, problem=state.problem)
        try:
            received = await self._received(outcome)
        except ProblemError as unreadable:
            return unread(unreadable, state, outcome)
        if self.follower is not None:
            return await self._follow(self.follower, received, state, outcome)
        tally = await self.intake.ingest(received)
        # An empty feed may be one that broke: it is asked for whole again.
        is_whole = bool(received.parsed.parts)
        return visited(state, outcome, tally, FollowedLinks(pages=state.pages), is_whole=is_whole)

    async def _received(self, fetched: Fetched) -> Received:
        """Raises ProblemError."""
        received = await self.intake.read(document_of(fetched))
        if received.parsed.format == Format.PAGE and isinstance(self.source, FeedSource):
            # A login or an error that is answered with 200 would else come in as an article.
            problem = "This is a web page, and no feed."
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        return received

    async def _follow(
        self, follower: PageFollower, received: Received, state: SourceState, fetched: Fetched
    ) -> Visit:
        parts = received.parsed.parts
        leads = leads_of(parts)
        followed = await follower.follow(leads, state.pages)
        led = {lead.entry for lead in leads}
        rest = [part for part in parts if part not in led]
        tally = followed.tally + await self.intake.ingest(received, [*rest, *followed.bare])
        return visited(state, fetched, tally, followed, is_whole=bool(parts))


def leads_of(parts: Sequence[DocumentPart]) -> list[Lead]:
    """The pages of a feed's entries."""
    return [
        Lead(part.url, stamp_of(part.model_dump_json()), part)
        for part in parts
        if isinstance(part, ArticleDraft) and part.url is not None
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
    state: SourceState, fetched: Fetched, tally: Tally, followed: FollowedLinks, *, is_whole: bool = True
) -> Visit:
    """The visit once all was ingested; `is_whole` where what was fetched shows every change there is."""
    if tally.postponed is not None:
        return Visit(tally.outcome, state, tally, tally.postponed)
    state = state.model_copy(update={"pages": dict(followed.pages), "url": fetched.moved_to or state.url})
    if followed.slow_down:
        return Visit(tally.outcome, state, tally, followed.problem, followed.retry_after)
    if followed.left:
        return Visit(PollOutcome.MORE, state, tally, followed.problem)
    if is_whole and not followed.missed:
        state = settled(state, fetched)
    return Visit(tally.outcome, state, tally, followed.problem)


def unread(problem: ProblemError, state: SourceState, fetched: Fetched) -> Visit:
    """The visit where the document could not be read."""
    if is_temporary(problem):
        return Visit(PollOutcome.POSTPONED, state, problem=problem.detail)
    state = state.model_copy(update={"unread": body_hash(fetched)})
    return Visit(PollOutcome.FAILED, state, problem=problem.detail)


def unfetched(outcome: Failed | NotModified, state: SourceState) -> Visit:
    """The visit where nothing new was fetched."""
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
