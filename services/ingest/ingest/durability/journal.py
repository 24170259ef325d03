"""Journal of what was promised: decided changes, kept in a second place until publish has confirmed them.

An article is answered 202 only once its change is in Redis and in the journal. After a loss of Redis the
journal is replayed: nothing is decided again.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from ingest.articles.change import Change
from ingest.articles.ports import Promise, WriteOutcome, Written
from ingest.articles.state import ArticleState, ContentEntry, Snapshot
from newsroom.events.articles import ArticleRevision
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.stores.epoch import epoch_number
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.high_water import sortable
from newsroom.streams.publisher import Emission

_MOST_OWED = 10_000  # articles
_SECONDS_FOR_MONGO = 0.5
_SECONDS_BETWEEN_TRIES = 1.0  # while MongoDB is away
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """Record of one change: the state it led to, its encoded events, and where Redis has them.

    `marks` are the highest ids of its entries by the stream's name in Redis, as texts that sort; they hold
    under `epoch`, counted. `content_at` is the index of the event that holds the latest content.
    """

    article_id: str
    epoch: int
    state: ArticleState
    emissions: tuple[Emission, ...]
    content_at: int | None
    marks: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Appended:
    """The end of one compare-and-set, and the entries that it appended: pairs of stream and id."""

    outcome: WriteOutcome
    entries: Sequence[tuple[str, str]] = ()


class Records(Protocol):
    """A durable place for records. Calls raise StoreUnavailableError."""

    async def keep(self, records: Sequence[JournalRecord]) -> None:
        """Returns once they are on disk. Idempotent."""
        ...


class AppendingStore(Protocol):
    """The states of articles beside the streams, in Redis. Calls raise StoreUnavailableError."""

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]: ...
    async def append(self, changes: Sequence[Change]) -> list[Appended]: ...
    async def content(self, entry: ContentEntry) -> ArticleRevision | None: ...

    async def check_epoch(self, snapshots: Mapping[str, Snapshot]) -> None:
        """Raises EpochLostError unless Redis still holds the numbers that these were read under."""
        ...


def record_of(change: Change, entries: Sequence[tuple[str, str]]) -> JournalRecord | None:
    """The record of a change that was written; None of one without events, which promises nothing new."""
    if not change.emissions or change.state is None:
        return None
    marks: dict[str, str] = {}
    for stream, entry_id in entries:
        marks[stream] = max(sortable(entry_id), marks.get(stream, ""))
    epoch = epoch_number(change.before.epoch)
    return JournalRecord(change.article_id, epoch, change.state, change.emissions, change.content_at, marks)


class GroupCommit:
    """Group commit: records that come while a write is on its way share the next one. None lingers."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._waiting: list[JournalRecord] = []
        self._next: asyncio.Future[None] | None = None
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, records: Sequence[JournalRecord]) -> None:
        """Returns once they are on disk; a caller cancelled ends no write. Raises StoreUnavailableError."""
        if self._next is None:
            self._next = asyncio.get_running_loop().create_future()
        group = self._next
        self._waiting += records
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write(), name="journal")
        await asyncio.shield(group)

    async def _write(self) -> None:
        while self._next is not None:
            records, group = self._waiting, self._next
            self._waiting, self._next = [], None
            try:
                await self._records.keep(records)
            except BaseException as error:  # whoever waits hears of it
                group.set_exception(error)
                group.exception()  # retrieved, should nobody wait any longer
                if not isinstance(error, StoreUnavailableError):
                    raise
            else:
                group.set_result(None)


