"""Archive of the live log: every entry of `article-published` under its entry id, in `live_log`."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from pymongo import DESCENDING, UpdateOne

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.errors import ContentionError
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.streams.cursor import Cursor
from newsroom.streams.wire import FIELD, Entry
from publish.adapters.newer_only import insert_new
from publish.log.logged_change import LoggedChange, logged_changes
from publish.log.redact import Hidden, variant_ids, without_variants

_FIELD = FIELD.encode()
_TRIMS: Fields = {"_id": "live_log"}
_ROUNDS = 20  # each that loses means that another replica redacted the same entry


def sort_key(cursor: str) -> str:
    """An entry id as text that sorts as ids do."""
    return Cursor.parse(cursor).sort_key


def cursor_of(key: str) -> str:
    """The entry id that a sort key was made of."""
    return str(Cursor.of_sort_key(key))


async def note_untrimmed(db: Database, begins_ms: int) -> None:
    """Notes of an archive that has no entry yet that none was trimmed since it begins. Idempotent.

    `begins_ms`, in milliseconds since 1970, is below every cursor that will be handed out.
    """
    if await db.live_log.find_one({}, {"_id": 1}) is None:
        begins = {"until": sort_key(f"{begins_ms}-0")}
        await db.live_log_trims.update_one(_TRIMS, {"$setOnInsert": begins}, upsert=True)


@mongo_adapter
class MongoLiveLog:
    """Archives the live log, pages through it, and redacts what was withdrawn."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def archive(self, changes: Sequence[LoggedChange]) -> None:
        """Inserts entries, and sets on each article the cursor of its last change."""
        if not changes:
            return
        entries: list[Fields] = [
            {
                "_id": sort_key(change.cursor),
                "article_id": change.live.article.id,
                "seq": change.live.seq,
                "change": change.live.change,
                "revision": change.live.article.revision,  # it stays when the event is redacted
                "names": sorted(variant_ids(change.live)),
                "event": change.encoded.decode(),
            }
            for change in changes
        ]
        await insert_new(self._db.live_log, entries)
        last = {change.live.article.id: change for change in changes}  # of each article: the log's order
        await self._db.articles.bulk_write([_logged(change) for change in last.values()], ordered=False)

    async def redact_hidden(self, article_ids: Sequence[str]) -> None:
        """Redacts the log's entries about articles that are not shown any more.

        Their own earlier entries lose their event and stay as bare cursors; their siblings' lose the
        variant. With the same write their removal from the stream becomes due.
        """
        for hidden in await self.hidden(article_ids):
            own = {"article_id": hidden.id, "seq": {"$lt": hidden.seq}, "event": {"$ne": None}}
            await self._db.live_log.update_many(own, _redacted(None, []))
            await self._redact_siblings(hidden)

    async def _redact_siblings(self, hidden: Hidden) -> None:
        """Compare-and-set of each entry: two of its variants may be withdrawn at once."""
        for _ in range(_ROUNDS):
            entries = self._db.live_log.find({"names": hidden.id, "event": {"$ne": None}})
            writes = [
                UpdateOne(
                    {"_id": entry["_id"], "event": entry["event"]},
                    _redacted(redacted.encoded.decode(), sorted(variant_ids(redacted.live))),
                )
                async for entry in entries
                if (redacted := _without(_logged_change(entry), hidden)) is not None
            ]
            if not writes:
                return
            await self._db.live_log.bulk_write(writes, ordered=False)
        raise ContentionError(f"entries that name {hidden.id} change all the time")

    async def due_removals(self, limit: int) -> list[str]:
        """Cursors of redacted entries that the stream may still hold as they were."""
        due = self._db.live_log.find({"removal_due": True}, {"_id": 1}).limit(limit)
        return [cursor_of(entry["_id"]) async for entry in due]

    async def removed(self, cursors: Sequence[str]) -> None:
        """Acknowledges removals from the stream."""
        keys = [sort_key(cursor) for cursor in cursors]
        await self._db.live_log.update_many({"_id": {"$in": keys}}, {"$unset": {"removal_due": ""}})

    async def remove_again(self) -> None:
        """Makes every removal due again: the stream may have come back as it was before them."""
        await self._db.live_log.update_many({"redacted": True}, {"$set": {"removal_due": True}})

    async def page(self, after: str, limit: int, until: str | None = None) -> list[LoggedChange]:
        """Changes after a cursor, oldest first."""
        return logged_changes(await self.entries(after, limit, until))

    async def entries(self, after: str, limit: int, until: str | None = None) -> list[Entry]:
        """Entries after a cursor, oldest first, not decoded."""
        bounds = {"$gt": sort_key(after)} | ({"$lte": sort_key(until)} if until else {})
        entries = self._db.live_log.find({"_id": bounds, "event": {"$ne": None}}, {"event": 1})
        return [_entry(fields) async for fields in entries.sort("_id", 1).limit(limit)]

    async def withdrawals(self, after: str, limit: int) -> list[Entry]:
        """Withdrawals after a cursor, oldest first, not decoded."""
        wanted = {"change": "withdrawn", "_id": {"$gt": sort_key(after)}, "event": {"$ne": None}}
        entries = self._db.live_log.find(wanted, {"event": 1})
        return [_entry(fields) async for fields in entries.sort("_id", 1).limit(limit)]

    async def hidden(self, article_ids: Iterable[str]) -> list[Hidden]:
        """The articles among these that are not to be replayed as they were."""
        articles = self._db.articles.find(
            {
                "_id": {"$in": list(article_ids)},
                "seq": {"$gt": 0},
                "$or": [{"public": None}, {"replayable_from": {"$gt": 0}}],
            },
            {"seq": 1, "replayable_from": 1, "public.headline": 1},
        )
        return [_hidden(fields) async for fields in articles]

    async def oldest(self, since_ms: int = 0) -> str | None:
        """The cursor of the oldest entry since an instant, or where none is, of the newest of all."""
        since = {"_id": {"$gte": sort_key(f"{since_ms}-0")}}
        entry = await self._db.live_log.find_one(since, {"_id": 1}, sort=[("_id", 1)])
        return cursor_of(entry["_id"]) if entry else await self.latest()

    async def trim(self, before_ms: int, limit: int) -> int:
        """Deletes up to `limit` of the oldest entries from before an instant, never the newest of all."""
        newest = await self.latest()
        if newest is None:
            return 0
        before = min(sort_key(f"{before_ms}-0"), sort_key(newest))
        oldest = self._db.live_log.find({"_id": {"$lt": before}}, {"_id": 1}).sort("_id", 1).limit(limit)
        keys = [entry["_id"] async for entry in oldest]
        if keys:
            await self._db.live_log_trims.update_one(_TRIMS, {"$max": {"until": keys[-1]}}, upsert=True)
            await self._db.live_log.delete_many({"_id": {"$lte": keys[-1]}})
        return len(keys)

    async def dropped_until(self) -> str | None:
        """A place above which none was ever trimmed; None in stores that were trimmed unnoted."""
        trims = await self._db.live_log_trims.find_one(_TRIMS)
        return cursor_of(trims["until"]) if trims else None

    async def latest(self, below: str | None = None) -> str | None:
        """The cursor of the newest entry archived, of all or below one."""
        query = {"_id": {"$lt": sort_key(below)}} if below else {}
        entry = await self._db.live_log.find_one(query, {"_id": 1}, sort=[("_id", DESCENDING)])
        return cursor_of(entry["_id"]) if entry else None

    async def last_entries(self, article_ids: Sequence[str], below: str) -> dict[str, Entry | None]:
        """The last entry of each article below a cursor; None of one that was redacted since."""
        stages: list[Fields] = [
            {"$match": {"article_id": {"$in": list(article_ids)}, "_id": {"$lt": sort_key(below)}}},
            {"$sort": {"article_id": 1, "seq": -1}},
            {"$group": {"_id": "$article_id", "key": {"$first": "$_id"}, "event": {"$first": "$event"}}},
        ]
        last = [fields async for fields in self._db.live_log.aggregate(stages)]
        return {
            fields["_id"]: _entry({**fields, "_id": fields["key"]}) if fields["event"] else None
            for fields in last
        }

    async def logged_seqs(self) -> AsyncIterator[tuple[str, int]]:
        """The seq of the last change that the archive holds, of each article ever shown."""
        async for article in self._db.articles.find({"logged_seq": {"$gt": 0}}, {"logged_seq": 1}):
            yield article["_id"], article["logged_seq"]


