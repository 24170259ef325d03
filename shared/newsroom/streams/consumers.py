"""A service's consumers, from the first connection to the last batch in hand.

A store that is away at the start or later is no reason to end: the service says that it is not ready,
and comes round again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from faststream.redis import RedisBroker

from newsroom.runtime.clock import Clock
from newsroom.runtime.settings import ServiceSettings
from newsroom.stores.epoch import EpochGuard
from newsroom.stores.redis import FAILURES, RedisClient
from newsroom.streams.broker import connect_broker
from newsroom.streams.consumer import Consumer, Handler
from newsroom.streams.group_reader import GroupReader
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import Topology

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_TRIES = 0.5


async def _nothing() -> None: ...


class Connected(Protocol):
    """What a service has open, as far as its streams go."""

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
    """A group that the service is of: its handler, and how many entries it takes at once."""

    group: str
    handler: Handler
    batch_size: int


@dataclass(slots=True)
class Consumers:
    """A service's consumers, one a group. `prepare` runs before each try to begin."""

    broker: RedisBroker
    guard: EpochGuard
    readers: Sequence[GroupReader]
    prepare: Callable[[], Awaitable[None]] = _nothing
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    _ended: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def of(
        cls,
        settings: ServiceSettings,
        connected: Connected,
        guard: EpochGuard,
        groups: Sequence[ConsumerGroup],
        prepare: Callable[[], Awaitable[None]] = _nothing,
    ) -> "Consumers":
        """All streams of these groups; not begun yet."""
        broker = connect_broker(settings.redis_url)

        def reader(of: ConsumerGroup) -> GroupReader:
            consumer = Consumer(
                connected.redis,
                connected.topology,
                connected.publisher,
                of.group,
                of.handler,
                connected.clock,
            )
            return GroupReader.of_group(broker, consumer, guard, settings.instance, of.batch_size)

        return cls(broker, guard, [reader(of) for of in groups], prepare)

    async def run(self) -> None:
        """Begins as soon as the stores answer, then watches over the subscriptions until stopped."""
        while not self.begun.is_set():
            async with self._turn:
                if self._ended:
                    return
                try:
                    await self._begin()
                    continue
                except FAILURES as error:
                    _log.warning("consumers.waiting", reason=str(error))
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        async with asyncio.TaskGroup() as tasks:
            for reader in self.readers:
                tasks.create_task(reader.run(), name=f"watch {reader.consumer.group}")
                tasks.create_task(reader.beat(), name=f"heartbeat of {reader.consumer.group}")

    async def stop(self) -> None:
        """Finishes the batches in hand; from then on nothing is begun any more."""
        self._ended = True
        async with self._turn:
            await asyncio.gather(*(reader.stop() for reader in self.readers))
            await self.broker.stop()

    def problems(self) -> list[str]:
        """Why the service is not ready, as far as its reading goes."""
        if not self.begun.is_set():
            return ["waiting for Redis and MongoDB"]
        return [
            f"group {reader.consumer.group} is not reading" for reader in self.readers if not reader.running
        ]

    async def _begin(self) -> None:
        await self.prepare()
        await self.guard.ensure()
        await self.broker.connect()
        for reader in self.readers:
            await reader.start()
        self.begun.set()
