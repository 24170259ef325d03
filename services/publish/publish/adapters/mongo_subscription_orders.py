"""Orders of the desk about subscriptions in MongoDB's `desk_acts`, each once, with its outcome."""

from newsroom.events.identity import event_id
from newsroom.events.subscriptions import SubscriptionOrder
from newsroom.stores.mongo import Database, mongo_adapter

_KIND = "subscription"


@mongo_adapter
class MongoSubscriptionOrders:
    """An OrderLog. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def has(self, order: SubscriptionOrder) -> bool:
        """Whether it was carried out, or refused."""
        return await self._db.desk_acts.find_one({"_id": _id(order)}, {"_id": 1}) is not None

    async def keep(self, order: SubscriptionOrder, refusal: str | None) -> None:
        """Keeps an order with the reason of its refusal, None where it was carried out."""
        act = {"kind": _KIND, **order.model_dump(), "refusal": refusal}
        await self._db.desk_acts.update_one({"_id": _id(order)}, {"$setOnInsert": act}, upsert=True)

    async def owner(self, subscription_id: str) -> str | None:
        """The owner's name, None where there is no subscription, or none with an owner."""
        found = await self._db.subscriptions.find_one({"_id": subscription_id}, {"owner": 1})
        return found["owner"] if found else None


def _id(order: SubscriptionOrder) -> str:
    return f"{_KIND}.{event_id(order.subscription_id, order.number)}"
