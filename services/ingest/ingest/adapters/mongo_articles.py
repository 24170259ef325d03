"""Articles as publish has written them to MongoDB: what ingest starts again from, should Redis be lost.

Collections, all written by publish: `articles` (the newest content and status of each), `revisions`
(every content), and `epochs`, which whoever comes first writes.
"""

import uuid
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeAlias

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError
from pymongo.write_concern import WriteConcern

from ingest.restoration import Archived, state_of
from ingest.state import ArticleState
from ingest.stores import StoreAwayError
from newsroom.events.articles import ArticleRevision

Client: TypeAlias = AsyncIOMotorClient[dict[str, Any]]
_TIMEOUT_MS = 5000
_DEFAULT_NAME = "newsroom"
_BATCH = 1000


def connect(url: str) -> Client:
    """A client, not connected until it is used; a call fails after seconds while MongoDB is away."""
    return AsyncIOMotorClient(
        url,
        tz_aware=True,
        serverSelectionTimeoutMS=_TIMEOUT_MS,
        connectTimeoutMS=_TIMEOUT_MS,
        socketTimeoutMS=4 * _TIMEOUT_MS,
    )


def database(client: Client) -> Any:  # Motor leaves its own untyped
    """The newsroom's database, as publish writes it."""
    return client.get_default_database(_DEFAULT_NAME).with_options(
        codec_options=CodecOptions(tz_aware=True), write_concern=WriteConcern(w="majority", j=True)
    )


class MongoArticles:
    """Reads what publish archived. Calls raise StoreAwayError."""

    def __init__(self, client: Client) -> None:
        self._db = database(client)

    async def epoch(self) -> str:
        """The newsroom's epoch; made once, by whoever comes first."""
        try:
            found = await self._db.epochs.find_one_and_update(
                {"_id": "newsroom"},
                {"$setOnInsert": {"epoch": uuid.uuid4().hex}},
                upsert=True,
                return_document=ReturnDocument.AFTER,
            )
        except PyMongoError as error:
            raise StoreAwayError(f"MongoDB: {error}") from error
        return str(found["epoch"])

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content, None where it is not archived."""
        try:
            found = await self._db.revisions.find_one({"_id": f"{article_id}.{revision}"})
        except PyMongoError as error:
            raise StoreAwayError(f"MongoDB: {error}") from error
        return ArticleRevision.model_validate(found["article"]) if found else None

    async def states(self) -> AsyncIterator[dict[str, ArticleState]]:
        """What ingest remembered of all articles, as far as publish knows, some at a time."""
        batch: list[Archived] = []
        try:
            async for fields in self._db.articles.find({"revision": {"$gt": 0}}).batch_size(_BATCH):
                batch.append(Archived.model_validate(fields))
                if len(batch) == _BATCH:
                    yield await self._states(batch)
                    batch = []
            yield await self._states(batch)
        except PyMongoError as error:
            raise StoreAwayError(f"MongoDB: {error}") from error

    async def _states(self, batch: Sequence[Archived]) -> dict[str, ArticleState]:
        hashes: dict[str, list[str]] = defaultdict(list)
        cursor = self._db.revisions.find(
            {"article_id": {"$in": [archived.id for archived in batch]}},
            {"article_id": 1, "article.content_hash": 1},
        )
        async for fields in cursor.sort([("article_id", 1), ("revision", 1)]):
            hashes[fields["article_id"]].append(fields["article"]["content_hash"])
        return {archived.id: state_of(archived, hashes[archived.id]) for archived in batch}
