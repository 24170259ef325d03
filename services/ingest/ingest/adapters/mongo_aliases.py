"""Aliases and contents of articles as publish has written them.

Collections: `names`, `page_named`, `articles`, `receipts`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ingest.identity.aliases import Alias
from ingest.identity.join import Route
from ingest.identity.restore import RoutedContent
from newsroom.events.articles import ArticleRevision
from newsroom.stores.mongo import Database, mongo_adapter

_BATCH = 500


@mongo_adapter
class MongoAliases:
    """Reads what publish archived. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def aliases(self) -> AsyncIterator[Mapping[str, Alias]]:
        """All names that were joined, by pages."""
        async for page in _pages(self._db.names.find()):
            yield {fields["_id"]: Alias(fields["source"], fields["into"]) for fields in page}

    async def page_named(self) -> Sequence[str]:
        """The sources whose guids name no articles."""
        return [fields["_id"] async for fields in self._db.page_named.find()]

    async def contents_since(self, instant: datetime) -> AsyncIterator[Sequence[RoutedContent]]:
        """The contents of all articles that came since, by pages."""
        cursor = self._db.articles.find({"content.first_received_at": {"$gte": instant}}, {"content": 1})
        async for page in _pages(cursor):
            contents = [ArticleRevision.model_validate(fields["content"]) for fields in page]
            routes = await self._routes([content.document_id for content in contents if content.document_id])
            yield [RoutedContent(content, routes.get(content.document_id or "")) for content in contents]

    async def _routes(self, documents: Sequence[str]) -> dict[str, str]:
        cursor = self._db.receipts.find({"_id": {"$in": documents}}, {"format": 1, "sender": 1})
        return {fields["_id"]: Route(fields["format"], fields["sender"]).name async for fields in cursor}


async def _pages(cursor: Any) -> AsyncIterator[list[dict[str, Any]]]:
    page: list[dict[str, Any]] = []
    async for fields in cursor.batch_size(_BATCH):
        page.append(fields)
        if len(page) == _BATCH:
            yield page
            page = []
    yield page
