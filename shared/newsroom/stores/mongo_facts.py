"""Facts about a MongoDB deployment, for an operator: its version, replica set, room, clock and counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from pymongo.errors import OperationFailure

from newsroom.stores.epoch import epoch_text
from newsroom.stores.mongo import Database, mongo_adapter

_DEPLOYMENT = "newsroom"  # of the collection `epochs`
_UNAUTHORIZED = 13


@dataclass(frozen=True, slots=True)
class MongoFacts:
    """Facts of the newsroom's database and its server. Sizes are in bytes.

    `replica_set` is empty where there is none; `journaled` and the disk's sizes are None where reading them
    is refused; `epochs` are the owners' newest ones, as Redis holds them.
    """

    version: str
    replica_set: str
    is_primary: bool
    journaled: bool | None
    data_bytes: int
    disk_total: int | None
    disk_free: int | None
    now: datetime
    deployment: str
    epochs: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """Articles that wait for a person, and those that do not read like their language."""

    held: int
    doubted: int


@mongo_adapter
class MongoFactsReader:
    """Reads the facts. Calls raise StoreUnavailableError."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def facts(self) -> MongoFacts:
        """The facts as they are now."""
        build = await self._db.command("buildInfo")
        sizes = await self._db.command("dbStats")
        total, used = sizes.get("fsTotalSize"), sizes.get("fsUsedSize")
        stored = {str(own["_id"]): own async for own in self._db.epochs.find()}
        deployment = str(stored.pop(_DEPLOYMENT, {}).get("deployment", ""))
        journaled = await self._journaled()
        hello = await self._db.command("hello")  # the last, so that the clock is as it is now
        instant: datetime = hello["localTime"]
        return MongoFacts(
            version=str(build["version"]),
            replica_set=str(hello.get("setName", "")),
            is_primary=bool(hello.get("isWritablePrimary")),
            journaled=journaled,
            data_bytes=int(sizes["storageSize"] + sizes["indexSize"]),
            disk_total=None if total is None else int(total),
            disk_free=None if total is None or used is None else int(total - used),
            now=instant if instant.tzinfo else instant.replace(tzinfo=UTC),
            deployment=deployment,
            epochs={owner: epoch_text(int(own["number"]), deployment) for owner, own in stored.items()},
        )

    async def desk_counts(self) -> DeskCounts:
        """Counts over the indexes that the desk's own lists use."""
        return DeskCounts(
            held=await self._db.held.count_documents({"status": "held"}),
            doubted=await self._db.articles.count_documents({"content.language_doubt": {"$type": "string"}}),
        )

    async def indexes(self, collection: str) -> frozenset[str]:
        """The names of a collection's indexes, none where there is no such collection."""
        return frozenset(await self._db[collection].index_information())

    async def _journaled(self) -> bool | None:
        """Whether acknowledged writes are in the journal. Its own command line says where it is off."""
        try:
            options = await self._db.client.admin.command("getCmdLineOpts")
        except OperationFailure as error:
            if error.code == _UNAUTHORIZED:
                return None
            raise
        return _enabled(options.get("parsed", {}))


def _enabled(parsed: Mapping[str, Any]) -> bool:
    return bool(parsed.get("storage", {}).get("journal", {}).get("enabled", True))
