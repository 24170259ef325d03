"""The desk's orders: commands that an editor gives, applied by the same change loop as a sender's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

import structlog

from ingest.articles.apply import ChangeLoop
from ingest.articles.commands import Answer, Command, Discard, LiftEmbargo, Release, Restore, Withdraw
from ingest.articles.desk_settings import DeskSettings
from ingest.articles.held_versions import read_again
from ingest.articles.refusals import is_temporary
from newsroom.events.desk import ArticleOrder
from newsroom.events.envelope import Event
from newsroom.events.holds import causes_of
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.publisher import Emission

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DeskOrders:
    """Carries out orders, each once: idempotent by the order's number. Raises StoreUnavailableError."""

    changes: ChangeLoop
    settings: DeskSettings

    async def handle_orders(self, events: Sequence[Event[ArticleOrder]]) -> Sequence[Emission]:
        """Carries orders out in their sequence; emits nothing beside what is written with each article."""
        for event in events:
            await self.carry_out(event.data, event.traceparent)
        return ()

    async def carry_out(self, order: ArticleOrder, traceparent: str | None) -> None:
        """Nothing where it was carried out before, or names an article that never was.

        An answer that explains nothing of what it is given for becomes no setting.
        """
        if order.order == "reveal":  # for the audit trail alone
            return
        if order.order == "reopen":
            await self.settings.answer(order)
            return
        if order.order == "release" and order.cause is not None and await self._is_answer(order):
            await self.settings.answer(order)
        [outcome] = await self.changes.apply([command_of(order)], traceparent)
        if isinstance(outcome, Answer):
            _log.info("order.carried_out", order=order.order, article=outcome.id, editor=order.editor)
        elif is_temporary(outcome):
            raise StoreUnavailableError(outcome.detail)

    async def _is_answer(self, order: ArticleOrder) -> bool:
        """Whether the order's answer explains the version it was given for; it did where that is gone."""
        state = (await self.changes.articles.read([order.article_id]))[order.article_id].state
        held = state.waiting if state is not None else None
        if state is None or held is None or order.number <= state.order:
            return True
        release = command_of(order)
        if not isinstance(release, Release):
            return False
        _, left = read_again(held, release, state.source or "")
        return order.cause not in causes_of(state.source or "", left)


def command_of(order: ArticleOrder) -> Command:
    """The command that an order is. Raises ValueError for one that changes no article."""
    match order.order:
        case "withdraw":
            return Withdraw(article_id=order.article_id, reason=order.reason, order=order.number)
        case "restore":
            return Restore(article_id=order.article_id, reason=order.reason, order=order.number)
        case "lift-embargo":
            return LiftEmbargo(article_id=order.article_id, reason=order.reason, order=order.number)
        case "release":
            return Release(
                article_id=order.article_id,
                reason=order.reason,
                order=order.number,
                held_revision=order.held_revision,
                changes=order.changes,
                cause=order.question.id if order.question else None,
            )
        case "reopen" | "reveal":
            raise ValueError(f"a {order.order} changes no article")
        case "discard":
            return Discard(
                article_id=order.article_id,
                reason=order.reason,
                order=order.number,
                held_revision=order.held_revision,
            )
        case _:
            assert_never(order.order)
