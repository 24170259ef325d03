"""Orders of the desk about subscriptions, carried out as their owners' own calls, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, assert_never

from pydantic import ValidationError

from newsroom.events.envelope import Event
from newsroom.events.subscriptions import SubscriptionOrder, SubscriptionTerms
from newsroom.http.problems import ProblemError
from newsroom.streams.publisher import Emission
from publish.subscriptions.manage import SubscriptionDesk, unknown
from publish.subscriptions.model import Topics
from publish.subscriptions.requests import (
    NewSubscription,
    ReplayRequest,
    ResendRequest,
    SubscriptionChanges,
)


class OrderLog(Protocol):
    """Port to the orders that were carried out, with their outcomes. Calls raise StoreUnavailableError."""

    async def has(self, order: SubscriptionOrder) -> bool: ...
    async def keep(self, order: SubscriptionOrder, refusal: str | None) -> None: ...
    async def owner(self, subscription_id: str) -> str | None: ...


@dataclass(frozen=True, slots=True)
class SubscriptionOrders:
    """Carries orders out. One that came before is passed over; one cut short by a crash is carried out again.

    `owners` are the names of subscribers' keys: nobody else could be given a subscription.
    """

    desk: SubscriptionDesk
    log: OrderLog
    owners: frozenset[str]

    async def handle(self, events: Sequence[Event[SubscriptionOrder]]) -> Sequence[Emission]:
        """What is refused is kept with the reason, for the desk to show. Emits nothing."""
        for event in events:
            order = event.data
            if await self.log.has(order):
                continue
            try:
                await self._carry_out(order)
            except ProblemError as problem:
                await self.log.keep(order, problem.detail)
            except ValidationError as error:
                await self.log.keep(order, error.errors(include_url=False)[0]["msg"])
            else:
                await self.log.keep(order, None)
        return ()

    async def _carry_out(self, order: SubscriptionOrder) -> None:
        owner = await self.log.owner(order.subscription_id)
        if order.order == "create":
            if owner is None:
                await self._create(order.subscription_id, order.terms)
            return
        if owner is None:
            raise unknown()
        match order.order:
            case "activate" | "pause":
                state = "active" if order.order == "activate" else "paused"
                changes = SubscriptionChanges.model_validate({"state": state})
                await self.desk.change(owner, order.subscription_id, changes)
            case "test":
                await self.desk.test(owner, order.subscription_id)
            case "resend":
                resend = ResendRequest.model_validate({"cursor": order.cursor})
                await self.desk.resend(owner, order.subscription_id, resend)
            case "replay":
                replay = ReplayRequest.model_validate({"from": order.cursor})
                await self.desk.replay(owner, order.subscription_id, replay)
            case _:
                assert_never(order.order)

    async def _create(self, subscription_id: str, terms: SubscriptionTerms | None) -> None:
        """Nobody is shown its secret: the owner rotates it."""
        if terms is None or terms.owner not in self.owners:
            raise unknown_owner()
        topics = Topics(lang=terms.languages, category=terms.categories, tag=terms.tags)
        fields = {
            "name": terms.name,
            "kind": terms.kind,
            "topics": topics,
            "from": terms.start,
            "url": terms.url,
        }
        await self.desk.create(terms.owner, NewSubscription.model_validate(fields), subscription_id)


def unknown_owner() -> ProblemError:
    return ProblemError(422, "No subscriber's key has this name.")
