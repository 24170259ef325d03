"""The live log on Redis, as a downstream service follows it: in a consumer group of its own."""

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
from newsroom.streams.cursor import BEGINNING, Cursor
from newsroom.streams.groups import ensure_groups
from newsroom.streams.redis_commands import NoGroupError, read_group
from newsroom.streams.topology import Topology
from newsroom.streams.wire import Entry, decode

EVERYTHING = Filter()
_STREAM = ARTICLE_PUBLISHED.stream
_BLOCK_MS = 1000
_PAUSE = 0.5  # seconds
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LoggedChange:
    """One change, with its cursor: what `/v1/stream`, `/v1/changes` and this log resume by."""

    cursor: str
    event: Event[LiveChange]

    @property
    def change(self) -> LiveChange:
        return self.event.data


@dataclass(slots=True)
class _Place:
    """Where a consumer is: `after` is what to ask for next, `seen` the newest entry that was finished."""

    after: str = "0"
    seen: str = BEGINNING


async def follow(
    redis_url: str,
    group: str,
    *,
    consumer: str = "1",
    wanted: Filter = EVERYTHING,
    batch: int = 100,
    partitions: int = 1,
) -> AsyncGenerator[Sequence[LoggedChange]]:
    """Changes that `wanted` admits, in the log's order, from the oldest kept; goes on for ever.

    A batch is acknowledged when the next is asked for, so whoever breaks off or dies meets it again: at
    least once, and an article's `seq` that is not above the last one seen may be ignored. While Redis is
    away it waits. A group that fell behind the streams' retention goes on from `/v1/changes`. Raises
    UndecodableEntryError for what this version cannot read.
    """
    redis, place = connect(redis_url), _Place()
    stream = Topology(partitions).physical(_STREAM)[0]
    try:
        while True:
            entries = await _next(redis, stream, group, consumer, place, batch)
            if found := [one for one in map(_logged, filter(_is_kept, entries)) if _admits(wanted, one)]:
                yield found
            await _finish(redis, stream, group, entries, place)
    finally:
        await redis.aclose()


async def _next(
    redis: RedisClient, stream: str, group: str, consumer: str, place: _Place, batch: int
) -> Sequence[Entry]:
    """What this consumer left unfinished, then what is new; nothing where neither came for a while."""
    try:
        entries = await read_group(
            redis, stream, group, consumer, place.after, count=batch, block_ms=_BLOCK_MS
        )
    except StoreUnavailableError as error:
        await _wait(place, error)
        return ()
    except NoGroupError:
        # After a loss of Redis the log is restored under the same ids, so the place stays right.
        await ensure_groups(redis, [stream], group, place.seen)
        return ()
    if not entries:
        place.after = ">"
    return entries


async def _finish(
    redis: RedisClient, stream: str, group: str, entries: Sequence[Entry], place: _Place
) -> None:
    if not entries:
        return
    place.seen = max(place.seen, entries[-1].id, key=Cursor.parse)
    try:
        await redis.xack(stream, group, *(entry.id for entry in entries))
    except StoreUnavailableError as error:
        await _wait(place, error)


async def _wait(place: _Place, error: BaseException) -> None:
    """What was in hand when Redis went away is asked for again, first."""
    _log.warning("live_log.waiting", reason=str(error))
    place.after = "0"
    await asyncio.sleep(_PAUSE)


def _is_kept(entry: Entry) -> bool:
    """A withdrawal takes an article's earlier entries out of the log, also those that are pending."""
    return bool(entry.fields)


def _logged(entry: Entry) -> LoggedChange:
    event: Event[Any] = decode(entry, _STREAM)
    return LoggedChange(entry.id, event)


def _admits(wanted: Filter, logged: LoggedChange) -> bool:
    change = logged.change
    return wanted.matches_change(frozenset(change.topics_before), frozenset(change.topics_after))
