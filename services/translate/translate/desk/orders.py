"""Orders and settings of the desk: articles withdrawn or restored, topics pinned or hidden, linking paused.

Each is a command, appended once under its subject's next number; whoever carries it out reads its stream.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar

from pydantic import BaseModel

from newsroom.events.catalogue import (
    ARTICLE_ORDERED,
    DISCREPANCY_SETTLED,
    LINKING_SWITCHED,
    SOURCE_QUARANTINED,
    SUBSCRIPTION_ORDERED,
    TOPIC_CURATED,
    EventType,
)
from newsroom.events.desk import (
    ArticleOrder,
    DiscrepancySettlement,
    FieldChanges,
    LinkingSwitch,
    OrderVerb,
    SourceQuarantine,
    TopicCuration,
)
from newsroom.events.holds import SourceQuestion
from newsroom.events.subscriptions import SubscriptionOrder, SubscriptionTerms, SubscriptionVerb
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import ContentionError
from newsroom.streams.publisher import Emission, Publisher
from translate.automatic.pause import PauseStore
from translate.discrepancies.model import Discrepancy

_ROUNDS = 5
DataT = TypeVar("DataT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class HeldVersionOrder:
    """The held version that an order is about, the fields put right, and the question that it answers.

    `is_for_good` where the answer holds for what comes later, or no longer does.
    """

    revision: int | None = None
    changes: FieldChanges | None = None
    question: SourceQuestion | None = None
    is_for_good: bool = False


NO_VERSION = HeldVersionOrder()


@dataclass(frozen=True, slots=True)
class DeskOrders:
    """Appends editors' orders. Raises ContentionError where others keep ordering on the same subject."""

    publisher: Publisher
    pauses: PauseStore
    clock: Clock

    async def order(
        self,
        article_id: str,
        order: OrderVerb,
        editor: str,
        reason: str,
        version: HeldVersionOrder = NO_VERSION,
    ) -> ArticleOrder:
        """Orders something of an article; ingest answers by its own events."""

        def order_of(number: int, now: datetime) -> ArticleOrder:
            return ArticleOrder(
                article_id=article_id,
                number=number,
                order=order,
                editor=editor,
                reason=reason,
                ordered_at=now,
                held_revision=version.revision,
                changes=version.changes,
                cause=version.question.id if version.question and version.is_for_good else None,
                question=version.question,
            )

        return await self._append(ARTICLE_ORDERED, article_id, order_of)

    async def quarantine(
        self, source: str, editor: str, reason: str, *, quarantined: bool
    ) -> SourceQuarantine:
        """Puts a source into quarantine, or ends it; ingest holds what comes from then on."""

        def decision_of(number: int, now: datetime) -> SourceQuarantine:
            return SourceQuarantine(
                source=source,
                number=number,
                quarantined=quarantined,
                editor=editor,
                reason=reason,
                decided_at=now,
            )

        return await self._append(SOURCE_QUARANTINED, source, decision_of)

    async def curate(
        self,
        language: str,
        tag_id: str,
        label: str,
        state: Literal["pinned", "hidden", "cleared"],
        editor: str,
    ) -> TopicCuration:
        """Pins or hides a topic, or leaves it to the count again."""

        def curation_of(number: int, now: datetime) -> TopicCuration:
            return TopicCuration(
                language=language,
                tag_id=tag_id,
                label=label,
                number=number,
                state=state,
                editor=editor,
                decided_at=now,
            )

        return await self._append(TOPIC_CURATED, f"{language}.{tag_id}", curation_of)

    async def switch(self, scope: str, editor: str, reason: str | None, *, paused: bool) -> LinkingSwitch:
        """Pauses or resumes automatic linking; in force when this returns."""

        def switch_of(number: int, now: datetime) -> LinkingSwitch:
            return LinkingSwitch(
                scope=scope, number=number, paused=paused, editor=editor, reason=reason, decided_at=now
            )

        switch = await self._append(LINKING_SWITCHED, scope, switch_of)
        await self.pauses.apply([switch])
        return switch

    async def settle(
        self, discrepancy: Discrepancy, right: tuple[str, ...], editor: str, reason: str | None
    ) -> DiscrepancySettlement:
        """Settles which variants have a value right."""

        def settlement_of(number: int, now: datetime) -> DiscrepancySettlement:
            return DiscrepancySettlement(
                discrepancy_id=discrepancy.id,
                story_id=discrepancy.story_id,
                number=number,
                kind=discrepancy.kind,
                values=discrepancy.values,
                right=right,
                editor=editor,
                reason=reason,
                decided_at=now,
            )

        return await self._append(DISCREPANCY_SETTLED, discrepancy.id, settlement_of)

    async def order_subscription(
        self,
        subscription_id: str,
        order: SubscriptionVerb,
        editor: str,
        reason: str | None,
        cursor: str | None = None,
        terms: SubscriptionTerms | None = None,
    ) -> SubscriptionOrder:
        """Orders something of a subscription; publish carries it out, and keeps the outcome."""

        def order_of(number: int, now: datetime) -> SubscriptionOrder:
            return SubscriptionOrder(
                subscription_id=subscription_id,
                number=number,
                order=order,
                editor=editor,
                reason=reason,
                ordered_at=now,
                cursor=cursor,
                terms=terms,
            )

        return await self._append(SUBSCRIPTION_ORDERED, subscription_id, order_of)

    async def _append(
        self, kind: EventType[DataT], subject: str, order_of: Callable[[int, datetime], DataT]
    ) -> DataT:
        for _ in range(_ROUNDS):
            now = self.clock.now()
            # The instant, so that numbers rise even when Redis has lost the last one.
            last = await self.publisher.last_number(kind.stream, subject)
            order = order_of(max(round(now.timestamp() * 1000), last + 1), now)
            if await self.publisher.append_once([Emission.of(kind, kind.event(order, time=now))]):
                return order
        raise ContentionError("other editors keep deciding on the same")
