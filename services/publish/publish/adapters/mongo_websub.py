"""Intents and leases of the hub in MongoDB.

Collections: `websub_intents` (what waits to be verified, for a day at most), `subscriptions` (the leases).
"""

from collections.abc import Collection
from datetime import datetime

from pymongo import ASCENDING, IndexModel

from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.adapters.mongo_subscriptions import subscription_of
from publish.subscriptions.model import Subscription
from publish.websub.intents import Intent

_INTENT_SECONDS = 86_400


@mongo_adapter
class MongoIntents:
    """Intents, under the ids of the subscriptions that they are about."""

    def __init__(self, db: Database) -> None:
        self._intents = db.websub_intents

    async def ensure_indexes(self) -> None:
        """Creates every index that a query here relies on. Idempotent."""
        await self._intents.create_indexes(
            [
                IndexModel([("requested_at", ASCENDING)], expireAfterSeconds=_INTENT_SECONDS),
                IndexModel([("lease.host", ASCENDING)]),
            ]
        )

    async def put(self, intent: Intent) -> None:
        fields = intent.model_dump(exclude={"id"})
        await self._intents.replace_one({"_id": intent.id}, fields, upsert=True)

    async def pending(self, but_of: Collection[str], limit: int) -> list[Intent]:
        """The oldest of each host, but of some hosts."""
        stages: list[Fields] = [
            {"$match": {"lease.host": {"$nin": list(but_of)}}},
            {"$sort": {"requested_at": 1}},
            {"$group": {"_id": "$lease.host", "oldest": {"$first": "$$ROOT"}}},
            {"$limit": limit},
        ]
        found = [group["oldest"] async for group in self._intents.aggregate(stages)]
        return [Intent.model_validate({**fields, "id": fields["_id"]}) for fields in found]

    async def remove(self, intent: Intent) -> None:
        """Removes an intent that no later one has taken the place of."""
        await self._intents.delete_one({"_id": intent.id, "nonce": intent.nonce})

    async def count(self, host: str | None = None) -> int:
        return await self._intents.count_documents({} if host is None else {"lease.host": host})


@mongo_adapter
class MongoLeases:
    """Subscriptions by their lease."""

    def __init__(self, db: Database) -> None:
        self._subscriptions = db.subscriptions

    async def ensure_indexes(self) -> None:
        """Creates every index that a query here relies on. Idempotent."""
        leased = {"kind": "websub"}
        await self._subscriptions.create_indexes(
            [
                IndexModel([("lease.host", ASCENDING)], partialFilterExpression=leased),
                IndexModel([("lease.until", ASCENDING)], partialFilterExpression=leased),
                IndexModel([("kind", ASCENDING), ("owner", ASCENDING), ("state", ASCENDING)]),
            ]
        )

    async def count_anonymous(self, host: str | None = None) -> int:
        wanted: Fields = {"kind": "websub", "owner": None}
        if host is not None:
            wanted["lease.host"] = host
        return await self._subscriptions.count_documents(wanted)

    async def unconfirmed(self, until: datetime, after: str, limit: int) -> list[Subscription]:
        wanted: Fields = {
            "_id": {"$gt": after},
            "kind": "websub",
            "owner": {"$ne": None},
            "state": {"$ne": "off"},
            "$or": [{"verified": False}, {"lease.until": {"$lte": until}}],
        }
        return await self._found(wanted, limit)

    async def over(self, now: datetime, limit: int) -> list[Subscription]:
        ended = await self._found({"kind": "websub", "lease.until": {"$lte": now}}, limit)
        unsent: Fields = {"kind": "websub", "owner": None, "state": {"$in": ["paused", "off"]}}
        return [*ended, *await self._found(unsent, limit)]

    async def _found(self, wanted: Fields, limit: int) -> list[Subscription]:
        cursor = self._subscriptions.find(wanted).sort("_id", 1).limit(limit)
        return [subscription_of(fields) async for fields in cursor]
