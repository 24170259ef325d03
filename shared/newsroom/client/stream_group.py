"""Consumer group of a subscriber on the live log, or on a subscription's own stream, in Redis.

The services' own consumer, one entry at a time: retries with backoff, dead letters on
`<stream>.<group>.dead`, reclaim of what a dead worker held.

Install it with `newsroom[redis]`.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from newsroom.client.handoff import Deliver
from newsroom.client.news_event import NewsEvent
from newsroom.client.topics import EVERYTHING, Topics
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.runtime.clock import SystemClock
from newsroom.stores.periodic import Periodic
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.broker import BLOCK_MS, connect_broker
from newsroom.streams.consumer import Consumer, Delivery
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.consumers import Consumers
from newsroom.streams.group_reader import GroupReader
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.redis_commands import group_names
from newsroom.streams.retry import RetryPolicy
from newsroom.streams.topology import Topology

PREFETCH = 25  # entries that a worker holds; what it finishes within a moment is acknowledged together


class _Unguarded:
    """Guard of a consumer that emits nothing, and so has no numbers to lose."""

    async def holds(self) -> bool:
        return True

    async def ensure(self) -> None: ...

    def problems(self) -> list[str]:
        return []

    def tasks(self, after: asyncio.Event | None = None) -> Sequence[Periodic]:  # noqa: ARG002 - the port's
        return ()


@dataclass(frozen=True, slots=True)
class Group:
    """Group and how its workers share the work.

    Each worker has a name of its own in the group, which it keeps: under it a worker that comes back takes
    its entries up at once. What another holds is taken over after `policy.silent_after` seconds of silence,
    or after `policy.abandoned_after`: above `prefetch` times the longest attempt.
    """

    redis_url: str
    name: str
    worker: str = "1"
    topics: Topics = EVERYTHING
    stream: str | None = None
    """A stream of the subscriber's own (kind `stream`) in place of the live log."""
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    prefetch: int = PREFETCH
    partitions: int = 1

    @property
    def stream_name(self) -> str:
        """The stream's name in Redis."""
        return self.stream or Topology(self.partitions).physical(ARTICLE_PUBLISHED.stream)[0]

    def reader(self, broker: Any, redis: RedisClient, deliver: Deliver, block_ms: int) -> GroupReader:
        """The reader of the group for one worker, declared on a broker or router."""

        async def handle(deliveries: Sequence[Delivery[Any]]) -> Sequence[Emission]:
            for delivery in deliveries:
                if self.topics.admits(delivery.event.data):
                    await deliver(NewsEvent(delivery.entry.id, delivery.event))
            return ()

        topology = Topology(self.partitions)
        consumer = Consumer(
            redis,
            topology,
            Publisher(redis, topology, self.name),
            self.name,
            handle,
            SystemClock(),
            self.policy,
            one_by_one=True,
            carries=ARTICLE_PUBLISHED.stream,
        )
        worker = f"{self.name}-{self.worker}"
        reader = GroupReader(
            broker, consumer, worker, [self.stream_name], _Unguarded(), self.prefetch, block_ms=block_ms
        )
        reader.declare()
        return reader


class StreamGroup:
    """Source of a group's events, for one worker."""

    def __init__(self, group: Group) -> None:
        self._group = group
        self._redis = connect(group.redis_url)
        self._consumers: Consumers | None = None

    async def run(self, deliver: Deliver) -> None:
        """Delivers until stopped; an outage of Redis is waited out."""
        broker = connect_broker(self._group.redis_url)
        reader = self._group.reader(broker, self._redis, deliver, BLOCK_MS)
        self._consumers = Consumers(broker, _Unguarded(), [reader])
        await self._consumers.run()

    async def stop(self) -> None:
        """Acknowledges what is finished; the rest stays pending."""
        if self._consumers is not None:
            await self._consumers.stop()
        await self._redis.aclose()

    async def exists(self) -> bool:
        """Whether the group is there, from an earlier start or by another worker."""
        return self._group.name in await group_names(self._redis, self._group.stream_name)

    async def create_behind(self, cursor: str) -> None:
        """Creates the group behind an entry of the log; idempotent."""
        await ensure_groups(self._redis, [self._group.stream_name], self._group.name, cursor)
