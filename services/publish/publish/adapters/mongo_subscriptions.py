"""Subscriptions in MongoDB, the log of their deliveries, and the lease of the dispatcher.

Collections: `subscriptions` (terms and progress), `deliveries` (every attempt, for 30 days), `leases` (who
delivers, fenced by a token that rises with each holder, and a count of changes that wakes that holder).
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from bson import ObjectId
from bson.errors import InvalidId
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError
from pymongo.write_concern import WriteConcern

from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.subscriptions.attempts import Attempt
from publish.subscriptions.model import Progress, State, Subscription

_LEASE = "subscriptions"
_LOG_SECONDS = 30 * 86_400


@mongo_adapter
class MongoSubscriptions:
    """Store of subscriptions, for their owners and for the dispatcher."""

    def __init__(self, db: Database) -> None:
        self._db = db
        # The log of attempts is for reading: an entry may be lost, and must not slow deliveries.
        self._attempts = db.get_collection("deliveries", write_concern=WriteConcern(w=1))

    async def ensure_indexes(self) -> None:
        """Creates every index that a query here relies on. Idempotent."""
        await self._db.subscriptions.create_indexes([IndexModel([("owner", ASCENDING), ("_id", ASCENDING)])])
        await self._db.deliveries.create_indexes(
            [
                IndexModel([("subscription_id", ASCENDING), ("_id", DESCENDING)]),
                IndexModel([("at", ASCENDING)], expireAfterSeconds=_LOG_SECONDS),
            ]
        )

    async def create(self, subscription: Subscription) -> None:
        await self._db.subscriptions.insert_one(_fields(subscription))
        await self._count_change()

    async def add(self, subscription: Subscription) -> bool:
        """Makes one; False where there is one of its id."""
        try:
            await self._db.subscriptions.insert_one(_fields(subscription))
        except DuplicateKeyError:
            return False
        await self._count_change()
        return True

    async def count(self, owner: str) -> int:
        return await self._db.subscriptions.count_documents({"owner": owner})

    async def find(self, owner: str | None, subscription_id: str) -> Subscription | None:
        fields = await self._db.subscriptions.find_one({"_id": subscription_id, "owner": owner})
        return subscription_of(fields) if fields else None

    async def page(self, owner: str, after: str, limit: int) -> list[Subscription]:
        wanted = {"owner": owner, "_id": {"$gt": after}}
        cursor = self._db.subscriptions.find(wanted).sort("_id", 1).limit(limit)
        return [subscription_of(fields) async for fields in cursor]

    async def write(self, subscription: Subscription) -> bool:
        """Writes terms and state where nobody changed them since; the progress is the dispatcher's."""
        fields = subscription.model_dump(exclude={"id", "revision", "progress"})
        return await self._compare_and_set(subscription, fields)

    async def delete(self, owner: str | None, subscription_id: str) -> bool:
        result = await self._db.subscriptions.delete_one({"_id": subscription_id, "owner": owner})
        if result.deleted_count:
            await self._db.deliveries.delete_many({"subscription_id": subscription_id})
            await self._count_change()
        return result.deleted_count > 0

    async def remove(self, subscription: Subscription) -> bool:
        """Deletes it where nobody has changed it since."""
        result = await self._db.subscriptions.delete_one(
            {"_id": subscription.id, "revision": subscription.revision}
        )
        if result.deleted_count:
            await self._db.deliveries.delete_many({"subscription_id": subscription.id})
            await self._count_change()
        return result.deleted_count > 0

    async def attempts(self, subscription_id: str, before: str | None, limit: int) -> list[Attempt]:
        """The newest first; `before` is an attempt's `place`, and nothing comes before one that is none."""
        wanted: Fields = {"subscription_id": subscription_id}
        if before is not None:
            try:
                wanted["_id"] = {"$lt": ObjectId(before)}
            except InvalidId:
                return []
        cursor = self._db.deliveries.find(wanted).sort("_id", -1).limit(limit)
        return [Attempt.model_validate({**fields, "place": str(fields["_id"])}) async for fields in cursor]

    async def record(self, attempts: Sequence[Attempt]) -> None:
        if attempts:
            entries = [attempt.model_dump(exclude={"place"}) for attempt in attempts]
            await self._attempts.insert_many(entries, ordered=False)

    # For the dispatcher.

    async def revisions(self) -> Mapping[str, int]:
        """The revision of every subscription, by id."""
        cursor = self._db.subscriptions.find({}, {"revision": 1}, batch_size=10_000)
        return {fields["_id"]: fields["revision"] async for fields in cursor}

    async def by_id(self, ids: Sequence[str]) -> list[Subscription]:
        cursor = self._db.subscriptions.find({"_id": {"$in": list(ids)}})
        return [subscription_of(fields) async for fields in cursor]

    async def save_progress(self, progress: Mapping[str, Progress]) -> None:
        """Writes each where no later holder of the lease has written."""
        writes = [
            UpdateOne(
                {"_id": subscription_id, "progress.token": {"$lte": state.token}},
                {"$set": {"progress": state.model_dump()}},
            )
            for subscription_id, state in progress.items()
        ]
        if writes:
            await self._db.subscriptions.bulk_write(writes, ordered=False)

    async def advance(self, ids: Sequence[str], cursor: str, token: int) -> None:
        """Moves the cursors of subscriptions of which nothing else has changed, in one write."""
        await self._db.subscriptions.update_many(
            {"_id": {"$in": list(ids)}, "progress.token": {"$lte": token}},
            {"$set": {"progress.cursor": cursor, "progress.token": token}},
        )

    async def set_state(self, subscription: Subscription, state: State, *, verified: bool) -> bool:
        """Changes the state where its owner has changed nothing since."""
        return await self._compare_and_set(subscription, {"state": state, "verified": verified})

    async def _compare_and_set(self, subscription: Subscription, fields: Fields) -> bool:
        result = await self._db.subscriptions.update_one(
            {"_id": subscription.id, "revision": subscription.revision},
            {"$set": fields, "$inc": {"revision": 1}},
        )
        if result.matched_count:
            await self._count_change()
        return result.matched_count > 0

    async def _count_change(self) -> None:
        await self._db.leases.update_one({"_id": _LEASE}, {"$inc": {"changes": 1}}, upsert=True)


