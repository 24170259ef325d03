"""Consumer of the live log on Redis for a downstream service, in a consumer group of its own."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.envelope import Event
from newsroom.events.live import LiveChange
from newsroom.events.topics import Filter
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.cursor import BEGINNING, Cursor
from newsroom.streams.redis_commands import NoGroupError, read_group
from newsroom.streams.topology import Topology
from newsroom.streams.wire import Entry, decode

EVERYTHING = Filter()
_STREAM = ARTICLE_PUBLISHED.stream
_BLOCK_MS = 1000
_RETRY_SECONDS = 0.5
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """Change with its cursor, by which `/v1/stream`, `/v1/changes` and this log resume."""

    cursor: str
    event: Event[LiveChange]

    @property
    def change(self) -> LiveChange:
        return self.event.data


@dataclass(slots=True)
class _Position:
    """Position of a consumer: `after` is the next id to read behind, `finished` its high-water mark."""

    after: str = "0"
    finished: str = BEGINNING


async def follow(
    redis_url: str,
    group: str,
    *,
    consumer: str = "1",
    wanted: Filter = EVERYTHING,
    batch: int = 100,
    partitions: int = 1,
) -> AsyncGenerator[Sequence[LoggedChange]]:
    """Follows the changes that `wanted` matches, in the log's order, from the oldest kept, for ever.

    Delivery is at least once: a batch is acknowledged when the next is requested, so after a break or a crash
    it comes again, and an article's `seq` that is not above the last one seen may be ignored. An outage of
    Redis is waited out. A group that fell behind the streams' retention resumes from `/v1/changes`. Raises
    UndecodableEntryError for an entry of a newer format.
    """
    redis, position = connect(redis_url), _Position()
    stream = Topology(partitions).physical(_STREAM)[0]
    try:
        while True:
            entries = await _next(redis, stream, group, consumer, position, batch)
            logged = map(_logged, filter(_is_kept, entries))
            if changes := [change for change in logged if _matches(wanted, change)]:
                yield changes
            await _finish(redis, stream, group, entries, position)
    finally:
        await redis.aclose()


async def _next(
    redis: RedisClient, stream: str, group: str, consumer: str, position: _Position, batch: int
) -> Sequence[Entry]:
    """This consumer's pending entries, then new ones; empty after a blocking read without any."""
    try:
        entries = await read_group(
            redis, stream, group, consumer, position.after, count=batch, block_ms=_BLOCK_MS
        )
    except StoreUnavailableError as error:
        await _wait(position, error)
        return ()
    except NoGroupError:
        # After a loss of Redis the log is restored under the same ids, so the position stays right.
        await ensure_groups(redis, [stream], group, position.finished)
        return ()
    if not entries:
        position.after = ">"
    return entries


async def _finish(
    redis: RedisClient, stream: str, group: str, entries: Sequence[Entry], position: _Position
) -> None:
    if not entries:
        return
    position.finished = max(position.finished, entries[-1].id, key=Cursor.parse)
    try:
        await redis.xack(stream, group, *(entry.id for entry in entries))
    except StoreUnavailableError as error:
        await _wait(position, error)


async def _wait(position: _Position, error: BaseException) -> None:
    """Waits out a part of an outage; the entries in flight are read again first."""
    _log.warning("live_log.waiting", reason=str(error))
    position.after = "0"
    await asyncio.sleep(_RETRY_SECONDS)


def _is_kept(entry: Entry) -> bool:
    """Whether the entry still exists: a withdrawal deletes an article's earlier entries, pending ones too."""
    return bool(entry.fields)


def _logged(entry: Entry) -> LoggedChange:
    event: Event[Any] = decode(entry, _STREAM)
    return LoggedChange(entry.id, event)


def _matches(wanted: Filter, logged: LoggedChange) -> bool:
    change = logged.change
    return wanted.matches_change(frozenset(change.topics_before), frozenset(change.topics_after))
