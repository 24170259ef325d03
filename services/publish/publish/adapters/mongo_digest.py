"""Last changes of articles, from `articles` and, where those have changed since, from the log's archive."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from newsroom.events.digest import LastChange
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.streams.cursor import Cursor
from publish.adapters.mongo_live_log import MongoLiveLog, sort_key

_PART = 500  # articles: hashed without a pause
# Of what is not shown any more, as it was shown last; withdrawn before that was kept, by its content.
_FIRST: Fields = {
    "$ifNull": [
        "$public.first_published_at",
        "$first_published_at",
        {"$max": ["$content.published_at", "$released_at"]},
    ]
}
_NEEDED: Fields = {"seq": 1, "change": 1, "cursor": 1, "unlogged": 1, "language": "$content.language"}


@mongo_adapter
class MongoDigest:
    """Reads for the digest. `resumable_since_ms` gives the instant from which the archive is whole."""

    def __init__(self, db: Database, resumable_since_ms: Callable[[], int]) -> None:
        self._db = db
        self._archive = MongoLiveLog(db)
        self._resumable_since_ms = resumable_since_ms

    async def latest(self) -> str | None:
        return await self._archive.latest()

    async def oldest(self) -> str | None:
        return await self._archive.oldest(self._resumable_since_ms())

    async def last_changes(
        self, cursor: str, since: datetime | None, until: datetime | None
    ) -> AsyncIterator[Sequence[LastChange]]:
        instants = {name: at for name, at in (("$gte", since), ("$lt", until)) if at is not None}
        shown: Fields = {"seq": {"$gt": 0}, "content": {"$ne": None}}
        stages: list[Fields] = [
            {"$match": shown},
            {"$project": {**_NEEDED, "first": _FIRST}},
            *([{"$match": {"first": instants}}] if instants else []),
        ]
        articles = self._db.articles.aggregate(stages, batchSize=_PART)
        while part := await articles.to_list(_PART):
            yield await self._at(part, cursor)

    async def _at(self, articles: Sequence[Mapping[str, Any]], cursor: str) -> list[LastChange]:
        position = Cursor.parse(cursor)
        changed_since = [article["_id"] for article in articles if _is_later(article, position)]
        earlier = await self._logged(changed_since, cursor) if changed_since else {}
        changes: list[LastChange] = []
        for article in articles:
            logged: Mapping[str, Any] | None = article
            if _is_later(article, position):
                logged = earlier.get(article["_id"])
            if logged is not None:
                changes.append(
                    LastChange.model_construct(
                        article_id=article["_id"],
                        seq=logged["seq"],
                        change=logged["change"],
                        language=article["language"],
                        first_published_at=article["first"],
                    )
                )
        return changes

    async def _logged(self, article_ids: Sequence[str], cursor: str) -> dict[str, Mapping[str, Any]]:
        stages: list[Fields] = [
            {"$match": {"article_id": {"$in": list(article_ids)}, "_id": {"$lte": sort_key(cursor)}}},
            {"$sort": {"article_id": 1, "seq": -1}},
            {
                "$group": {
                    "_id": "$article_id",
                    "seq": {"$first": "$seq"},
                    "change": {"$first": "$change"},
                }
            },
        ]
        return {entry["_id"]: entry async for entry in self._db.live_log.aggregate(stages)}


def _is_later(article: Mapping[str, Any], position: Cursor) -> bool:
    """Whether the article as it stands was changed above the position, or is not archived yet."""
    cursor = article.get("cursor")
    return bool(article.get("unlogged")) or cursor is None or Cursor.parse(cursor) > position
