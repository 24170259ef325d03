"""The use cases of a withdrawal and of a restoration."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus

import structlog

from ingest.access.keys import Sender
from ingest.articles.decide import Decision, Unknown, restore, withdraw
from ingest.articles.planning import Answer, Plan, Snapshot
from ingest.articles.ports import Archive, Articles, NotArchivedError, Written, content_of
from ingest.articles.posting import ATTEMPTS
from ingest.articles.refusals import contended, refusal, unavailable
from ingest.articles.state import ContentState, Hold
from ingest.identity.reference import Naming
from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.catalogue import ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.http.problems import ProblemError
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Emitted:
    emission: Emission
    is_content: bool


@dataclass(frozen=True, slots=True)
class Act:
    """One request: which article, who asks; a withdrawal with a `hold` ends with a newer version."""

    naming: Naming
    sender: Sender
    traceparent: str
    hold: Hold | None = None


_Decide = Callable[[Snapshot, datetime], Decision]
_Emit = Callable[[Snapshot, Decision, datetime], Awaitable[_Emitted]]


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Withdraws and restores articles. Raises ProblemError and StoreUnavailableError."""

    articles: Articles
    archive: Archive
    naming: Callable[[Naming], Awaitable[Naming]]
    clock: Clock

    async def withdraw(self, act: Act, *, dry_run: bool = False) -> Answer:
        """Withdraws an article, also one never seen; with `dry_run` it tells what that would come to."""
        act = replace(act, naming=await self.naming(act.naming))
        naming = act.naming

        def decide(before: Snapshot, now: datetime) -> Decision:
            return withdraw(before.state, naming.source, naming.source_id, now, act.hold)

        async def emit(_: Snapshot, decision: Decision, now: datetime) -> _Emitted:
            return _Emitted(_withdrawn(act, decision, now, lifted=False), is_content=False)

        return await self._settle(act, decide, emit, dry_run=dry_run)

    async def restore(self, act: Act) -> Answer:
        """Brings a withdrawn article back with its latest content."""
        act = replace(act, naming=await self.naming(act.naming))

        def decide(before: Snapshot, now: datetime) -> Decision:
            decision = restore(before.state, now)
            if isinstance(decision, Unknown):
                raise ProblemError(HTTPStatus.NOT_FOUND, f"There is no article {act.naming.article_id}.")
            return decision

        async def emit(before: Snapshot, decision: Decision, now: datetime) -> _Emitted:
            if before.state is None or before.state.content is None:
                return _Emitted(_withdrawn(act, decision, now, lifted=True), is_content=False)
            content = await self._content(before, before.state.content, act.naming.article_id)
            return _Emitted(_restored(act, content, decision, now), is_content=True)

        return await self._settle(act, decide, emit)

    async def _settle(self, act: Act, decide: _Decide, emit: _Emit, *, dry_run: bool = False) -> Answer:
        article_id = act.naming.article_id
        for _ in range(ATTEMPTS):
            before = (await self.articles.read([article_id]))[article_id]
            known_source = before.state.source if before.state else None
            act.sender.check(known_source or act.naming.source)
            now = self.clock.now()
            decision = decide(before, now)
            answer = Answer(article_id, decision.state.revision, decision.answered)
            if decision.state == before.state or dry_run:
                return answer
            plan = Plan(article_id, before, before.state)
            if decision.emits:
                emitted = await emit(before, decision, now)
                plan = plan.then(decision.state, emitted.emission, is_content=emitted.is_content)
            else:
                plan = plan.then(decision.state, None)
            [outcome] = await self.articles.write([plan])
            if outcome is Written.DONE:
                _log.info(
                    decision.answered, article=article_id, revision=answer.revision, reason=act.naming.reason
                )
                return answer
            if outcome is not Written.OVERTAKEN:
                raise refusal(outcome)
        raise contended()

    async def _content(self, before: Snapshot, content: ContentState, article_id: str) -> ArticleRevision:
        try:
            return await content_of(self.articles, self.archive, article_id, before.entry, content.revision)
        except NotArchivedError as absent:
            raise unavailable(str(absent)) from absent


def _withdrawn(act: Act, decision: Decision, now: datetime, *, lifted: bool) -> Emission:
    withdrawal = ArticleWithdrawn(
        id=act.naming.article_id,
        revision=decision.state.revision,
        source=decision.state.source,
        source_id=decision.state.source_id,
        reason=act.naming.reason,
        withdrawn_at=now,
        lifted=lifted,
    )
    event = ARTICLE_WITHDRAWN.event(withdrawal, time=now, traceparent=act.traceparent)
    return Emission.of(ARTICLE_WITHDRAWN, event)


def _restored(act: Act, content: ArticleRevision, decision: Decision, now: datetime) -> Emission:
    again = content.model_copy(
        update={"revision": decision.state.revision, "status": "live", "received_at": now}
    )
    return Emission.of(ARTICLE_UPDATED, ARTICLE_UPDATED.event(again, time=now, traceparent=act.traceparent))
