"""Routes of subscriptions, with a subscriber's key."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Response, Security
from fastapi.security import HTTPBearer

from newsroom.http.app import known_query
from newsroom.http.problems import MEDIA_TYPE
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
_REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"description": HTTPStatus(status).phrase, "content": {MEDIA_TYPE: {}}}
    for status in (400, 401, 404, 422, 503)
}
_BEARER = HTTPBearer(auto_error=False, description="a subscriber's key")


@dataclass(frozen=True, slots=True)
class SubscriptionCalls:
    """Use cases behind the routes, and who is asking."""

    desk: SubscriptionDesk
    owner: Owner


def subscription_routes(calls: SubscriptionCalls) -> APIRouter:
    """`/v1/subscriptions` and what is below it."""
    router = APIRouter(
        prefix="/v1/subscriptions",
        dependencies=[Depends(known_query), Security(_BEARER)],
        responses=_REFUSALS,
        tags=["subscriptions"],
    )
    _add_terms(router, calls)
    _add_acts(router, calls)
    return router


def _add_terms(router: APIRouter, calls: SubscriptionCalls) -> None:
    desk, key = calls.desk, Depends(calls.owner)

    @router.post("", status_code=HTTPStatus.CREATED)
    async def create(wanted: NewSubscription, response: Response, owner: str = key) -> CreatedAnswer:
        subscription, secret = await desk.create(owner, wanted)
        response.headers["Location"] = f"/v1/subscriptions/{subscription.id}"
        response.headers["Cache-Control"] = "no-store"
        return CreatedAnswer(**desk.answer(subscription).model_dump(), secret=secret)

    @router.get("")
    async def subscriptions(limit: Limit = 20, after: After = None, owner: str = key) -> SubscriptionList:
        page = await desk.store.page(owner, after or "", limit)
        following = page[-1].id if len(page) == limit else None
        return SubscriptionList(subscriptions=list(map(desk.answer, page)), cursor=following)

    @router.get("/{subscription_id}")
    async def subscription(subscription_id: str, owner: str = key) -> SubscriptionAnswer:
        return desk.answer(await desk.find(owner, subscription_id))

    @router.patch("/{subscription_id}")
    async def change(
        subscription_id: str, changes: SubscriptionChanges, owner: str = key
    ) -> SubscriptionAnswer:
        return desk.answer(await desk.change(owner, subscription_id, changes))

    @router.delete("/{subscription_id}", status_code=HTTPStatus.NO_CONTENT)
    async def delete(subscription_id: str, owner: str = key) -> Response:
        await desk.delete(owner, subscription_id)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def _add_acts(router: APIRouter, calls: SubscriptionCalls) -> None:
    desk, key = calls.desk, Depends(calls.owner)

    @router.post("/{subscription_id}/secrets", status_code=HTTPStatus.CREATED)
    async def rotate(subscription_id: str, response: Response, owner: str = key) -> RotatedAnswer:
        sealed, secret = await desk.rotate(owner, subscription_id)
        response.headers["Cache-Control"] = "no-store"
        return RotatedAnswer(
            id=sealed.id, created_at=sealed.created_at, public_key=sealed.public_key, secret=secret
        )

    @router.post("/{subscription_id}/test")
    async def test(subscription_id: str, owner: str = key) -> DeliveryAnswer:
        return _delivery(await desk.test(owner, subscription_id))

    @router.post("/{subscription_id}/resend")
    async def resend(subscription_id: str, wanted: ResendRequest, owner: str = key) -> DeliveryAnswer:
        return _delivery(await desk.resend(owner, subscription_id, wanted))

    @router.post("/{subscription_id}/replay", status_code=HTTPStatus.ACCEPTED)
    async def replay(subscription_id: str, wanted: ReplayRequest, owner: str = key) -> SubscriptionAnswer:
        return desk.answer(await desk.replay(owner, subscription_id, wanted))

    @router.get("/{subscription_id}/deliveries")
    async def deliveries(
        subscription_id: str, limit: Limit = 20, before: After = None, owner: str = key
    ) -> DeliveryList:
        subscription = await desk.find(owner, subscription_id)
        page = await desk.store.attempts(subscription.id, before, limit)
        following = page[-1].place if len(page) == limit else None
        return DeliveryList(deliveries=list(map(_delivery, page)), cursor=following)


def _delivery(attempt: Attempt) -> DeliveryAnswer:
    return DeliveryAnswer(**attempt.model_dump(exclude={"subscription_id", "place"}))
