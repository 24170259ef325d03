"""Held articles in MongoDB's `held`, which publish writes. Read only, bounded, and in time."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import zstandard
from pymongo import DESCENDING

from newsroom.events.desk import ArticleOrder, SourceQuarantine
from newsroom.events.holds import DoubtKind, HeldArticle, SourceQuestion
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from translate.desk.article_view import ListPosition
from translate.desk.holds import HeldExample, OpenQuestion, ReceivedArticle

_LONGEST_MS = 3000
_MOST_COUNTED = 1000
_MOST_ASKED = 2000  # articles, the newest, among which questions are counted
_EXAMPLES = 3
_BACKDATED = timedelta(days=7)
_MOST_SHOWN = 20_000  # bytes of a document as it was sent


@mongo_adapter
class MongoHeld:
    """A HeldList. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def held(
        self, below: ListPosition | None, limit: int, kind: DoubtKind | None = None
    ) -> list[HeldArticle]:
        """Those that wait, the newest first, from a place on; those of one kind alone, if it is given."""
        waiting: Fields = {"status": "held"}
        if kind is not None:
            waiting["doubts.kind"] = kind.value
        if below is not None:
            waiting["received_at"] = {"$lte": below.at}
            waiting["$or"] = [{"received_at": {"$lt": below.at}}, {"_id": {"$lt": below.article_id}}]
        newest = self._db.held.find(waiting).sort([("received_at", DESCENDING), ("_id", DESCENDING)])
        return [_held(fields) async for fields in newest.limit(limit).max_time_ms(_LONGEST_MS)]

    async def one(self, article_id: str) -> HeldArticle | None:
        """The last that is known of an article's held version, also where it waits no more."""
        fields = await self._db.held.find_one({"_id": article_id}, max_time_ms=_LONGEST_MS)
        return _held(fields) if fields else None

    async def of_cause(self, cause: str, limit: int) -> list[HeldArticle]:
        """Those that wait for the answer to one question."""
        waiting = self._db.held.find({"status": "held", "causes": cause}).limit(limit)
        return [_held(fields) async for fields in waiting.max_time_ms(_LONGEST_MS)]

    async def count(self) -> int:
        """The number that wait, as far as 1,000."""
        return await self._count({"status": "held"})

    async def count_of_kills(self) -> int:
        """The number of kills in words that wait, as far as 1,000."""
        return await self._count({"status": "held", "doubts.kind": DoubtKind.KILL.value})

    async def decided_since(self, ids: Sequence[str], since: datetime) -> set[str]:
        """The ids of these articles that an editor has withdrawn or restored since an instant."""
        wanted: Fields = {
            "kind": "order",
            "article_id": {"$in": list(ids)},
            "order": {"$in": ["withdraw", "restore"]},
            "ordered_at": {"$gte": since},
        }
        orders = self._db.desk_acts.find(wanted, {"article_id": 1}).max_time_ms(_LONGEST_MS)
        return {fields["article_id"] async for fields in orders}

    async def count_of_cause(self, cause: str) -> int:
        """The number that wait for the answer to one question, as far as 1,000."""
        return await self._count({"status": "held", "causes": cause})

    async def questions(self, limit: int) -> list[OpenQuestion]:
        """The questions that the newest articles wait for, those of most first."""
        asked: Fields = {name: f"$doubts.{name}" for name in ("kind", "field", "cause")}
        example: Fields = {"id": "$_id", "headline": "$article.headline", "written": "$doubts.written"}
        stages: list[Fields] = [
            {"$match": {"status": "held"}},
            {"$sort": {"received_at": DESCENDING, "_id": DESCENDING}},
            {"$limit": _MOST_ASKED},
            {"$project": {"source": 1, "doubts": 1, "article.headline": 1}},
            {"$unwind": "$doubts"},
            {
                "$group": {
                    "_id": {"source": "$source", **asked},
                    "count": {"$sum": 1},
                    "reason": {"$first": "$doubts.reason"},
                    "examples": {"$push": example},
                }
            },
            {"$set": {"examples": {"$slice": ["$examples", _EXAMPLES]}}},
            {"$sort": {"count": DESCENDING, "_id": 1}},
            {"$limit": limit},
        ]
        grouped = self._db.held.aggregate(stages, maxTimeMS=_LONGEST_MS)
        return [
            OpenQuestion(
                SourceQuestion.model_validate(one["_id"]),
                one["reason"],
                one["count"],
                [
                    HeldExample(held["id"], held.get("headline") or held["id"], held.get("written") or "")
                    for held in one["examples"]
                ],
            )
            async for one in grouped
        ]

    async def answers(self, limit: int) -> list[ArticleOrder]:
        """The releases that answered a question for good and were not taken back, the newest first."""
        stages: list[Fields] = [
            {"$match": {"cause": {"$type": "string"}, "question": {"$type": "object"}}},
            {"$sort": {"number": DESCENDING}},
            {"$group": {"_id": "$cause", "order": {"$first": "$$ROOT"}}},
            {"$replaceRoot": {"newRoot": "$order"}},
            {"$match": {"order": "release"}},
            {"$sort": {"number": DESCENDING}},
            {"$limit": limit},
        ]
        answered = self._db.desk_acts.aggregate(stages, maxTimeMS=_LONGEST_MS)
        return [ArticleOrder.model_validate(fields) async for fields in answered]

    async def quarantines(self) -> list[SourceQuarantine]:
        """The sources that are in quarantine."""
        quarantined = self._db.quarantines.find({"quarantined": True}).sort("_id", 1).limit(_MOST_COUNTED)
        return [SourceQuarantine.model_validate(fields) async for fields in quarantined]

    async def received_since(self, source: str, since: datetime, limit: int) -> list[ReceivedArticle]:
        """What came of a source since an instant and is not withdrawn, the newest first.

        By the index over dates of publication: what is dated more than a week before it came is not listed.
        """
        match = {
            "content.published_at": {"$gte": since - _BACKDATED},
            "content.source": source,
            "content.received_at": {"$gte": since},
            "status": "live",
        }
        fields = {"content.headline": 1, "content.language": 1, "content.received_at": 1}
        newest = self._db.articles.find(match, fields).sort("content.published_at", DESCENDING)
        return [
            ReceivedArticle(
                one["_id"],
                one["content"]["headline"],
                one["content"]["language"],
                one["content"]["received_at"],
            )
            async for one in newest.limit(limit).max_time_ms(_LONGEST_MS)
        ]

    async def raw(self, document_id: str) -> str | None:
        """The beginning of a document as it was sent, None where it is not kept any more."""
        fields = await self._db.documents.find_one(
            {"_id": document_id}, {"content": 1, "charset": 1}, max_time_ms=_LONGEST_MS
        )
        return beginning_of(fields["content"], fields.get("charset")) if fields else None

    async def _count(self, wanted: Fields) -> int:
        counted = self._db.held.count_documents(wanted, limit=_MOST_COUNTED, maxTimeMS=_LONGEST_MS)
        return int(await counted)


def beginning_of(packed: bytes, charset: str | None) -> str | None:
    """The first of a document's text, in its declared encoding or UTF-8; None where it is not text."""
    try:
        with zstandard.ZstdDecompressor().stream_reader(packed) as reader:
            content = reader.read(_MOST_SHOWN)
    except zstandard.ZstdError:
        return None
    try:
        text = content.decode(charset or "utf-8", "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return None if "\0" in text else text


def _held(fields: Mapping[str, Any]) -> HeldArticle:
    return HeldArticle.model_validate({"id": fields["_id"], **fields})
