"""Articles as publish has written them to MongoDB: what ingest starts again from, should Redis be lost.

Collections, all written by publish: `articles` (the newest content and status of each) and `revisions`
(every content).
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from ingest.articles.state import ArticleState
from ingest.durability.restore import Archived, state_of
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
        found = await self._db.revisions.find_one({"_id": f"{article_id}.{revision}"})
        return ArticleRevision.model_validate(found["article"]) if found else None

    async def states(self) -> AsyncIterator[dict[str, ArticleState]]:
        """What ingest remembered of all articles, as far as publish knows, some at a time."""
        batch: list[Archived] = []
        async for fields in self._db.articles.find({"revision": {"$gt": 0}}).batch_size(_BATCH):
            batch.append(Archived.model_validate(fields))
            if len(batch) == _BATCH:
                yield await self._states(batch)
                batch = []
        yield await self._states(batch)

    async def _states(self, batch: Sequence[Archived]) -> dict[str, ArticleState]:
        hashes: dict[str, list[str]] = defaultdict(list)
        cursor = self._db.revisions.find(
            {"article_id": {"$in": [archived.id for archived in batch]}},
            {"article_id": 1, "article.content_hash": 1},
        )
        async for fields in cursor.sort([("article_id", 1), ("revision", 1)]):
            hashes[fields["article_id"]].append(fields["article"]["content_hash"])
        return {archived.id: state_of(archived, hashes[archived.id]) for archived in batch}
