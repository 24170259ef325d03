"""Connecting to MongoDB: majority, journaled writes; timeouts on everything; indexes."""

import uuid
from typing import Any, TypeAlias

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ASCENDING, DESCENDING, IndexModel, ReturnDocument
from pymongo.errors import AutoReconnect, ExecutionTimeout, NetworkTimeout, ServerSelectionTimeoutError
from pymongo.write_concern import WriteConcern

Fields: TypeAlias = dict[str, Any]  # a BSON document at MongoDB's edge; no other module sees one
Client: TypeAlias = AsyncIOMotorClient[Fields]
Database: TypeAlias = AsyncIOMotorDatabase[Fields]

OUTAGES = (AutoReconnect, ExecutionTimeout, NetworkTimeout, ServerSelectionTimeoutError)
_TIMEOUT_MS = 5000
_DEFAULT_NAME = "newsroom"
_OF_DECISIONS = ("article_id", "other_id", "act_id")


def connect(url: str) -> Client:
    """A client; calls raise one of OUTAGES while MongoDB is away."""
    return AsyncIOMotorClient(
        url,
        tz_aware=True,
        serverSelectionTimeoutMS=_TIMEOUT_MS,
        connectTimeoutMS=_TIMEOUT_MS,
        socketTimeoutMS=4 * _TIMEOUT_MS,
        retryWrites=True,
    )


def database(client: Client) -> Database:
    """The newsroom's database; an entry is acknowledged only after such a write."""
    return client.get_default_database(_DEFAULT_NAME).with_options(
        codec_options=CodecOptions(tz_aware=True), write_concern=WriteConcern(w="majority", j=True)
    )


async def ping(db: Database) -> object:
    """Answers while MongoDB does."""
    return await db.command("ping")


async def ensure_indexes(db: Database) -> None:
    """Makes every index that a query here relies on; a no-op where they are there."""
    newest_first = [("public.published_at", DESCENDING), ("_id", DESCENDING)]
    await db.articles.create_indexes(
        [
            IndexModel(newest_first),
            IndexModel([("public.language", ASCENDING), *newest_first]),
            IndexModel([("public.category", ASCENDING), *newest_first]),
            IndexModel([("public.language", ASCENDING), ("public.category", ASCENDING), *newest_first]),
            IndexModel([("public.tags.id", ASCENDING), *newest_first]),
            IndexModel([("public.language", ASCENDING), ("public.tags.id", ASCENDING), *newest_first]),
            IndexModel([("story_id", ASCENDING)]),
            IndexModel(
                [("release_at", ASCENDING)], partialFilterExpression={"release_at": {"$type": "date"}}
            ),
            IndexModel([("changed_at", ASCENDING)], partialFilterExpression={"unlogged": True}),
        ]
    )
    await db.articles.create_indexes(
        [IndexModel([("unsearched", ASCENDING)], partialFilterExpression={"unsearched": True})]
    )
    await db.search.create_indexes(
        [
            IndexModel(
                [
                    ("language", ASCENDING),
                    ("stems", ASCENDING),
                    ("published_at", DESCENDING),
                    ("_id", DESCENDING),
                ]
            )
        ]
    )
    await db.revisions.create_indexes([IndexModel([("article_id", ASCENDING), ("revision", ASCENDING)])])
    # What the desk looks for; translate reads it, publish alone writes.
    newest_told = [("content.published_at", DESCENDING), ("_id", DESCENDING)]
    await db.articles.create_indexes(
        [
            IndexModel([("words", ASCENDING)]),
            IndexModel(newest_told),
            IndexModel([("content.category", ASCENDING), *newest_told]),
        ]
    )
    await db.decisions.create_indexes([IndexModel([(name, ASCENDING)]) for name in _OF_DECISIONS])
    await db.desk_acts.create_indexes([IndexModel([("article_id", ASCENDING)])])
    await db.live_log.create_indexes(
        [IndexModel([("article_id", ASCENDING), ("seq", ASCENDING)]), IndexModel("names")]
    )


async def epoch(db: Database) -> str:
    """The newsroom's epoch; made once, by whoever comes first."""
    found = await db.epochs.find_one_and_update(
        {"_id": "newsroom"},
        {"$setOnInsert": {"epoch": uuid.uuid4().hex}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    if found is None:
        raise RuntimeError("MongoDB answered an upsert with nothing")
    return str(found["epoch"])
