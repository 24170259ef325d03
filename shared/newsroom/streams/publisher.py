"""Publisher of events: appends are idempotent and ordered by subject (`append_once`, a compare-and-set).

An event is appended only if its number is above the last one appended for its subject, whoever retries
it and however batches race. The epoch is the fencing token. The script runs in the target's hash slot;
where the acknowledged streams are in the same slot, one call does both.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import BaseModel

from newsroom.events.catalogue import EventType
from newsroom.events.envelope import Event
from newsroom.stores.epoch import FencedScript
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from newsroom.streams.wire import remember

DataT = TypeVar("DataT", bound=BaseModel)
ItemT = TypeVar("ItemT")

# Lua's unpack and Redis' argument parsing are bounded; a call of this size costs milliseconds.
_EVENTS_A_CALL = 500
_APPEND_ONCE = files("newsroom.streams").joinpath("append_once.lua").read_text("utf-8")

# High-water mark: raises the number a subject was last appended under, never lowers it.
_RAISE = """
for i = 1, #KEYS do
  local subject, number = ARGV[2 * i - 1], tonumber(ARGV[2 * i])
  if number > tonumber(redis.call('HGET', KEYS[i], subject) or '0') then
    redis.call('HSET', KEYS[i], subject, ARGV[2 * i])
  end
end
"""

# Of each subject, whether its number was never appended. ARGV: subject, number.
_LACKING = """
local lacking = {}
for i = 1, #KEYS do
  local last = tonumber(redis.call('HGET', KEYS[i], ARGV[2 * i - 1]) or '0')
  lacking[i] = last < tonumber(ARGV[2 * i]) and 1 or 0
end
return lacking
"""


@dataclass(frozen=True, slots=True)
class Emission:
    """Encoded event, ready to be appended to its stream; an urgent one also beyond Redis' memory limit.

    `event` is what was encoded, where that is known: its readers in this process need not decode it.
    """

    stream: str
    subject: str
    number: int
    encoded: bytes
    is_urgent: bool = False
    event: Event[Any] | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, kind: EventType[DataT], event: Event[DataT]) -> "Emission":
        number, is_urgent = kind.number(event.data), kind.is_urgent(event.data)
        return cls(kind.stream, event.subject, number, kind.encode(event), is_urgent, event)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Acknowledgement of entries of one stream (its name in Redis) for a group."""

    stream: str
    group: str
    ids: Sequence[str]


class Publisher:
    """Publisher of one owner's events. On EpochLostError or Redis' own errors a prefix was appended."""

    def __init__(self, redis: RedisClient, topology: Topology, owner: str) -> None:
        self._redis = redis
        self._topology = topology
        self._owner = owner
        self._script = FencedScript(redis, owner, _APPEND_ONCE)
        self._urgent_script = FencedScript(redis, owner, _APPEND_ONCE, beyond_memory_limit=True)
        self.scripts = (self._script, self._urgent_script)
        self._raise = redis.register_script(_RAISE)
        self._lacking = redis.register_script(_LACKING)
        self.epoch = ""

    async def append_once(
        self, emissions: Iterable[Emission], acknowledgements: Sequence[Acknowledgement] = ()
    ) -> list[str]:
        """Appends the events above their subjects' numbers, many in one round trip, then acknowledges.

        Returns the ids of the appended entries.
        """
        slots: dict[tuple[str, int], list[Emission]] = defaultdict(list)
        for emission in emissions:
            slots[emission.stream, self._topology.partition_in(emission.stream, emission.subject)].append(
                emission
            )
        calls = [
            (stream, partition, chunk)
            for (stream, partition), pending in slots.items()
            for chunk in _chunks(pending)
        ]
        combined = acknowledgements if len(calls) == 1 and self._topology.partitions == 1 else ()
        appended: list[str] = []
        for stream, partition, chunk in calls:
            appended += await self._append(stream, partition, chunk, combined)
        if not combined:
            for finished in acknowledgements:
                await self._redis.xack(finished.stream, finished.group, *finished.ids)
        return appended

    async def lacking(self, stream: str, numbers: Mapping[str, int]) -> set[str]:
        """The subjects among these whose number was never appended, or was lost with Redis' data."""
        lacking: set[str] = set()
        for chunk in self._in_slots(stream, numbers.items()):
            keys = [self._topology.numbers(stream, subject) for subject, _ in chunk]
            answer = await self._lacking(keys=keys, args=[part for pair in chunk for part in pair])
            lacking |= {subject for (subject, _), lacks in zip(chunk, answer, strict=True) if lacks}
        return lacking

    async def raise_numbers(self, stream: str, numbers: Sequence[tuple[str, int]]) -> None:
        """Restores high-water marks: append_once then refuses events of an earlier Redis; lowers none."""
        for chunk in self._in_slots(stream, numbers):
            keys = [self._topology.numbers(stream, subject) for subject, _ in chunk]
            await self._raise(keys=keys, args=[part for pair in chunk for part in pair])

    def _in_slots(
        self, stream: str, numbers: Iterable[tuple[str, int]]
    ) -> Iterator[Sequence[tuple[str, int]]]:
        """The numbers in chunks for one call each: a script's keys share a slot."""
        slots: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for subject, number in numbers:
            slots[self._topology.partition_in(stream, subject)].append((subject, number))
        for pairs in slots.values():
            yield from _chunks(pairs)

    async def last_number(self, stream: str, subject: str) -> int:
        """The number a subject was last appended under, 0 where it never was or Redis was lost."""
        number = await self._redis.hget(self._topology.numbers(stream, subject), subject)
        return int(number or 0)

    async def _append(
        self,
        stream: str,
        partition: int,
        chunk: Sequence[Emission],
        acknowledgements: Sequence[Acknowledgement],
    ) -> list[str]:
        keys = [
            self._topology.epoch(self._owner, partition),
            self._topology.stream(stream, partition),
            *(self._topology.numbers(stream, emission.subject) for emission in chunk),
            *(acknowledgement.stream for acknowledgement in acknowledgements),
        ]
        args: list[str | bytes | int] = [self.epoch, len(chunk)]
        for emission in chunk:
            args += (emission.subject, emission.number, emission.encoded)
        for acknowledgement in acknowledgements:
            args += (acknowledgement.group, len(acknowledgement.ids), *acknowledgement.ids)
        is_urgent = any(emission.is_urgent for emission in chunk)
        script = self._urgent_script if is_urgent else self._script
        for emission in chunk:
            if emission.event is not None:  # before it is appended: readers may be quicker than the answer
                remember(stream, emission.encoded, emission.event)
        answer: list[bytes | None] = await script(keys, args)
        return [entry_id.decode() for entry_id in answer if entry_id is not None]


def _chunks(sequence: Sequence[ItemT]) -> Iterable[Sequence[ItemT]]:
    for start in range(0, len(sequence), _EVENTS_A_CALL):
        yield sequence[start : start + _EVENTS_A_CALL]
