"""The desk's reads of MongoDB, which publish writes: texts, articles by time, decisions, orders, topics.

Read only. Every query is bounded in its results, and in time.
"""

import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from newsroom.events.articles import ArticleRevision
from newsroom.events.desk import ArticleOrder, TopicCuration
from newsroom.events.stories import LinkDecision
from newsroom.stores.mongo import Database, mongo_adapter
from translate.desk.article_view import ArticleView, ListPosition, TopicView

Stage: TypeAlias = dict[str, Any]  # of an aggregation, at MongoDB's edge

_LONGEST_MS = 3000
_MOST_DECISIONS = 200
_WITHOUT_TEXT = {"content.body": 0, "content.body_html": 0, "public": 0}


@mongo_adapter
class MongoDesk:
    """A DeskTexts. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def articles(self, ids: Iterable[str]) -> dict[str, ArticleView]:
        """Articles by id with their texts, as far as they are there."""
        pipeline: list[Stage] = [{"$match": {"_id": {"$in": list(ids)}}}, _SHOWN, {"$project": {"public": 0}}]
        return {view.id: view async for view in self._read(pipeline)}

    async def newest(self, category: str | None, below: ListPosition | None, limit: int) -> list[ArticleView]:
        """Articles without their bodies, the newest first, from a place on."""
        match: dict[str, Any] = {"content.published_at": {"$type": "date"}}
        if below is not None:
            match = {
                "content.published_at": {"$lte": below.at},
                "$or": [{"content.published_at": {"$lt": below.at}}, {"_id": {"$lt": below.article_id}}],
            }
        if category is not None:
            match["content.category"] = category
        order = {"content.published_at": -1, "_id": -1}
        pipeline: list[Stage] = [{"$match": match}, {"$sort": order}, {"$limit": limit}, _SHOWN, _BARE]
        return [view async for view in self._read(pipeline)]

    async def of_source(self, source: str, since: datetime, limit: int) -> list[ArticleView]:
        """Articles of a source that were published since, the newest first, without their bodies."""
        match = {"content.published_at": {"$gte": since}, "content.source": source}
        order = {"content.published_at": -1, "_id": -1}
        pipeline: list[Stage] = [{"$match": match}, {"$sort": order}, {"$limit": limit}, _SHOWN, _BARE]
        return [view async for view in self._read(pipeline)]

    async def doubted(self, limit: int) -> list[ArticleView]:
        """Live articles that do not seem to be in their language, the newest first, without their bodies."""
        match = {"content.language_doubt": {"$type": "string"}, "status": {"$ne": "withdrawn"}}
        newest = {"content.received_at": -1}
        pipeline: list[Stage] = [{"$match": match}, {"$sort": newest}, {"$limit": limit}, _SHOWN, _BARE]
        return [view async for view in self._read(pipeline)]

    async def members(self, story_ids: Iterable[str]) -> list[ArticleView]:
        """All articles of these stories, without their bodies."""
        match: Stage = {"$match": {"story_id": {"$in": list(story_ids)}}}
        return [view async for view in self._read([match, _SHOWN, _BARE])]

    async def find(self, words: Sequence[str], limit: int) -> list[ArticleView]:
        """Articles whose headlines have words so begun, the newest first, without their bodies."""
        if not words:
            return []
        beginnings = [re.compile(f"^{re.escape(word)}") for word in words]
        pipeline: list[Stage] = [
            {"$match": {"words": {"$all": beginnings}}},
            {"$sort": {"content.published_at": -1}},
            {"$limit": limit},
            _SHOWN,
            _BARE,
        ]
        return [view async for view in self._read(pipeline)]

    async def decisions(self, ids: Sequence[str]) -> list[LinkDecision]:
        """Editors' decisions on pairs of any of these articles, the newest first."""
        either = {"$or": [{"article_id": {"$in": ids}}, {"other_id": {"$in": ids}}]}
        newest = self._db.decisions.find(either).sort("decided_at", -1).limit(_MOST_DECISIONS)
        return [LinkDecision.model_validate(fields) async for fields in newest.max_time_ms(_LONGEST_MS)]

    async def orders(self, ids: Sequence[str]) -> list[ArticleOrder]:
        """Editors' orders about any of these articles, the newest first."""
        orders = self._db.desk_acts.find({"kind": "order", "article_id": {"$in": ids}})
        newest = orders.sort("ordered_at", -1).limit(_MOST_DECISIONS)
        return [ArticleOrder.model_validate(fields) async for fields in newest.max_time_ms(_LONGEST_MS)]

    async def curations(self, language: str) -> list[TopicCuration]:
        """Editors' curations of topics in a language, less those that were cleared."""
        curated = self._db.curations.find({"language": language, "state": {"$ne": "cleared"}})
        return [TopicCuration.model_validate(fields) async for fields in curated.max_time_ms(_LONGEST_MS)]

    async def topics(self, language: str, since: datetime, limit: int) -> list[TopicView]:
        """The most frequent tags of a language, of articles published since, the most frequent first."""
        shown = {"public.language": language, "public.first_published_at": {"$gte": since}}
        pipeline: list[Stage] = [
            {"$match": shown},
            {"$sort": {"public.first_published_at": -1}},
            {"$unwind": "$public.tags"},
            {
                "$group": {
                    "_id": "$public.tags.id",
                    "label": {"$first": "$public.tags.label"},
                    "stories": {"$sum": 1},
                }
            },
            {"$sort": {"stories": -1, "_id": 1}},
            {"$limit": limit},
        ]
        counted = self._db.articles.aggregate(pipeline, maxTimeMS=_LONGEST_MS)
        return [TopicView(fields["_id"], fields["label"], fields["stories"]) async for fields in counted]

    async def categories(self) -> list[str]:
        """All categories there are, by the index alone."""
        names = await self._db.articles.distinct("content.category", maxTimeMS=_LONGEST_MS)
        return sorted(name for name in names if name)

    async def _read(self, pipeline: Sequence[Stage]) -> AsyncIterator[ArticleView]:
        async for fields in self._db.articles.aggregate(pipeline, maxTimeMS=_LONGEST_MS):
            yield _view(fields)


_SHOWN: Stage = {"$addFields": {"shown": {"$eq": [{"$type": "$public"}, "object"]}}}
_BARE: Stage = {"$project": _WITHOUT_TEXT}


def _view(fields: Mapping[str, Any]) -> ArticleView:
    content = fields.get("content")
    return ArticleView(
        id=fields["_id"],
        status=fields.get("status", "live"),
        content=ArticleRevision.model_validate(content) if content else None,
        story_id=fields.get("story_id") or fields["_id"],
        yields_to=fields.get("yields_to"),
        seq=fields.get("seq", 0),
        shown=fields["shown"],
    )
