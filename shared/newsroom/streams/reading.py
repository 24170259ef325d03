"""All that a service reads, from the first connection to the last batch in hand.

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
from newsroom.streams.consumer import Consumer, Handler
from newsroom.streams.entry_batches import connect_broker
from newsroom.streams.epoch import EpochGuard
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_client import FAILURES, RedisClient
from newsroom.streams.subscription import Subscription
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
class Handling:
    """What is done with the entries of a group, and how many at once."""

    group: str
    handler: Handler
    batch_size: int


@dataclass(slots=True)
class Reading:
    """A service's subscriptions. `prepare` is run before each try to begin, such as to make indexes."""

    broker: RedisBroker
    guard: EpochGuard
    subscriptions: Sequence[Subscription]
    outages: tuple[type[BaseException], ...]
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
        handlings: Sequence[Handling],
        outages: tuple[type[BaseException], ...],
        prepare: Callable[[], Awaitable[None]] = _nothing,
    ) -> "Reading":
        """All streams of these groups; not begun yet."""
        broker = connect_broker(settings.redis_url)

        def subscription(of: Handling) -> Subscription:
            consumer = Consumer(
                connected.redis,
                connected.topology,
                connected.publisher,
                of.group,
                of.handler,
                connected.clock,
                outages,
            )
            return Subscription.of_group(broker, consumer, guard, settings.instance, of.batch_size)

        return cls(broker, guard, [subscription(of) for of in handlings], outages, prepare)

    async def run(self) -> None:
        """Begins as soon as the stores answer, then watches over the subscriptions until stopped."""
        # Also a Redis that answers, and takes no writes.
        expected: tuple[type[BaseException], ...] = (*FAILURES, *self.outages)
        while not self.begun.is_set():
            async with self._turn:
                if self._ended:
                    return
                try:
                    await self._begin()
                    continue
                except expected as error:
                    _log.warning("cannot begin yet", reason=str(error))
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
        async with asyncio.TaskGroup() as tasks:
            for subscription in self.subscriptions:
                tasks.create_task(subscription.run(), name=f"watch {subscription.consumer.group}")
                tasks.create_task(subscription.beat(), name=f"heartbeat of {subscription.consumer.group}")

    async def stop(self) -> None:
        """Finishes the batches in hand; from then on nothing is begun any more."""
        self._ended = True
        async with self._turn:
            await asyncio.gather(*(subscription.stop() for subscription in self.subscriptions))
            await self.broker.stop()

    def problems(self) -> list[str]:
        """Why the service is not ready, as far as its reading goes."""
        if not self.begun.is_set():
            return ["waiting for Redis and MongoDB"]
        return [
            f"group {subscription.consumer.group} is not reading"
            for subscription in self.subscriptions
            if not subscription.running
        ]

    async def _begin(self) -> None:
        await self.prepare()
        await self.guard.ensure()
        await self.broker.connect()
        for subscription in self.subscriptions:
            await subscription.start()
        self.begun.set()
