"""Journal in MongoDB: collection `journal`, one document a change, until publish has confirmed it.

A document's `_id` sorts by article and then in the order of its changes. `stream` and `last` are the one
stream of its entries and the highest id there; a change that spans several streams has none, and is compared
by its `marks`.
"""

from collections.abc import AsyncIterator, Mapping, Sequence

import bson
from pymongo import DeleteMany, UpdateMany
from pymongo.errors import BulkWriteError

from ingest.articles.state import ArticleState
from ingest.durability.journal import JournalRecord
from newsroom.stores.mongo import Database, Fields, mongo_adapter
from newsroom.streams.publisher import Emission

_PAGE = 200
_DUPLICATE = 11000
_SEVERAL = ""


@mongo_adapter
class MongoJournal:
    """Keeps, replays and prunes records. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._journal = db.journal
        self._is_indexed = False

    async def keep(self, records: Sequence[JournalRecord]) -> None:
        """Returns once a majority has them in its journal. Idempotent."""
        await self._insert([fields_of(record) for record in records])

    async def keep_encoded(self, encoded: Sequence[bytes]) -> None:
        """As `keep`, of records that a file had kept meanwhile."""
        await self._insert([bson.decode(record) for record in encoded])

    async def pages(self) -> AsyncIterator[Sequence[JournalRecord]]:
        """All records, those of an article in the order of its changes."""
        page: list[JournalRecord] = []
        async for fields in self._journal.find().sort("_id", 1).batch_size(_PAGE):
            page.append(_record(fields))
            if len(page) == _PAGE:
                yield page
                page = []
        yield page

    async def is_empty(self) -> bool:
        """Whether nothing is kept: a promise of this moment may be missed."""
        return await self._journal.find_one({}, {"_id": 1}) is None

    async def marks(self, epoch: int) -> Mapping[str, str]:
        """The highest id of each stream that is kept under an epoch."""
        found: dict[str, str] = {}
        for stream in await self._journal.distinct("stream", {"under": epoch}):
            newest = await self._journal.find_one(
                {"under": epoch, "stream": stream}, {"marks": 1}, sort=[("last", -1)]
            )
            for name, mark in (newest["marks"] if newest else {}).items():
                found[name] = max(mark, found.get(name, ""))
        return found

    async def carry(self, epoch: int, positions: Mapping[str, str]) -> None:
        """Notes that Redis has every record's entries under `epoch`, none above these positions."""
        updates = [
            UpdateMany(
                {"stream": stream},
                {"$set": {"under": epoch, "last": position, "marks": {stream: position}}},
            )
            for stream, position in positions.items()
        ]
        several = {"under": epoch, "marks": dict(positions)}
        await self._journal.bulk_write([*updates, UpdateMany({"stream": _SEVERAL}, {"$set": several})])

    async def prune(self, epoch: int, finished: Mapping[str, str]) -> int:
        """Deletes what is finished up to these positions, and what no restoration has carried over."""
        if not self._is_indexed:
            await self._journal.create_index([("under", 1), ("stream", 1), ("last", 1)])
            self._is_indexed = True
        deletions = [
            DeleteMany({"under": epoch, "stream": stream, "last": {"$lte": position}})
            for stream, position in finished.items()
        ]
        whole = {f"marks.{stream}": {"$not": {"$gt": position}} for stream, position in finished.items()}
        deletions.append(DeleteMany({"under": epoch, "stream": _SEVERAL, **whole}))
        deletions.append(DeleteMany({"under": {"$lt": epoch}}))
        return (await self._journal.bulk_write(deletions, ordered=False)).deleted_count

    async def _insert(self, documents: Sequence[Fields]) -> None:
        try:
            await self._journal.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            errors = error.details["writeErrors"] if error.details else []
            if any(failed["code"] != _DUPLICATE for failed in errors):
                raise


def fields_of(record: JournalRecord) -> Fields:
    """The document of a record."""
    state = record.state
    [stream, *others] = record.marks
    alone = not others
    return {
        "_id": f"{record.article_id}.{record.epoch:08d}.{state.revision:010d}.{state.held_number:016d}",
        "article": record.article_id,
        "epoch": record.epoch,
        "under": record.epoch,
        "state": state.model_dump_json(exclude_defaults=True),
        "events": [[e.stream, e.subject, e.number, e.encoded.decode()] for e in record.emissions],
        "content_at": record.content_at,
        "marks": dict(record.marks),
        "stream": stream if alone else _SEVERAL,
        "last": record.marks[stream] if alone else "",
    }


def encoded(record: JournalRecord) -> bytes:
    """A record's document in BSON."""
    return bson.encode(fields_of(record))


def _record(fields: Fields) -> JournalRecord:
    return JournalRecord(
        fields["article"],
        fields["epoch"],
        ArticleState.model_validate_json(fields["state"]),
        tuple(
            Emission(stream, subject, number, event.encode())
            for stream, subject, number, event in fields["events"]
        ),
        fields["content_at"],
        fields["marks"],
    )
