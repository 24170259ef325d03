"""Consumer of a group's streams: at-least-once delivery with retry, backoff and dead letters.

A batch is read, decoded entry by entry (undecodable ones become dead letters at once), handled whole, its
events are emitted and only then its entries are acknowledged: the pending entry is the outbox, and
redelivery repeats idempotent work alone. A batch that fails is retried entry by entry, so that one poison
entry takes no neighbour with it. Failed entries, and those of a dead consumer, stay pending until
`Reclaimer` redelivers them here.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar, assert_never

import structlog
from pydantic import BaseModel

from newsroom.events.envelope import Event
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.runtime.crash_points import CrashPoint, reach
from newsroom.runtime.turns import in_turns
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import RedisClient
from newsroom.streams.dead_letters import DeadLetters, ParkedEntry, encode_fields
from newsroom.streams.outcome import Ack, DeadLetter, Outcome, Retry, outcome_of
from newsroom.streams.publisher import Acknowledgement, Emission
from newsroom.streams.redis_commands import pending_entries
from newsroom.streams.retry import RetryPolicy
from newsroom.streams.topology import URGENT, Topology
from newsroom.streams.wire import Entry, UndecodableEntryError, decode

DataT = TypeVar("DataT", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Delivery(Generic[DataT]):
    """Entry with its decoded event."""

    entry: Entry
    event: Event[DataT]


Handler = Callable[[Sequence[Delivery[Any]]], Awaitable[Sequence[Emission]]]

_log = structlog.get_logger(__name__)
# A part of what waits: about so many seconds of work, after which what is urgent has its turn.
_SECONDS_A_PART = 0.2
_SECONDS_UNACKNOWLEDGED = 0.1  # of finished entries while others of their batch are handled one by one
_SMALLEST_PART, _FIRST_PART, _LARGEST_PART = 25, 50, 200


def part_size(handled: int, part: int, seconds: float) -> int:
    """The size of the next part, by how long the last took; a smaller one than a part tells nothing. Pure."""
    if handled < part:
        return part
    fitting = round(handled * _SECONDS_A_PART / max(seconds, 0.001))
    return max(_SMALLEST_PART, min(_LARGEST_PART, 2 * part, fitting))


class Settler(Protocol):
    """Port to what appends a handler's events and then acknowledges its entries."""

    async def append_once(
        self, emissions: Sequence[Emission], acknowledgements: Sequence[Acknowledgement]
    ) -> Sequence[str]: ...


@dataclass(frozen=True, slots=True)
class Pause:
    """Pause before a group reads on, in seconds: for `each` entry of a batch, up to the `longest`.

    What nobody waits for is so written in fewer batches, the more the more comes. None follows a batch of
    `full` entries, behind which more may wait already.
    """

    each: float
    longest: float
    full: int

    def after(self, entries: int) -> float:
        """The pause after a batch of so many entries."""
        return min(entries * self.each, self.longest) if entries < self.full else 0.0


@dataclass(slots=True)
class _Failures:
    """Failed attempts of one entry in this process, and the end of its backoff (monotonic seconds)."""

    attempts: int = 0
    first: datetime | None = None
    not_before: float = 0.0


