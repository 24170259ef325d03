"""Connection to MongoDB: majority, journaled writes, a timeout on every call, its outages as one error.

Install it with `newsroom[mongo]`. Motor and BSON stay within adapters: no signature of theirs shows them.
"""

import inspect
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from bson.codec_options import CodecOptions
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase
from pymongo import ReturnDocument
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    ConnectionFailure,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WTimeoutError,
)
from pymongo.write_concern import WriteConcern

from newsroom.runtime.addresses import shown
from newsroom.stores.epoch import epoch_number, epoch_text
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.outages import concise

Fields: TypeAlias = dict[str, Any]  # a BSON document at MongoDB's edge; no other module sees one
Client: TypeAlias = AsyncIOMotorClient[Fields]
Database: TypeAlias = AsyncIOMotorDatabase[Fields]
AdapterT = TypeVar("AdapterT", bound=type)

_TIMEOUT_MS = 5000
_DEFAULT_NAME = "newsroom"
_LEASE_OF_REDIS_MS = 15_000
_OUTAGES = (AutoReconnect, ConnectionFailure, ExecutionTimeout, WTimeoutError)
# Codes of a server that answers and cannot serve now: unauthorized, not authenticated, out of disk space.
_REFUSALS = frozenset({13, 18, 14031})


def connect(url: str) -> Client:
    """A client that connects at its first call; a call fails within seconds while MongoDB is away.

    Raises ValueError for an address that is none.
    """
    try:
        return AsyncIOMotorClient(
            url,
            tz_aware=True,
            serverSelectionTimeoutMS=_TIMEOUT_MS,
            connectTimeoutMS=_TIMEOUT_MS,
            socketTimeoutMS=4 * _TIMEOUT_MS,
            retryWrites=True,
        )
    except ConfigurationError as error:
        raise ValueError(f"{shown(url)!r} is no address of MongoDB: {concise(str(error))}") from error


def database(client: Client) -> Database:
    """The newsroom's database. A write returns once a majority has it in its journal."""
    return client.get_default_database(_DEFAULT_NAME).with_options(
        codec_options=CodecOptions(tz_aware=True), write_concern=WriteConcern(w="majority", j=True)
    )


def is_outage(error: PyMongoError) -> bool:
    """Whether the store is to blame, and not the call."""
    if isinstance(error, OperationFailure) and error.code in _REFUSALS:
        return True
    transient = error.has_error_label("RetryableWriteError")
    return transient or isinstance(error, _OUTAGES)


def mongo_adapter(adapter: AdapterT) -> AdapterT:
    """Decorates an adapter class: its public methods raise `StoreUnavailableError` in an outage."""
    for name, method in list(vars(adapter).items()):
        if name.startswith("_"):
            continue
        if inspect.isasyncgenfunction(method):
            setattr(adapter, name, _translating_stream(method))
        elif inspect.iscoroutinefunction(method):
            setattr(adapter, name, _translating(method))
    return adapter


def _translating(method: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    @wraps(method)
    async def translated(*args: Any, **kwargs: Any) -> Any:
        try:
            return await method(*args, **kwargs)
        except PyMongoError as error:
            raise _translated(error) from error

    return translated


def _translating_stream(method: Callable[..., AsyncIterator[Any]]) -> Callable[..., AsyncIterator[Any]]:
    @wraps(method)
    async def translated(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            async for element in method(*args, **kwargs):
                yield element
        except PyMongoError as error:
            raise _translated(error) from error

    return translated


def _translated(error: PyMongoError) -> Exception:
    return StoreUnavailableError(f"MongoDB: {concise(str(error))}") if is_outage(error) else error


@mongo_adapter
class MongoDeployment:
    """Adapter of the deployment's own facts in MongoDB: that it answers, and its id."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def ping(self) -> None:
        """Returns while MongoDB answers."""
        await self._db.command("ping")

    async def now(self) -> datetime:
        """The server's own time."""
        answer = await self._db.command("hello")
        instant: datetime = answer["localTime"]
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)

    async def id(self) -> str:
        """The deployment's id, created once by the first caller (an atomic upsert)."""
        stored = await self._db.epochs.find_one_and_update(
            {"_id": "newsroom"},
            {"$setOnInsert": {"deployment": uuid.uuid4().hex}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return str(_upserted(stored)["deployment"])

    async def hold(self, place: str, run: str) -> bool:
        """Registers the Redis that this deployment is used with; False while another one is in use."""
        silent = {"$lt": ["$seen_at", {"$subtract": ["$$NOW", _LEASE_OF_REDIS_MS]}]}
        known = [{"redis": place}, {"redis": {"$exists": False}}, {"run": run}, {"$expr": silent}]
        held = await self._db.epochs.update_one(
            {"_id": "newsroom", "$or": known},
            [{"$set": {"redis": place, "run": run, "seen_at": "$$NOW"}}],
        )
        return held.matched_count == 1


@mongo_adapter
class MongoEpochs:
    """An EpochSource: the epochs of one owner, counted from 0."""

    def __init__(self, db: Database, owner: str) -> None:
        self._db = db
        self._owner = owner

    async def current(self) -> str:
        """The newest epoch, empty where none has begun."""
        stored = await self._db.epochs.find_one({"_id": self._owner})
        return await self._text(stored["number"]) if stored else ""

    async def begin(self) -> str:
        """Begins the next epoch, by one atomic upsert."""
        following = {"$cond": [{"$isNumber": "$number"}, {"$add": ["$number", 1]}, 0]}
        stored = await self._db.epochs.find_one_and_update(
            {"_id": self._owner},
            [{"$set": {"number": following, "marks": {"$literal": {}}}}],
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        return await self._text(_upserted(stored)["number"])

    async def marks(self, epoch: str) -> Mapping[str, str]:
        """High-water marks of the owner's streams under an epoch."""
        stored = await self._db.epochs.find_one({"_id": self._owner, "number": epoch_number(epoch)})
        return dict(stored["marks"]) if stored else {}

    async def raise_marks(self, epoch: str, marks: Mapping[str, str]) -> None:
        """Raises marks, lowers none; compared with the epoch in the write."""
        if marks:
            await self._db.epochs.update_one(
                {"_id": self._owner, "number": epoch_number(epoch)},
                {"$max": {f"marks.{stream}": mark for stream, mark in marks.items()}},
            )

    async def _text(self, number: int) -> str:
        return epoch_text(number, await MongoDeployment(self._db).id())


def _upserted(stored: Fields | None) -> Fields:
    if stored is None:
        raise RuntimeError("MongoDB answered an upsert with nothing")
    return stored
