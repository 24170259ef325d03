"""Reader of one consumer group: creates it, keeps its subscribers running, reclaims pending entries."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog
from faststream.redis.broker.registrator import RedisRegistrator

from newsroom.stores.periodic import Periodic
from newsroom.stores.redis import FAILURES
from newsroom.streams.broker import BLOCK_MS, subscribe
from newsroom.streams.consumer import Consumer
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.reclaimer import Reclaimer
from newsroom.streams.redis_commands import touch
from newsroom.streams.topology import streams_of

_log = structlog.get_logger(__name__)
_ON_THE_WAY_MS = 250  # of a reply that delivers entries, at most as a rule


class Guard(Protocol):
    """Port to the guard of the numbers that a consumer's owner emits under."""

    async def holds(self) -> bool: ...
    async def ensure(self) -> None: ...
    def problems(self) -> list[str]: ...
    def tasks(self, after: asyncio.Event | None = None) -> Sequence[Periodic]: ...


@dataclass(slots=True)
class GroupReader:
    """Reader of one group's streams (names in Redis) for a consumer, until stopped.

    FastStream ends a subscriber whose group vanished, as it does when Redis lost its data. `run`
    then has the numbers restored, creates the groups again and goes on. Without `restarts` it leaves that to
    whoever started them.
    """

    broker: RedisRegistrator
    consumer: Consumer
    name: str
    streams: Sequence[str]
    guard: Guard
    batch_size: int = 500
    seconds_between_sweeps: float = 0.5
    seconds_between_heartbeats: float = 1.0
    block_ms: int = BLOCK_MS  # below the socket timeout of the broker
    restarts: bool = True
    _subscribers: list[Any] = field(default_factory=list[Any])
    _stopping: bool = False
    _stopped: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _is_unsettled: bool = True
    _looked_at: float = float("-inf")

    @classmethod
    def of_group(
        cls, broker: RedisRegistrator, consumer: Consumer, guard: Guard, instance: str, batch_size: int
    ) -> "GroupReader":
        """Reader of all streams of the consumer's group; `instance` makes the consumer's stable name."""
        topology, group = consumer.topology, consumer.group
        streams = [name for stream in streams_of(group) for name in topology.physical(stream)]
        reader = cls(broker, consumer, f"{group}-{instance}", streams, guard, batch_size)
        reader.declare()
        return reader

    def declare(self) -> None:
        """Declares the subscribers on the broker; call once, before the broker starts."""
        for stream in self.streams:
            self._subscribers.append(
                subscribe(
                    self.broker,
                    stream,
                    group=self.consumer.group,
                    consumer=self.name,
                    batch_size=self.batch_size,
                    handler=self.consumer.handle,
                    block_ms=self.block_ms,
                )
            )

    @property
    def running(self) -> bool:
        """Whether every stream has a running subscriber."""
        return bool(self._subscribers) and all(s.running for s in self._subscribers)

    async def start(self) -> None:
        """Creates the groups and reclaims at once the pending entries of an earlier life of this consumer."""
        await ensure_groups(self.consumer.redis, self.streams, self.consumer.group)
        await self._sweep()
        for subscriber in self._subscribers:
            if not subscriber.running:  # a slow one may have started after an earlier try
                await subscriber.start()

    async def run(self) -> None:
        """Keeps the subscribers running and reclaims, until stopped."""
        while True:
            await asyncio.sleep(self.seconds_between_sweeps)
            async with self._turn:
                if self._stopping:
                    return
                if self._rests():
                    continue
                try:
                    await self._keep_running()
                    await self._sweep(_ON_THE_WAY_MS)
                except FAILURES as error:
                    # An outage, or a group lost with Redis' data: the next round creates it again.
                    self._is_unsettled = True
                    _log.warning("group.unavailable", group=self.consumer.group, reason=str(error))

    def _rests(self) -> bool:
        """Whether no look is due: nothing waited at the last, nothing failed here, and all is read.

        A look every `silent_after` seconds is enough then: whoever falls silent is so no sooner.
        """
        if self._is_unsettled or self.consumer.is_failing or not self.running:
            return False
        return self.consumer.clock.monotonic() < self._looked_at + self.consumer.policy.silent_after

    async def heartbeat(self) -> None:
        """Keeps this consumer's idle time low while entries of it are pending, until stopped.

        Without any it may seem silent: there is nothing to take from it.
        """
        while not self._stopped:
            await asyncio.sleep(self.seconds_between_heartbeats)
            if self.consumer.is_waiting:
                with contextlib.suppress(*FAILURES):  # an outage: `run` logs it
                    await touch(self.consumer.redis, self.streams, self.consumer.group, self.name)

    async def stop(self) -> None:
        """Stops reading; batches in flight are finished first, and nothing is started again."""
        self._stopping = True
        async with self._turn:
            await asyncio.gather(*(subscriber.stop() for subscriber in self._subscribers))
        self._stopped = True

    async def _keep_running(self) -> None:
        if not self.restarts or (self.running and await self.guard.holds()):
            return
        await self.guard.ensure()
        await ensure_groups(self.consumer.redis, self.streams, self.consumer.group)
        for subscriber in self._subscribers:
            if not subscriber.running:
                _log.warning("group.restarted", stream=subscriber.stream_sub.name, group=self.consumer.group)
                await subscriber.start()

    async def _sweep(self, least_idle_ms: int = 0) -> None:
        reclaimer, found_pending = Reclaimer(self.consumer, self.name, least_idle_ms), False
        for stream in self.streams:
            await reclaimer.sweep(stream)
            found_pending |= reclaimer.found_pending
        self._is_unsettled = found_pending
        self._looked_at = self.consumer.clock.monotonic()
