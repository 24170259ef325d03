"""Replay of the live log onto a consumer's own stream, under the same entry ids: in order, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redis.exceptions import ResponseError

from newsroom.events.catalogue import CATALOGUE
from newsroom.stores.redis import RedisClient
from newsroom.streams.redis_commands import last_generated_id
from newsroom.streams.topology import Topology
from newsroom.streams.wire import fields_of

_KEY_PREFIX = "newsroom:"
_DEAD_SUFFIX = ".dead"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """Encoded event of the live log with its cursor."""

    cursor: str
    encoded: bytes


def refusal(stream: str, topology: Topology) -> str | None:
    """Reason to refuse a target stream, None where it may be filled: the newsroom's own never may."""
    physical = {name for kind in CATALOGUE for name in topology.physical(kind.stream)}
    logical = {kind.stream for kind in CATALOGUE}
    if stream in physical or topology.logical(stream) in logical:
        return f"{stream} is one of the newsroom's own streams"
    if stream.endswith(_DEAD_SUFFIX) or stream.startswith(_KEY_PREFIX):
        return f"{stream} is a name that the newsroom keeps for itself"
    return None if stream.strip() else "a stream needs a name"


async def newest_id(redis: RedisClient, stream: str) -> str | None:
    """High-water mark of a stream's ids, None without a stream. Raises ValueError for any other key."""
    kind = await redis.type(stream)
    if kind == b"none":
        return None
    if kind != b"stream":
        raise ValueError(f"{stream} is there already, and it is no stream")
    return await last_generated_id(redis, stream)


async def append_under_cursors(redis: RedisClient, stream: str, events: Iterable[LoggedEvent]) -> int:
    """Appends the events above the stream's newest id and returns their number; idempotent."""
    async with redis.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.xadd(stream, fields_of(event.encoded), id=event.cursor)  # type: ignore[arg-type]  # redis-py's field type is invariant
        answers = await pipeline.execute(raise_on_error=False)
    return _count_appended(answers)


def _count_appended(answers: Sequence[object]) -> int:
    for answer in answers:
        if isinstance(answer, Exception) and not _was_appended_before(answer):
            raise answer
    return sum(not isinstance(answer, Exception) for answer in answers)


def _was_appended_before(error: Exception) -> bool:
    return isinstance(error, ResponseError) and "equal or smaller" in str(error)
