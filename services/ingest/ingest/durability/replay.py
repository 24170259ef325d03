"""Replay of the journal after a loss of Redis, and its pruning once publish has confirmed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

import structlog

from ingest.articles.change import Change
from ingest.articles.state import ArticleState, Snapshot
from ingest.durability.journal import JournalRecord
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.stores.epoch import epoch_number, is_epoch

_log = structlog.get_logger(__name__)


class ReplayedJournal(Protocol):
    """The journal as a restoration reads it. Calls raise StoreUnavailableError."""

    def pages(self) -> AsyncIterator[Sequence[JournalRecord]]: ...
    async def is_empty(self) -> bool: ...
    async def carry(self, epoch: int, positions: Mapping[str, str]) -> None: ...
    async def prune(self, epoch: int, finished: Mapping[str, str]) -> int: ...


class ReplayTarget(Protocol):
    """The store that changes are written to again. Calls raise StoreUnavailableError."""

    async def read(self, ids: Iterable[str]) -> Mapping[str, Snapshot]: ...
    async def replay(self, changes: Sequence[Change]) -> None: ...


async def replay(journal: ReplayedJournal, target: ReplayTarget, fence: str) -> int:
    """Writes what Redis lacks of the journal: states and events. Returns how many changes. Idempotent.

    To be called before states are restored from MongoDB, which may know a newer revision than one that
    publish has yet to be given.
    """
    count = 0
    async for page in journal.pages():
        waiting = list(page)
        while waiting:
            firsts: dict[str, JournalRecord] = {}
            for record in waiting:
                firsts.setdefault(record.article_id, record)
            snapshots = await target.read(firsts)
            lacking = [
                _change(record, replace(snapshots[record.article_id], epoch=fence))
                for record in firsts.values()
                if lacks(snapshots[record.article_id].state, record.state)
            ]
            await target.replay(lacking)
            if lacking:
                reach(CrashPoint.INGEST_REPLAYED)
            count += len(lacking)
            waiting = [record for record in waiting if firsts[record.article_id] is not record]
    if count:
        _log.warning("journal.replayed", changes=count)
    return count


def lacks(known: ArticleState | None, promised: ArticleState) -> bool:
    """Whether Redis lacks a promised change: events and state are written in one script. Pure."""
    if known is None:
        return True
    return (known.revision, known.held_number) < (promised.revision, promised.held_number)


def _change(record: JournalRecord, before: Snapshot) -> Change:
    return Change(record.article_id, before, record.state, record.emissions, record.content_at)


async def prune(
    journal: ReplayedJournal,
    epoch: Callable[[], Awaitable[str | None]],
    finished: Callable[[], Awaitable[Mapping[str, str]]],
) -> None:
    """Takes out what publish has confirmed. A position counts only under the epoch it was read in.

    At rest the journal is empty, and Redis is left alone.
    """
    if await journal.is_empty():
        return
    before = await epoch()
    positions = await finished()
    if before is not None and is_epoch(before) and before == await epoch():
        await journal.prune(epoch_number(before), positions)
