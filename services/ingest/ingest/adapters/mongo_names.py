"""Names and contents of articles as publish has written them: `names`, `articles`, `receipts`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ingest.identity.aliases import Name, route_name
from ingest.identity.restore import ArchivedArticle
from newsroom.events.articles import ArticleRevision
from newsroom.stores.mongo import Database, mongo_adapter

_BATCH = 500


@mongo_adapter
class MongoNames:
    """Reads what publish archived. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def names(self) -> AsyncIterator[Mapping[str, Name]]:
        """All names that were joined, some at a time."""
        async for page in _pages(self._db.names.find()):
            yield {fields["_id"]: Name(fields["source"], fields["into"]) for fields in page}

    async def since(self, instant: datetime) -> AsyncIterator[Sequence[ArchivedArticle]]:
        """The contents of all articles that came since, some at a time."""
        cursor = self._db.articles.find({"content.first_received_at": {"$gte": instant}}, {"content": 1})
        async for page in _pages(cursor):
            contents = [ArticleRevision.model_validate(fields["content"]) for fields in page]
            routes = await self._routes([one.document_id for one in contents if one.document_id])
            yield [ArchivedArticle(one, routes.get(one.document_id or "")) for one in contents]

    async def _routes(self, documents: Sequence[str]) -> dict[str, str]:
        cursor = self._db.receipts.find({"_id": {"$in": documents}}, {"format": 1, "sender": 1})
        return {one["_id"]: route_name(one["format"], one["sender"]) async for one in cursor}


async def _pages(cursor: Any) -> AsyncIterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    async for fields in cursor.batch_size(_BATCH):
        page.append(fields)
        if len(page) == _BATCH:
            yield page
            page = []
    yield page
