"""Archive of the live log and contents of revisions in MongoDB, which publish writes. Read only, bounded."""

from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import DESCENDING

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import PublicArticle
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.streams.cursor import Cursor
from translate.desk.past_reads import LoggedRevision

_LONGEST_MS = 3000


@mongo_adapter
class MongoLogArchive:
    """A LogArchive. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def last(self, article_ids: Sequence[str], end: Cursor) -> dict[str, LoggedRevision]:
        """The last entry of each article below a cursor."""
        stages: list[Fields] = [
            {"$match": {"article_id": {"$in": list(article_ids)}, "_id": {"$lt": end.sort_key}}},
            {"$sort": {"article_id": 1, "seq": -1}},
            {"$group": {"_id": "$article_id", "entry": {"$first": "$$ROOT"}}},
        ]
        entries = [
            fields["entry"] async for fields in self._db.live_log.aggregate(stages, maxTimeMS=_LONGEST_MS)
        ]
        replayable = await self._replayable_from([entry["article_id"] for entry in entries])
        return {entry["article_id"]: _logged(entry, replayable) for entry in entries}

    async def _replayable_from(self, article_ids: Sequence[str]) -> dict[str, int | None]:
        """Of each article, the seq from which its changes may be shown today; None where none may be."""
        articles = self._db.articles.find(
            {"_id": {"$in": list(article_ids)}},
            {"replayable_from": 1, "is_shown": {"$eq": [{"$type": "$public"}, "object"]}},
            max_time_ms=_LONGEST_MS,
        )
        return {
            fields["_id"]: fields.get("replayable_from", 0) if fields["is_shown"] else None
            async for fields in articles
        }

    async def changed_lately(self, end: Cursor, limit: int) -> list[str]:
        """The articles of the last entries below a cursor, each once."""
        newest = self._db.live_log.find({"_id": {"$lt": end.sort_key}}, {"article_id": 1})
        entries = newest.sort("_id", DESCENDING).limit(limit).max_time_ms(_LONGEST_MS)
        return list(dict.fromkeys([entry["article_id"] async for entry in entries]))

    async def content(self, logged: LoggedRevision) -> ArticleRevision | None:
        """The content of the revision that an entry showed; of an entry without a number, the last before it.

        The number is that of the content or of a later restoration of it.
        """
        query: Fields = {"article_id": logged.article_id}
        if logged.revision is None:
            query["article.received_at"] = {"$lte": logged.at}
        else:
            query["revision"] = {"$lte": logged.revision}
        newest = [("epoch", DESCENDING), ("revision", DESCENDING)]
        fields = await self._db.revisions.find_one(query, sort=newest, max_time_ms=_LONGEST_MS)
        return ArticleRevision.model_validate(fields["article"]) if fields else None

    async def dropped_until(self) -> Cursor | None:
        """A place above which none was ever trimmed."""
        trims = await self._db.live_log_trims.find_one({"_id": "live_log"}, max_time_ms=_LONGEST_MS)
        return Cursor.of_sort_key(trims["until"]) if trims else None

    async def newest(self) -> Cursor | None:
        """The newest entry archived."""
        entry = await self._db.live_log.find_one(
            {}, {"_id": 1}, sort=[("_id", DESCENDING)], max_time_ms=_LONGEST_MS
        )
        return Cursor.of_sort_key(entry["_id"]) if entry else None


def _logged(entry: Mapping[str, Any], replayable_from: Mapping[str, int | None]) -> LoggedRevision:
    article_id, event = entry["article_id"], entry["event"]
    live = ARTICLE_PUBLISHED.decode(event.encode()).data if event else None
    shown_from = replayable_from.get(article_id)
    return LoggedRevision(
        article_id,
        Cursor.of_sort_key(entry["_id"]),
        entry["change"],
        live.article.revision if live else entry.get("revision"),
        live.article if live and isinstance(live.article, PublicArticle) else None,
        is_withheld=shown_from is None or entry["seq"] < shown_from,
    )
