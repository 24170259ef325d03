"""Subscriptions, deliveries and orders about them in MongoDB, which publish writes. Read only, bounded."""

from collections.abc import Mapping
from typing import Any

from pymongo import DESCENDING

from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.streams.cursor import Cursor
from translate.desk.subscription_list import ListedSubscription, LoggedDelivery, LoggedOrder

_LONGEST_MS = 3000
_OWNED: Fields = {"owner": {"$type": "string"}}
_WITHOUT_SECRETS = {"secrets": 0, "lease.secret": 0}


@mongo_adapter
class MongoSubscriptionList:
    """A SubscriptionList. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def page(self, after: str, limit: int) -> list[ListedSubscription]:
        """Those that a key owns, by id."""
        query = {**_OWNED, "_id": {"$gt": after}}
        found = self._db.subscriptions.find(query, _WITHOUT_SECRETS).sort("_id", 1).limit(limit)
        return [_listed(fields) async for fields in found.max_time_ms(_LONGEST_MS)]

    async def one(self, subscription_id: str) -> ListedSubscription | None:
        query = {**_OWNED, "_id": subscription_id}
        fields = await self._db.subscriptions.find_one(query, _WITHOUT_SECRETS, max_time_ms=_LONGEST_MS)
        return _listed(fields) if fields else None

    async def newest(self) -> Cursor | None:
        """The newest entry of the log, as far as it is archived."""
        newest = [("_id", DESCENDING)]
        entry = await self._db.live_log.find_one({}, {"_id": 1}, sort=newest, max_time_ms=_LONGEST_MS)
        return Cursor.of_sort_key(entry["_id"]) if entry else None

    async def deliveries(self, subscription_id: str, limit: int) -> list[LoggedDelivery]:
        """The last attempts, the newest first."""
        found = self._db.deliveries.find({"subscription_id": subscription_id}).sort("_id", DESCENDING)
        return [
            LoggedDelivery(
                fields["at"],
                fields["id"],
                fields["url"],
                fields["attempt"],
                fields["delivered"],
                fields["status"],
                fields["error"],
                fields["excerpt"],
                fields["seconds"],
            )
            async for fields in found.limit(limit).max_time_ms(_LONGEST_MS)
        ]

    async def orders(self, subscription_id: str, limit: int) -> list[LoggedOrder]:
        """The last orders, the newest first."""
        found = self._db.desk_acts.find({"subscription_id": subscription_id}).sort("number", DESCENDING)
        return [
            LoggedOrder(
                fields["ordered_at"], fields["order"], fields["editor"], fields["reason"], fields["refusal"]
            )
            async for fields in found.limit(limit).max_time_ms(_LONGEST_MS)
        ]


def _listed(fields: Mapping[str, Any]) -> ListedSubscription:
    topics, progress = fields["topics"], fields["progress"]
    last = progress["last_confirmed"]
    return ListedSubscription(
        id=fields["_id"],
        owner=fields["owner"],
        name=fields["name"],
        kind=fields["kind"],
        topics=[value for name in ("lang", "category", "tag", "change") for value in topics[name]],
        state=fields["state"],
        verified=fields["verified"],
        url=fields["url"],
        contact=fields["contact"],
        cursor=Cursor.parse(progress["cursor"]),
        last_confirmed=Cursor.parse(last) if last else None,
        undelivered=sum(len(owed["cursors"]) for owed in progress["undelivered"]),
        failing_since=progress["failing_since"],
    )
