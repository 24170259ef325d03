"""The ledger as publish has kept it in MongoDB: `receipts` and `documents`, by the id of each document."""

from collections.abc import AsyncIterator
from typing import Any

from pymongo import ASCENDING, DESCENDING

from ingest.ledger.audit import Doubted, KeptDocument, KeptReceipt, Selection
from newsroom.events.documents import Raw, first_document_id
from newsroom.stores.mongo import Database, mongo_adapter

_BATCH = 20  # some documents are of many megabytes


@mongo_adapter
class MongoLedger:
    """Reads the ledger. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def receipts(self, selection: Selection, limit: int) -> list[KeptReceipt]:
        """The newest first."""
        wanted = _wanted(selection)
        if selection.sources is not None:
            wanted["sources"] = {"$in": sorted(selection.sources)}
        if selection.scope is not None:
            wanted["$nor"] = [{"sources": {"$elemMatch": {"$nin": sorted(selection.scope)}}}]
        if selection.article_id is not None:
            wanted["receipts.id"] = selection.article_id
        receipts = await self._db.receipts.find(wanted).sort("_id", DESCENDING).limit(limit).to_list(limit)
        return [KeptReceipt.model_validate(fields) for fields in receipts]

    async def doubted(self, sources: frozenset[str] | None, limit: int) -> list[Doubted]:
        """The newest first."""
        wanted: dict[str, Any] = {"content.language_doubt": {"$type": "string"}}
        if sources is not None:
            wanted["content.source"] = {"$in": sorted(sources)}
        cursor = self._db.articles.find(wanted, {"content": 1}).sort("content.received_at", DESCENDING)
        articles = await cursor.limit(limit).to_list(limit)
        return [Doubted.model_validate(fields["content"]) for fields in articles]

    async def documents(self, selection: Selection) -> AsyncIterator[KeptDocument]:
        """The oldest first."""
        cursor = self._db.documents.find(_wanted(selection)).sort("_id", ASCENDING).batch_size(_BATCH)
        async for fields in cursor:
            receipt = await self._db.receipts.find_one({"_id": fields["_id"]})
            kept = KeptDocument(
                id=fields["_id"],
                received_at=fields["received_at"],
                format=fields["format"],
                raw=Raw.model_validate(fields),
                receipt=KeptReceipt.model_validate(receipt) if receipt else None,
            )
            if _is_of(kept, selection):
                yield kept


def _wanted(selection: Selection) -> dict[str, Any]:
    """A filter as MongoDB takes it."""
    wanted: dict[str, Any] = {}
    if selection.format is not None:
        wanted["format"] = selection.format
    bounds = {
        "$gte": first_document_id(selection.since) if selection.since else None,
        "$lt": selection.before,
    }
    if given := {name: bound for name, bound in bounds.items() if bound is not None}:
        wanted["_id"] = given
    return wanted


def _is_of(kept: KeptDocument, selection: Selection) -> bool:
    """Whether it may hold articles that are meant; nobody can tell of what was never read."""
    named = {*(kept.receipt.sources if kept.receipt else ()), *([kept.raw.source] if kept.raw.source else [])}
    owners = named or set(kept.raw.scope or ())
    if selection.scope is not None and (not owners or not owners <= selection.scope):
        return False
    return selection.sources is None or not named or not named.isdisjoint(selection.sources)
