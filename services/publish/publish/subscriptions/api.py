"""Routes of subscriptions, with a subscriber's key."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from newsroom.http.app import known_query
from newsroom.http.openapi import problems
from publish.subscriptions.attempts import Attempt
from publish.subscriptions.keys import Authorization
from publish.subscriptions.manage import SubscriptionDesk
from publish.subscriptions.requests import (
    CreatedAnswer,
    DeliveryAnswer,
    DeliveryList,
    NewSubscription,
    ReplayRequest,
    ResendRequest,
    RotatedAnswer,
    SubscriptionAnswer,
    SubscriptionChanges,
    SubscriptionList,
)

Owner = Callable[[Authorization], str]
Limit = Annotated[int, Query(ge=1, le=100)]
After = Annotated[str | None, Query(alias="cursor", max_length=60)]
_UNKNOWN = problems(404)
_HOOKS_ONLY = problems(404, 409)


@dataclass(frozen=True, slots=True)
class SubscriptionCalls:
    """Use cases behind the routes, and who is asking."""

    desk: SubscriptionDesk
    owner: Owner


def subscription_routes(calls: SubscriptionCalls) -> APIRouter:
    """`/v1/subscriptions` and what is below it."""
    router = APIRouter(
        prefix="/v1/subscriptions",
        dependencies=[Depends(known_query)],
        tags=["subscriptions"],
    )
    _add_terms(router, calls)
    _add_acts(router, calls)
    return router


def _add_terms(router: APIRouter, calls: SubscriptionCalls) -> None:
    desk, key = calls.desk, Depends(calls.owner)

    @router.post("", status_code=HTTPStatus.CREATED, responses=problems(409, 410), name="subscribe")
    async def create(wanted: NewSubscription, response: Response, owner: str = key) -> CreatedAnswer:
        """Makes a subscription; the answer has the signing secret, this once."""
        subscription, secret = await desk.create(owner, wanted)
        response.headers["Location"] = f"/v1/subscriptions/{subscription.id}"
        response.headers["Cache-Control"] = "no-store"
        return CreatedAnswer(**desk.answer(subscription).model_dump(), secret=secret)

    @router.get("")
    async def subscriptions(limit: Limit = 20, after: After = None, owner: str = key) -> SubscriptionList:
        """The key's subscriptions, by pages."""
        page = await desk.store.page(owner, after or "", limit)
        following = page[-1].id if len(page) == limit else None
        return SubscriptionList(subscriptions=list(map(desk.answer, page)), cursor=following)

    @router.get("/{subscription_id}", responses=_UNKNOWN)
    async def subscription(subscription_id: str, owner: str = key) -> SubscriptionAnswer:
        """One subscription: its terms, its state and how far it has come."""
        return desk.answer(await desk.find(owner, subscription_id))

    @router.patch("/{subscription_id}", responses=_UNKNOWN, name="change_subscription")
    async def change(
        subscription_id: str, changes: SubscriptionChanges, owner: str = key
    ) -> SubscriptionAnswer:
        """Changes its terms, pauses it, makes it active again, or switches it off."""
        return desk.answer(await desk.change(owner, subscription_id, changes))

    @router.delete(
        "/{subscription_id}",
        status_code=HTTPStatus.NO_CONTENT,
        responses=_UNKNOWN,
        name="end_subscription",
    )
    async def delete(subscription_id: str, owner: str = key) -> Response:
        """Ends it; nothing of it is kept."""
        await desk.delete(owner, subscription_id)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _add_acts(router: APIRouter, calls: SubscriptionCalls) -> None:
    desk, key = calls.desk, Depends(calls.owner)

    @router.post(
        "/{subscription_id}/secrets",
        status_code=HTTPStatus.CREATED,
        responses=_HOOKS_ONLY,
        name="rotate_secret",
    )
    async def rotate(subscription_id: str, response: Response, owner: str = key) -> RotatedAnswer:
        """A new secret of a web hook; it and the one before sign from now on."""
        sealed, secret = await desk.rotate(owner, subscription_id)
        response.headers["Cache-Control"] = "no-store"
        return RotatedAnswer(
            id=sealed.id, created_at=sealed.created_at, public_key=sealed.public_key, secret=secret
        )

    @router.post("/{subscription_id}/test", responses=_HOOKS_ONLY, name="send_test")
    async def test(subscription_id: str, owner: str = key) -> DeliveryAnswer:
        """Posts a test event to a web hook, now and once."""
        return _delivery(await desk.test(owner, subscription_id))

    @router.post("/{subscription_id}/resend", responses=_HOOKS_ONLY)
    async def resend(subscription_id: str, wanted: ResendRequest, owner: str = key) -> DeliveryAnswer:
        """Posts one event again, by its cursor, now and once."""
        return _delivery(await desk.resend(owner, subscription_id, wanted))

    @router.post(
        "/{subscription_id}/replay",
        status_code=HTTPStatus.ACCEPTED,
        responses={**_HOOKS_ONLY, **problems(410)},
    )
    async def replay(subscription_id: str, wanted: ReplayRequest, owner: str = key) -> SubscriptionAnswer:
        """Posts a part of the log again, beside what is new."""
        return desk.answer(await desk.replay(owner, subscription_id, wanted))

    @router.get("/{subscription_id}/deliveries", responses=_UNKNOWN)
    async def deliveries(
        subscription_id: str, limit: Limit = 20, before: After = None, owner: str = key
    ) -> DeliveryList:
        """Every attempt at a delivery of the last 30 days, newest first."""
        subscription = await desk.find(owner, subscription_id)
        page = await desk.store.attempts(subscription.id, before, limit)
        following = page[-1].place if len(page) == limit else None
        return DeliveryList(deliveries=list(map(_delivery, page)), cursor=following)


def _delivery(attempt: Attempt) -> DeliveryAnswer:
    return DeliveryAnswer(**attempt.model_dump(exclude={"subscription_id", "place"}))
