"""Receipts of what ingest received (`receipts`), and its raw form (`documents`); MongoDB trims both (TTL).

Both go by the document's id, which sorts by when it was received. `names` are those under which articles
came by other routes, by the ids they would have, `page_named` the sources whose guids name no articles;
both are kept for ever.
"""

from collections.abc import Sequence

from pymongo import ASCENDING, DESCENDING, IndexModel, UpdateOne

from newsroom.events.documents import DocumentReceived, JoinedName
from newsroom.events.identity import article_id
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from publish.receipts.handlers import RetainedDocument


@mongo_adapter
class MongoReceipts:
    """Upserts receipts. Calls raise `StoreUnavailableError`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ensure_indexes(self) -> None:
        """Creates the indexes and TTLs of the receipts. Idempotent."""
        newest = ("_id", DESCENDING)
        ends = IndexModel([("until", ASCENDING)], expireAfterSeconds=0)
        await self._db.receipts.create_indexes(
            [
                ends,
                IndexModel([("sources", ASCENDING), newest]),
                IndexModel([("receipts.id", ASCENDING), newest]),
            ]
        )
        await self._db.documents.create_indexes([ends])
        doubted = {"content.language_doubt": {"$type": "string"}}
        received = [("content.received_at", DESCENDING)]
        await self._db.articles.create_indexes([IndexModel(received, partialFilterExpression=doubted)])

    async def keep(self, retained: Sequence[RetainedDocument]) -> None:
        """Upserts each; the two events of one document come together, in either order."""
        raw = [_raw_insert(entry) for entry in retained if entry.document.raw is not None]
        if raw:
            await self._db.documents.bulk_write(raw, ordered=False)
        names = [_joined(name) for entry in retained for name in entry.document.joined]
        if names:
            await self._db.names.bulk_write(names, ordered=False)
        page_named = {source for entry in retained for source in entry.document.page_named}
        if page_named:
            await self._db.page_named.bulk_write([_page_named(own) for own in page_named], ordered=False)
        await self._db.receipts.bulk_write([_receipt_upsert(entry) for entry in retained], ordered=False)


def _raw_insert(retained: RetainedDocument) -> UpdateOne:
    document = retained.document
    fields: Fields = {
        "received_at": document.received_at,
        "sender": document.sender,
        "format": document.format,
        **(document.raw.model_dump() if document.raw else {}),
        "until": retained.raw_until,
    }
    return UpdateOne({"_id": document.id}, {"$setOnInsert": fields}, upsert=True)


def _receipt_upsert(retained: RetainedDocument) -> UpdateOne:
    document = retained.document
    once: Fields = {**_about(document), "until": retained.until}
    answered: Fields = {}
    if document.receipts is not None:
        answered["sources"] = list(document.sources)
        answered["receipts"] = [receipt.model_dump(exclude_none=True) for receipt in document.receipts]
    update: Fields = {"$setOnInsert": once, **({"$set": answered} if answered else {})}
    return UpdateOne({"_id": document.id}, update, upsert=True)


def _joined(name: JoinedName) -> UpdateOne:
    names = {"_id": article_id(name.source, name.source_id), **name.model_dump()}
    return UpdateOne({"_id": names["_id"]}, {"$setOnInsert": names}, upsert=True)


def _page_named(source: str) -> UpdateOne:
    return UpdateOne({"_id": source}, {"$setOnInsert": {"source": source}}, upsert=True)


def _about(document: DocumentReceived) -> Fields:
    raw = document.raw
    named: Fields = {"url": raw.url, "name": raw.name, "media_type": raw.media_type} if raw else {}
    return {
        "received_at": document.received_at,
        "sender": document.sender,
        "key_id": document.key_id,
        "address": document.address,
        "format": document.format,
        "size": document.size,
        **named,
    }
