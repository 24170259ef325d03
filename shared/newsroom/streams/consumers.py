"""Lifecycle of a service's consumers, from the first connection to the last batch in flight.

An outage of a store, at the start or later, ends nothing: the service is not ready, and tries again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from faststream.redis import RedisBroker

from newsroom.runtime.clock import Clock
from newsroom.runtime.settings import ServiceSettings
from newsroom.runtime.tasks import InsistentTaskGroup
from newsroom.stores.redis import FAILURES, RedisClient
from newsroom.streams.broker import connect_broker
from newsroom.streams.consumer import Consumer, Handler, Pause
from newsroom.streams.group_reader import GroupReader, Guard
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import Topology

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_TRIES = 0.5


async def _nothing() -> None: ...


class Connected(Protocol):
    """Port to the connections of a service, as far as its streams need them."""

    @property
    def redis(self) -> RedisClient: ...
    @property
    def topology(self) -> Topology: ...
    @property
    def publisher(self) -> Publisher: ...
    @property
    def clock(self) -> Clock: ...


@dataclass(frozen=True, slots=True)
class ConsumerGroup:
    """Consumer group of the service: handler, most entries of a batch, and the pause between batches.

    The pause is for what nobody waits for; the first entry after a rest waits for none. With
    `overtakes_in_hand` the handler is called for what is urgent beside a batch in hand.
    """

    group: str
    handler: Handler
    batch_size: int
    pause: Pause | None = None
    overtakes_in_hand: bool = False


@dataclass(slots=True)
class Consumers:
    """Consumers of a service, one a group. `prepare` runs before each try to start."""

    broker: RedisBroker
    guard: Guard
    readers: Sequence[GroupReader]
    prepare: Callable[[], Awaitable[None]] = _nothing
    started: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def of(
        cls,
        settings: ServiceSettings,
        connected: Connected,
        guard: Guard,
        groups: Sequence[ConsumerGroup],
        prepare: Callable[[], Awaitable[None]] = _nothing,
    ) -> "Consumers":
        """Consumers of all streams of these groups; not started yet."""
        broker = connect_broker(settings.redis_url)

        def reader(group: ConsumerGroup) -> GroupReader:
            consumer = Consumer(
                connected.redis,
                connected.topology,
                connected.publisher,
                group.group,
                group.handler,
                connected.clock,
                pause=group.pause,
                overtakes_in_hand=group.overtakes_in_hand,
            )
            return GroupReader.of_group(broker, consumer, guard, settings.instance, group.batch_size)

        return cls(broker, guard, [reader(group) for group in groups], prepare)

    async def run(self) -> None:
        """Starts as soon as the stores answer, then keeps every group reading until stopped."""
        while not self.started.is_set():
            async with self._turn:
                if self._stopping:
                    return
                try:
                    await self._start()
                    continue
                except FAILURES as error:
                    _log.warning("consumers.waiting", reason=str(error))
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        async with InsistentTaskGroup() as tasks:
            for reader in self.readers:
                tasks.create_task(reader.run(), name=f"watch {reader.consumer.group}")
                tasks.create_task(reader.heartbeat(), name=f"heartbeat of {reader.consumer.group}")

    async def stop(self) -> None:
        """Finishes the batches in flight and starts nothing any more."""
        self._stopping = True
        async with self._turn:
            await asyncio.gather(*(reader.stop() for reader in self.readers))
            await self.broker.stop()

    def problems(self) -> list[str]:
        """Reasons not to be ready: stores not reached yet, groups that are not read."""
        if not self.started.is_set():
            return self.guard.problems() or ["waiting for Redis and MongoDB"]
        idle = [reader.consumer.group for reader in self.readers if not reader.running]
        return self.guard.problems() + [f"group {group} is not reading" for group in idle]

    async def _start(self) -> None:
        await self.prepare()
        await self.guard.ensure()
        await self.broker.connect()
        for reader in self.readers:
            await reader.start()
        self.started.set()