@dataclass(slots=True)
class _Lane:
    """Entries that wait for their turn, one batch at a time."""

    gathered: list[Entry] = field(default_factory=list[Entry])
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class Consumer:
    """Consumer of one group's streams, one batch at a time: what came in while the last was handled.

    What takes something back overtakes the rest of what came in.

    `handler` takes deliveries of any of its streams and returns the events to emit; it must be idempotent. It
    raises RejectedError for an entry that can never be handled, StoreUnavailableError in an outage, and
    anything else for a failed attempt. The `pause` is between the batches of a stream. With
    `overtakes_in_hand` what is urgent is handled beside the batch in hand, as if by another replica. With
    `one_by_one` the handler gets one entry at a time, each with its own outcome. `carries` names the stream
    whose events all the entries are, where their own streams' names do not.
    """

    redis: RedisClient
    topology: Topology
    publisher: Settler
    group: str
    handler: Handler
    clock: Clock
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    pause: Pause | None = None
    overtakes_in_hand: bool = False
    one_by_one: bool = False
    carries: str | None = None
    in_flight: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    _failures: dict[tuple[str, str], _Failures] = field(default_factory=lambda: defaultdict(_Failures))
    _part: int = _FIRST_PART
    _lane: _Lane = field(default_factory=_Lane)
    _urgent_lane: _Lane = field(default_factory=_Lane)

    async def handle(self, entries: Sequence[Entry]) -> None:
        """Settles entries: acknowledged, parked as dead letters, or left pending."""
        keys = {(entry.stream, entry.id) for entry in entries}
        self.in_flight |= keys
        lane = self._lane_of(entries)
        lane.gathered += entries
        try:
            # One batch at a time: batches of several streams name the same articles, and would race.
            async with lane.turn:
                while batch := self._next_batch(lane):  # else whoever had the turn before took these along
                    begun = self.clock.monotonic()
                    await self._handle_gathered(batch)
                    self._part = part_size(len(batch), self._part, self.clock.monotonic() - begun)
        finally:
            self.in_flight -= keys
        if self.pause is not None:
            await asyncio.sleep(self.pause.after(len(entries)))

    def _lane_of(self, entries: Sequence[Entry]) -> _Lane:
        is_urgent = self.overtakes_in_hand and all(map(self._is_urgent, entries))
        return self._urgent_lane if is_urgent else self._lane

    def _next_batch(self, lane: _Lane) -> list[Entry]:
        """What is urgent of all that waits; else a part of it, so that what comes next need not wait long."""
        batch = list(filter(self._is_urgent, lane.gathered)) or lane.gathered[: self._part]
        taken = {(entry.stream, entry.id) for entry in batch}
        lane.gathered = [entry for entry in lane.gathered if (entry.stream, entry.id) not in taken]
        return batch

    def _is_urgent(self, entry: Entry) -> bool:
        return self.topology.logical(entry.stream) in URGENT

    async def _handle_gathered(self, entries: Sequence[Entry]) -> None:
        try:
            await self._handle(entries)
        except Exception as error:  # noqa: BLE001 - see below
            # The process's edge towards Redis: unsettled entries stay pending and are reclaimed.
            _log.exception(
                "consumer.batch_left_pending", group=self.group, entries=len(entries), error=str(error)
            )
            self._postpone({(entry.stream, entry.id) for entry in entries})

    @property
    def is_waiting(self) -> bool:
        """Whether entries of this process are in flight, or wait for another attempt."""
        return bool(self.in_flight or self._failures)

    @property
    def is_failing(self) -> bool:
        """Whether entries of this process wait for another attempt."""
        return bool(self._failures)

    def may_be_tried(self, stream: str, entry_id: str) -> bool:
        """Whether an entry's backoff is over and it is not in flight in this process."""
        key = (stream, entry_id)
        if key in self.in_flight:
            return False
        return key not in self._failures or self._failures[key].not_before <= self.clock.monotonic()

    async def park(self, entry: Entry, reason: str, attempts: int) -> None:
        """Parks one entry as a dead letter."""
        key = (entry.stream, entry.id)
        failures = self._failures.pop(key, _Failures())
        now = self.clock.now()
        parked = ParkedEntry(
            stream=entry.stream,
            group=self.group,
            entry_id=entry.id,
            reason=reason,
            attempts=attempts,
            first_failure=failures.first or now,
            parked_at=now,
            fields=encode_fields(entry.fields),
        )
        if await DeadLetters(self.redis).park(parked):
            metrics.DEAD_LETTERS.labels(stream=entry.stream, group=self.group).inc()
            _log.error(
                "consumer.dead_letter", stream=entry.stream, group=self.group, entry=entry.id, reason=reason
            )

    async def _handle(self, entries: Sequence[Entry]) -> None:
        deliveries: list[Delivery[Any]] = []
        async for entry in in_turns(entries):
            try:
                deliveries.append(
                    Delivery(entry, decode(entry, self.carries or self.topology.logical(entry.stream)))
                )
            except UndecodableEntryError as error:
                await self.park(entry, str(error), attempts=1)
        if not deliveries:
            return
        if self.one_by_one:
            await self._handle_one_by_one(deliveries)
            return
        failure = await self._attempt(deliveries)
        if failure is None:
            return
        if len(deliveries) == 1 or isinstance(failure, StoreUnavailableError):
            for delivery in deliveries:
                await self._settle(delivery.entry, failure)
            return
        for delivery in deliveries:
            await self._settle(delivery.entry, await self._attempt([delivery]))

    async def _handle_one_by_one(self, deliveries: Sequence[Delivery[Any]]) -> None:
        """Settles each entry by itself; those finished within a moment are acknowledged in one write."""
        finished: list[Delivery[Any]] = []
        emissions: list[Emission] = []
        begun = self.clock.monotonic()
        for delivery in deliveries:
            try:
                emissions += await self.handler([delivery])
                finished.append(delivery)
            except Exception as error:  # noqa: BLE001 - the edge: any failure becomes an outcome
                await self._settle(delivery.entry, error)
            if finished and self.clock.monotonic() - begun > _SECONDS_UNACKNOWLEDGED:
                await self._acknowledge(finished, emissions)
                finished, emissions, begun = [], [], self.clock.monotonic()
        if finished:
            await self._acknowledge(finished, emissions)

    async def _acknowledge(self, batch: Sequence[Delivery[Any]], emissions: Sequence[Emission]) -> None:
        """Appends what a batch emits, then acknowledges it."""
        handled: dict[str, list[str]] = defaultdict(list)
        for delivery in batch:
            handled[delivery.entry.stream].append(delivery.entry.id)
        await self.publisher.append_once(
            emissions, [Acknowledgement(stream, self.group, ids) for stream, ids in handled.items()]
        )
        for stream, ids in handled.items():
            for entry_id in ids:
                self._failures.pop((stream, entry_id), None)
            metrics.ENTRIES_HANDLED.labels(group=self.group, stream=stream).inc(len(ids))

    async def _attempt(self, batch: Sequence[Delivery[Any]]) -> Exception | None:
        """Handles, emits and acknowledges; returns the error of a failed attempt."""
        with metrics.HANDLING_SECONDS.labels(group=self.group).time():
            try:
                emissions = await self.handler(batch)
                reach(CrashPoint.CONSUMER_HANDLED)
                await self._acknowledge(batch, emissions)
            except Exception as error:  # noqa: BLE001 - the edge: any failure becomes an outcome
                return error
        return None

    async def _settle(self, entry: Entry, error: Exception | None) -> None:
        failures = self._failures[entry.stream, entry.id]
        outcome: Outcome = (
            Ack() if error is None else outcome_of(error, attempts=failures.attempts + 1, policy=self.policy)
        )
        match outcome:
            case Ack():
                self._failures.pop((entry.stream, entry.id), None)
            case Retry(reason, counts):
                failures.attempts += counts
                failures.first = failures.first or self.clock.now()
                failures.not_before = self.clock.monotonic() + self.policy.delay(failures.attempts)
                if not counts:
                    await self._give_attempt_back(entry)
                _log.warning(
                    "consumer.retry",
                    stream=entry.stream,
                    entry=entry.id,
                    attempts=failures.attempts,
                    reason=reason,
                )
            case DeadLetter(reason):
                await self.park(entry, reason, attempts=failures.attempts + 1)
            case _:
                assert_never(outcome)

    async def _give_attempt_back(self, entry: Entry) -> None:
        """Takes one delivery off the entry's count: an outage is not an attempt."""
        pending = await pending_entries(
            self.redis, entry.stream, self.group, start=entry.id, end=entry.id, count=1
        )
        for delivered in pending:
            await self.redis.xclaim(
                entry.stream,
                self.group,
                delivered.consumer,
                min_idle_time=0,
                message_ids=[entry.id],
                retrycount=max(0, delivered.deliveries - 1),
                justid=True,
            )

    def _postpone(self, keys: set[tuple[str, str]]) -> None:
        for key in keys:
            self._failures[key].not_before = self.clock.monotonic() + self.policy.first_delay
