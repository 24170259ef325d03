"""Registry of local journals: what ingest promised while MongoDB was away, on the disks of its replicas.

Collection `journals`. A restoration waits for every journal registered, until its replica has brought what
is in it to MongoDB, or somebody abandons it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.stores.mongo import Database, Fields, mongo_adapter

_SILENT_AFTER_MS = 10_000


@dataclass(frozen=True, slots=True)
class RegisteredJournal:
    """A local journal. All promised before its owner's epoch `drained` is in MongoDB.

    `place` is the host and folder it is in. `is_silent` where no replica has it open.
    """

    id: str
    place: str
    drained: int
    is_silent: bool


@mongo_adapter
class MongoJournals:
    """Registers, lists and abandons. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._journals = db.journals

    async def report(self, journal_id: str, place: str, drained: int) -> None:
        """Registers a journal, or notes that all before an epoch is in MongoDB."""
        fields: Fields = {"place": {"$literal": place}, "drained": drained, "seen_at": "$$NOW"}
        await self._journals.update_one({"_id": journal_id}, [{"$set": fields}], upsert=True)

    async def all(self) -> Sequence[RegisteredJournal]:
        """All that are registered, by their ids."""
        silent = {"$lt": ["$seen_at", {"$subtract": ["$$NOW", _SILENT_AFTER_MS]}]}
        stages: list[Fields] = [{"$set": {"is_silent": silent}}, {"$sort": {"_id": 1}}]
        return [
            RegisteredJournal(fields["_id"], fields["place"], fields["drained"], fields["is_silent"])
            async for fields in self._journals.aggregate(stages)
        ]

    async def remove(self, journal_id: str) -> bool:
        """Takes one out; False where it is not there."""
        return (await self._journals.delete_one({"_id": journal_id})).deleted_count == 1