def _fields(subscription: Subscription) -> Fields:
    return {"_id": subscription.id, **subscription.model_dump(exclude={"id"})}


def subscription_of(fields: Mapping[str, Any]) -> Subscription:
    """The subscription as MongoDB keeps it."""
    return Subscription.model_validate({"id" if name == "_id" else name: fields[name] for name in fields})


@mongo_adapter
class MongoDispatchLease:
    """Lease by MongoDB's own clock. A replica that comes back under its name takes over at once, once."""

    def __init__(self, db: Database, instance: str, seconds: float) -> None:
        self._db = db
        self._instance = instance
        self._is_fresh = True
        self._holder = f"{instance}-{secrets.token_hex(4)}"
        self._until: Fields = {"$add": ["$$NOW", round(seconds * 1000)]}

    async def acquire(self) -> int | None:
        free = {"$expr": {"$lt": ["$until", "$$NOW"]}}
        taken: Fields = {
            "instance": self._instance,
            "holder": self._holder,
            "until": self._until,
            "token": {"$add": [{"$ifNull": ["$token", 0]}, 1]},
        }
        # Two that share a name by mistake would else take it from each other for ever.
        is_ours = [{"instance": self._instance}] if self._is_fresh else []
        wanted = {"_id": _LEASE, "$or": [{"holder": None}, free, *is_ours]}
        await self._db.leases.update_one({"_id": _LEASE}, {"$setOnInsert": {"changes": 0}}, upsert=True)
        lease = await self._db.leases.find_one_and_update(
            wanted, [{"$set": taken}], return_document=ReturnDocument.AFTER
        )
        self._is_fresh = False
        return int(lease["token"]) if lease else None

    async def renew(self, token: int, head: str) -> int | None:
        lease = await self._db.leases.find_one_and_update(
            {"_id": _LEASE, "holder": self._holder, "token": token},
            [{"$set": {"until": self._until, "head": head}}],
            return_document=ReturnDocument.AFTER,
        )
        return int(lease.get("changes", 0)) if lease else None

    async def head(self) -> str | None:
        lease = await self._db.leases.find_one({"_id": _LEASE}, {"head": 1})
        head: str | None = lease.get("head") if lease else None
        return head

    async def release(self, token: int) -> None:
        await self._db.leases.update_one(
            {"_id": _LEASE, "holder": self._holder, "token": token}, {"$set": {"holder": None}}
        )