@dataclass(slots=True)
class MongoFirst:
    """Records in MongoDB, in a local file while it is away or slow.

    Where no folder is set a 202 rests on Redis alone meanwhile, as taking articles in must not need MongoDB.
    """

    mongo: Records
    local: Records | None
    monotonic: Callable[[], float] = time.monotonic
    _mongo_again_at: float = 0.0
    _is_away: bool = False

    async def keep(self, records: Sequence[JournalRecord]) -> None:
        if self.monotonic() >= self._mongo_again_at and await self._kept_by_mongo(records):
            return
        if self.local is not None:
            await self.local.keep(records)

    async def _kept_by_mongo(self, records: Sequence[JournalRecord]) -> bool:
        try:
            async with asyncio.timeout(_SECONDS_FOR_MONGO):
                await self.mongo.keep(records)
        except (TimeoutError, StoreUnavailableError) as error:
            self._mongo_again_at = self.monotonic() + _SECONDS_BETWEEN_TRIES
            if not self._is_away:
                _log.warning("journal.without_mongo", local=self.local is not None, reason=str(error))
            self._is_away = True
            return False
        self._is_away = False
        return True


@dataclass(slots=True)
class JournaledArticles:
    """An ArticleStore whose writes go on into the journal, while their caller has other things to write.

    What rests on a change of this process that is not in the journal yet is read once it is.
    """

    store: AppendingStore
    journal: Records
    _in_hand: dict[str, set[asyncio.Future[None]]] = field(default_factory=lambda: defaultdict(set))
    _owed: dict[str, list[JournalRecord]] = field(default_factory=dict[str, list[JournalRecord]])

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]:
        snapshots = await self.store.read(ids)
        if self._in_hand:
            writing = [write for article_id in snapshots for write in self._in_hand.get(article_id, ())]
            if writing:
                await asyncio.wait(writing)
        if self._owed:
            owed = [record for article_id in snapshots for record in self._owed.get(article_id, ())]
            if owed:
                await self._settle(owed)
        return snapshots

    async def write(self, changes: Sequence[Change]) -> Written:
        if len(self._owed) >= _MOST_OWED:
            raise StoreUnavailableError("the journal cannot be written")
        done = asyncio.get_running_loop().create_future()
        for change in changes:
            self._in_hand[change.article_id].add(done)
        try:
            appended = await self.store.append(changes)
        except BaseException:  # a cancellation, too
            self._release(changes, done)
            raise
        outcomes = [write.outcome for write in appended]
        records = [
            record
            for change, write in zip(changes, appended, strict=True)
            if write.outcome is WriteOutcome.DONE and (record := record_of(change, write.entries))
        ]
        if not records:
            self._release(changes, done)
            return Written(outcomes)
        for record in records:
            self._owed.setdefault(record.article_id, []).append(record)
        reach(CrashPoint.INGEST_WRITTEN)
        promise = asyncio.create_task(self._keep(records, changes, done), name="promise")
        promise.add_done_callback(_retrieved)
        return Written(outcomes, promise)

    async def check_epoch(self, snapshots: Mapping[str, Snapshot]) -> None:
        await self.store.check_epoch(snapshots)

    async def content(self, entry: ContentEntry) -> ArticleRevision | None:
        return await self.store.content(entry)

    async def _keep(
        self, records: Sequence[JournalRecord], changes: Sequence[Change], done: asyncio.Future[None]
    ) -> None:
        try:
            await self._settle(records)
            reach(CrashPoint.INGEST_JOURNALED)
            # A restoration that began before the record was kept has not seen it: nothing is promised.
            await self.store.check_epoch({change.article_id: change.before for change in changes})
        finally:
            self._release(changes, done)

    async def _settle(self, records: Sequence[JournalRecord]) -> None:
        await self.journal.keep(records)
        for record in records:
            owed = self._owed.get(record.article_id, [])
            if record in owed:
                owed.remove(record)
            if not owed:
                self._owed.pop(record.article_id, None)

    def _release(self, changes: Sequence[Change], done: asyncio.Future[None]) -> None:
        done.set_result(None)
        for change in changes:
            writing = self._in_hand[change.article_id]
            writing.discard(done)
            if not writing:
                del self._in_hand[change.article_id]


def _retrieved(promise: Promise) -> None:
    """Nobody may be left to wait for it."""
    if not promise.cancelled():
        promise.exception()
