"""The use case of an order from the desk: read, decide, write with the event that answers it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from ingest.articles.decide import Decision
from ingest.articles.orders import obey
from ingest.articles.planning import Plan, Snapshot
from ingest.articles.ports import Archive, Articles, NotArchivedError, Written, content_of
from ingest.articles.posting import ATTEMPTS
from newsroom.events.articles import ArticleWithdrawn
from newsroom.events.catalogue import ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.events.desk import ArticleOrder
from newsroom.events.envelope import Event
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.publisher import Emission

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeskOrders:
    """Carries out orders, each once. Raises StoreUnavailableError while it cannot be written."""

    articles: Articles
    archive: Archive
    clock: Clock

    async def handle_orders(self, events: Sequence[Event[ArticleOrder]]) -> Sequence[Emission]:
        """Carries orders out in their order; emits nothing beside what is written with each article."""
        for event in events:
            await self.carry_out(event.data, event.traceparent)
        return ()

    async def carry_out(self, order: ArticleOrder, traceparent: str | None) -> None:
        """Reads, decides and writes by compare-and-set; nothing where it was carried out before."""
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
                raise StoreUnavailableError(outcome.value)
        raise StoreUnavailableError(f"article {order.article_id} keeps being changed")

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
            raise StoreUnavailableError(str(absent)) from absent
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
