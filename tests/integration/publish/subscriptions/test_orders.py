"""The desk's orders about subscriptions, carried out once each, or refused with a reason that is kept."""

from typing import Any

import pytest

from newsroom.events.catalogue import SUBSCRIPTION_ORDERED
from newsroom.events.envelope import Event
from newsroom.events.subscriptions import SubscriptionOrder
from publish.adapters.mongo_subscription_orders import MongoSubscriptionOrders
from publish.subscriptions.orders import SubscriptionOrders
from tests.integration.publish.subscriptions.conftest import Desk
from tests.support.articles import NOON, revision
from tests.support.waiting import until

NAME = "sub_0123456789abcdef0123"


def order(number: int, verb: str, subscription_id: str = NAME, **fields: Any) -> Event[SubscriptionOrder]:
    data = {"subscription_id": subscription_id, "number": number, "order": verb, "editor": "desk"}
    ordered = SubscriptionOrder.model_validate({**data, "ordered_at": NOON, **fields})
    return SUBSCRIPTION_ORDERED.event(ordered, time=NOON)


@pytest.fixture
def orders(desk: Desk) -> SubscriptionOrders:
    return SubscriptionOrders(desk.calls, MongoSubscriptionOrders(desk.db), frozenset({"mine"}))


async def refusals(desk: Desk) -> list[str | None]:
    acts = desk.db.desk_acts.find({"kind": "subscription"}).sort("number", 1)
    return [act["refusal"] async for act in acts]


async def test_one_is_made_once_for_the_owner_of_a_key(desk: Desk, orders: SubscriptionOrders) -> None:
    terms = {"owner": "mine", "name": "Mirror", "kind": "stream", "languages": ["az"]}
    for _ in range(2):  # an entry may come again
        await orders.handle([order(1, "create", terms=terms)])
    [made] = await desk.calls.store.page("mine", "", 10)
    assert (made.id, made.name, made.topics.lang, made.state) == (NAME, "Mirror", ("az",), "active")
    await orders.handle([order(2, "pause"), order(3, "activate"), order(4, "pause")])
    assert (await desk.now(made)).state == "paused"
    await orders.handle([order(3, "activate")])  # carried out before
    assert (await desk.now(made)).state == "paused"
    assert await refusals(desk) == [None] * 4


async def test_what_cannot_be_done_is_refused_with_its_reason(desk: Desk, orders: SubscriptionOrders) -> None:
    stranger = {"owner": "nobody", "name": "Mirror", "kind": "stream"}
    private = {"owner": "mine", "name": "Mirror", "kind": "webhook", "url": "http://10.0.0.1/"}
    nonsense = {"owner": "mine", "name": "Mirror", "kind": "webhook", "url": "gopher://x"}
    await orders.handle(
        [
            order(1, "create", terms=stranger),
            order(2, "create", terms=private),
            order(3, "create", terms=nonsense),
            order(4, "pause"),
        ]
    )
    assert await desk.calls.store.count("mine") == 0
    reasons = await refusals(desk)
    assert len(reasons) == 4
    assert all(reasons)
    assert "no subscription" in str(reasons[3])


async def test_a_test_an_event_and_the_log_are_sent_again(desk: Desk, orders: SubscriptionOrders) -> None:
    made = await desk.subscribe("/good/orders")
    async with desk.dispatching():
        await desk.until_state(made, "active")
        await desk.side.tell(revision("a"))

        async def attempts() -> int:
            return len(await desk.calls.store.attempts(made.id, None, 100))

        async def delivered() -> bool:
            return any(one.cursors for one in await desk.calls.store.attempts(made.id, None, 100))

        await until(delivered, "the event came")
        [cursor] = [
            one.cursors[0] for one in await desk.calls.store.attempts(made.id, None, 100) if one.cursors
        ]
        before = await attempts()
        await orders.handle([order(1, "test", made.id), order(2, "resend", made.id, cursor=cursor)])
        assert await attempts() == before + 2
        await orders.handle([order(3, "replay", made.id, cursor="earliest")])

        async def replayed() -> bool:
            return await attempts() > before + 2

        await until(replayed, "it came again")
    assert await refusals(desk) == [None] * 3
