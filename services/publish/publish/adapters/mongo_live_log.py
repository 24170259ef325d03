"""The live log's archive: every entry of `article-published` under its entry id, in `live_log`."""

from collections.abc import AsyncIterator, Sequence

from pymongo import DESCENDING, UpdateOne

from newsroom.streams.retention import entry_order
from publish.adapters.guards import is_above
from publish.adapters.mongo import Database, Fields
from publish.cursors import LoggedChange


def sort_key(cursor: str) -> str:
    """An entry id as text that sorts as ids do."""
    milliseconds, number = entry_order(cursor)
    return f"{milliseconds:015d}-{number:012d}"


def cursor_of(key: str) -> str:
    """The entry id that a sort key was made of."""
    milliseconds, _, number = key.partition("-")
    return f"{int(milliseconds)}-{int(number)}"


class MongoLiveLog:
    """Archives the live log, pages through it, and takes out what was withdrawn."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def archive(self, changes: Sequence[LoggedChange]) -> None:
        """Keeps entries, and tells each article the cursor of its last change."""
        if not changes:
            return
        kept = [
            UpdateOne(
                {"_id": sort_key(change.cursor)},
                {
                    "$setOnInsert": {
                        "article_id": change.live.article.id,
                        "seq": change.live.seq,
                        "change": change.live.change,
                        "topics": sorted({*change.live.topics_before, *change.live.topics_after}),
                        "event": change.encoded.decode(),
                    }
                },
                upsert=True,
            )
            for change in changes
        ]
        await self._db.live_log.bulk_write(kept, ordered=False)
        await self._db.articles.bulk_write([_logged(change) for change in changes], ordered=False)

    async def take_out_withdrawn(self, article_ids: Sequence[str]) -> list[str]:
        """Deletes what the log still says of articles that are not shown any more, their last change aside.

        Returns the cursors that went, so that Redis can be rid of them too.
        """
        hidden = self._db.articles.find(
            {"_id": {"$in": list(article_ids)}, "public": None, "seq": {"$gt": 0}}, {"seq": 1}
        )
        gone: list[str] = []
        async for article in hidden:
            earlier = {"article_id": article["_id"], "seq": {"$lt": article["seq"]}}
            found = self._db.live_log.find(earlier, {"_id": 1})
            gone += [cursor_of(entry["_id"]) async for entry in found]
            await self._db.live_log.delete_many(earlier)
        return gone

    async def page(
        self, after: str, limit: int, filters: Sequence[Sequence[str]] = ()
    ) -> list[tuple[str, str]]:
        """Entries after a cursor, oldest first, as (cursor, encoded event)."""
        query: Fields = {"_id": {"$gt": sort_key(after)}}
        if filters:
            query["$and"] = [{"topics": {"$in": list(wanted)}} for wanted in filters]
        found = self._db.live_log.find(query).sort("_id", 1).limit(limit)
        return [(cursor_of(entry["_id"]), entry["event"]) async for entry in found]

    async def hidden_since(self, seen: dict[str, int]) -> set[str]:
        """Which of these articles, each with the seq it was seen at, are not shown any more."""
        found = self._db.articles.find({"_id": {"$in": list(seen)}, "public": None}, {"seq": 1})
        return {a["_id"] async for a in found if a.get("seq", 0) > seen[a["_id"]]}

    async def oldest(self) -> str | None:
        """The cursor of the oldest entry kept."""
        entry = await self._db.live_log.find_one({}, {"_id": 1}, sort=[("_id", 1)])
        return cursor_of(entry["_id"]) if entry else None

    async def latest(self) -> str | None:
        """The cursor of the newest entry archived."""
        entry = await self._db.live_log.find_one({}, {"_id": 1}, sort=[("_id", DESCENDING)])
        return cursor_of(entry["_id"]) if entry else None

    async def since(self, after: str) -> AsyncIterator[tuple[str, str]]:
        """All entries after a cursor, oldest first, as (cursor, encoded event)."""
        async for entry in self._db.live_log.find({"_id": {"$gt": sort_key(after)}}).sort("_id", 1):
            yield cursor_of(entry["_id"]), entry["event"]

    async def logged_seqs(self) -> AsyncIterator[tuple[str, int]]:
        """Of each article ever shown, the seq of the last change that the archive holds."""
        async for article in self._db.articles.find({"logged_seq": {"$gt": 0}}, {"logged_seq": 1}):
            yield article["_id"], article["logged_seq"]


def _logged(change: LoggedChange) -> UpdateOne:
    live = change.live
    above = is_above("logged_seq", live.seq)
    update: Fields = {
        "cursor": {"$cond": [above, change.cursor, "$cursor"]},
        "logged_seq": {"$max": [live.seq, {"$ifNull": ["$logged_seq", 0]}]},
        "unlogged": {"$and": ["$unlogged", {"$gt": ["$seq", live.seq]}]},
    }
    return UpdateOne({"_id": live.article.id}, [{"$set": update}])
