"""Articles as publish has written them to MongoDB: the source of a restoration, should Redis be lost.

Collections, all written by publish: `articles` (the newest content and status of each) and `revisions`
(every content).
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from pymongo import DESCENDING

from ingest.articles.state import ArticleState
from ingest.durability.restore import ArchivedArticle, state_of
from newsroom.events.articles import ArticleRevision
from newsroom.stores.mongo import Database, mongo_adapter

_BATCH = 1000


@mongo_adapter
class MongoArticles:
    """Reads what publish archived. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def content(self, article_id: str, revision: int) -> ArticleRevision | None:
        """One revision's content, None where it is not archived."""
        fields = await self._db.revisions.find_one(
            {"article_id": article_id, "revision": revision}, sort=[("epoch", DESCENDING)]
        )
        return ArticleRevision.model_validate(fields["article"]) if fields else None

    async def states(self) -> AsyncIterator[dict[str, ArticleState]]:
        """The states of all articles, as far as publish knows them, by pages."""
        batch: list[ArchivedArticle] = []
        async for fields in self._db.articles.find({"revision": {"$gt": 0}}).batch_size(_BATCH):
            batch.append(ArchivedArticle.model_validate(fields))
            if len(batch) == _BATCH:
                yield await self._states(batch)
                batch = []
        yield await self._states(batch)

    async def _states(self, batch: Sequence[ArchivedArticle]) -> dict[str, ArticleState]:
        hashes: dict[str, list[str]] = defaultdict(list)
        cursor = self._db.revisions.find(
            {"article_id": {"$in": [archived.id for archived in batch]}},
            {"article_id": 1, "article.content_hash": 1},
        )
        async for fields in cursor.sort([("article_id", 1), ("epoch", 1), ("revision", 1)]):
            hashes[fields["article_id"]].append(fields["article"]["content_hash"])
        return {archived.id: state_of(archived, hashes[archived.id]) for archived in batch}