def _redacted(event: str | None, names: Sequence[str]) -> Fields:
    redacted = {"event": event, "names": list(names), "redacted": True, "removal_due": True}
    return {"$set": redacted}


def _without(logged: LoggedChange, hidden: Hidden) -> LoggedChange | None:
    """The change without what is hidden; None where it shows nothing of it."""
    redacted = without_variants(logged, {hidden.id: hidden.headline})
    return None if redacted is logged else redacted


def _hidden(article: Mapping[str, Any]) -> Hidden:
    public = article.get("public")
    if public is None:
        return Hidden(article["_id"], article["seq"], None)
    return Hidden(article["_id"], article["replayable_from"], public["headline"])


def _entry(fields: Mapping[str, Any]) -> Entry:
    return Entry(ARTICLE_PUBLISHED.stream, cursor_of(fields["_id"]), {_FIELD: fields["event"].encode()})


def _logged_change(entry: Mapping[str, Any]) -> LoggedChange:
    encoded = entry["event"].encode()
    return LoggedChange(cursor_of(entry["_id"]), ARTICLE_PUBLISHED.decode(encoded).data, encoded)


def _logged(change: LoggedChange) -> UpdateOne:
    """The mark of an article's last change; one that was replaced since is marked by its successor."""
    live = change.live
    marks = {"cursor": change.cursor, "logged_seq": live.seq, "unlogged": False}
    return UpdateOne({"_id": live.article.id, "seq": live.seq}, {"$set": marks})
