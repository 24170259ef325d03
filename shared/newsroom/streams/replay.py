"""Filling a consumer's own stream with entries of the live log, under their own ids: in order, each once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from redis.exceptions import ResponseError

from newsroom.events.catalogue import CATALOGUE
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from newsroom.streams.wire import fields_of

_OURS = "newsroom:"
_DEAD = ".dead"


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event of the live log under its cursor, encoded."""

    cursor: str
    encoded: bytes


def why_not(stream: str, topology: Topology) -> str | None:
    """Why nothing may be replayed onto a stream, None where it may: the newsroom's own are no target."""
    configured = {name for kind in CATALOGUE for name in topology.physical(kind.stream)}
    logical = {kind.stream for kind in CATALOGUE}
    if stream in configured or topology.logical(stream) in logical:
        return f"{stream} is one of the newsroom's own streams"
    if stream.endswith(_DEAD) or stream.startswith(_OURS):
        return f"{stream} is a name that the newsroom keeps for itself"
    return None if stream.strip() else "a stream needs a name"


async def newest_of(redis: RedisClient, stream: str) -> str | None:
    """The highest id that a stream ever had, None without a stream. Raises ValueError for any other key."""
    kind = await redis.type(stream)
    if kind == b"none":
        return None
    if kind != b"stream":
        raise ValueError(f"{stream} is there already, and it is no stream")
    info = await redis.xinfo_stream(stream)
    newest = info["last-generated-id"]
    return newest.decode() if isinstance(newest, bytes) else str(newest)


async def append_as_they_were(redis: RedisClient, stream: str, events: Iterable[LoggedEvent]) -> int:
    """Appends what is above the stream's newest id, and returns how many; the rest was appended before."""
    async with redis.pipeline(transaction=False) as pipeline:
        for event in events:
            pipeline.xadd(stream, fields_of(event.encoded), id=event.cursor)  # type: ignore[arg-type]  # redis-py's field type is invariant
        answers = await pipeline.execute(raise_on_error=False)
    return _appended(answers)


def _appended(answers: Sequence[object]) -> int:
    for answer in answers:
        if isinstance(answer, Exception) and not _was_there(answer):
            raise answer
    return sum(not isinstance(answer, Exception) for answer in answers)


def _was_there(error: Exception) -> bool:
    return isinstance(error, ResponseError) and "equal or smaller" in str(error)
