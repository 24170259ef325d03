"""The use case of an order from the desk: read, decide, write with the event that answers it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from ingest.decision import Decision
from ingest.orders import obey
from ingest.planning import Plan, Snapshot
from ingest.posting import ATTEMPTS
from ingest.stores import Archive, Articles, NotArchivedError, StoreAwayError, Written, content_of
from newsroom.events.articles import ArticleWithdrawn
from newsroom.events.catalogue import ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.events.desk import ArticleOrder
from newsroom.runtime.clock import Clock
from newsroom.streams.publisher import Emission

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeskOrders:
    """Carries out orders, each once. Raises StoreAwayError while it cannot be written."""

    articles: Articles
    archive: Archive
    clock: Clock

    async def carry_out(self, order: ArticleOrder, traceparent: str | None) -> None:
        for _ in range(ATTEMPTS):
            before = (await self.articles.read([order.article_id]))[order.article_id]
            now = self.clock.now()
            decision = obey(before.state, order, now)
            if decision is None:
                return
            plan = await self._plan(before, decision, order, now, traceparent)
            [outcome] = await self.articles.write([plan])
            if outcome is Written.DONE:
                _log.info(order.order, article=order.article_id, editor=order.editor, reason=order.reason)
                return
            if outcome is not Written.OVERTAKEN:
                raise StoreAwayError(outcome.value)
        raise StoreAwayError(f"article {order.article_id} keeps being changed")

    async def _plan(
        self,
        before: Snapshot,
        decision: Decision,
        order: ArticleOrder,
        now: datetime,
        traceparent: str | None,
    ) -> Plan:
        plan = Plan(order.article_id, before, before.state)
        if not decision.emits:
            return plan.then(decision.state, None)
        lifts_a_bare_withdrawal = order.order == "restore" and decision.state.content is None
        if order.order == "withdraw" or lifts_a_bare_withdrawal:
            emission = _withdrawn(order, decision, now, traceparent, lifted=lifts_a_bare_withdrawal)
            return plan.then(decision.state, emission)
        emission = await self._content_again(before, decision, order, now, traceparent)
        return plan.then(decision.state, emission, is_content=True)

    async def _content_again(
        self,
        before: Snapshot,
        decision: Decision,
        order: ArticleOrder,
        now: datetime,
        traceparent: str | None,
    ) -> Emission:
        """The latest content at its new revision, as the order wants it."""
        known = before.state.content if before.state else None
        if known is None:
            raise ValueError(f"article {order.article_id} has no content to be shown again")
        try:
            content = await content_of(
                self.articles, self.archive, order.article_id, before.entry, known.revision
            )
        except NotArchivedError as absent:
            raise StoreAwayError(str(absent)) from absent
        changes: dict[str, object] = {
            "revision": decision.state.revision,
            "status": "live",
            "received_at": now,
        }
        if order.order == "lift-embargo":
            changes["embargo_until"] = None
        again = content.model_copy(update=changes)
        event = ARTICLE_UPDATED.event(again, time=now, traceparent=traceparent)
        return Emission.of(ARTICLE_UPDATED, event)


def _withdrawn(
    order: ArticleOrder, decision: Decision, now: datetime, traceparent: str | None, *, lifted: bool
) -> Emission:
    withdrawal = ArticleWithdrawn(
        id=order.article_id,
        revision=decision.state.revision,
        source=decision.state.source,
        source_id=decision.state.source_id,
        reason=order.reason,
        withdrawn_at=now,
        lifted=lifted,
    )
    event = ARTICLE_WITHDRAWN.event(withdrawal, time=now, traceparent=traceparent)
    return Emission.of(ARTICLE_WITHDRAWN, event)
