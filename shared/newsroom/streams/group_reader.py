"""A group's whole reading: groups made, subscribers kept running, pending entries reclaimed."""

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from faststream.redis import RedisBroker

from newsroom.stores.epoch import EpochGuard
from newsroom.stores.redis import FAILURES
from newsroom.streams.broker import subscribe
from newsroom.streams.consumer import Consumer
from newsroom.streams.groups import ensure_groups
from newsroom.streams.reclaimer import Reclaimer
from newsroom.streams.redis_commands import touch
from newsroom.streams.topology import streams_of

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class GroupReader:
    """Reads one group's streams (names in Redis) for a consumer, for ever.

    FastStream ends a subscriber whose group vanished, as it does when Redis lost its data. `run`
    then has the numbers restored, makes the groups again and goes on.
    """

    broker: RedisBroker
    consumer: Consumer
    name: str
    streams: Sequence[str]
    guard: EpochGuard
    batch_size: int = 500
    seconds_between_sweeps: float = 0.5
    seconds_between_beats: float = 1.0
    _subscribers: list[Any] = field(default_factory=list[Any])
    _ended: bool = False
    _stopped: bool = False
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @classmethod
    def of_group(
        cls, broker: RedisBroker, consumer: Consumer, guard: EpochGuard, instance: str, batch_size: int
    ) -> "GroupReader":
        """All streams of the consumer's group, declared; `instance` makes the consumer's stable name."""
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
                )
            )

    @property
    def running(self) -> bool:
        """Whether every stream is being read."""
        return bool(self._subscribers) and all(s.running for s in self._subscribers)

    async def start(self) -> None:
        """Makes the groups and takes back, at once, what an earlier life of this consumer left."""
        await ensure_groups(self.consumer.redis, self.streams, self.consumer.group)
        await self._sweep()
        for subscriber in self._subscribers:
            if not subscriber.running:  # one that was slow to start may run after an earlier try
                await subscriber.start()

    async def run(self) -> None:
        """Watches over the subscribers and reclaims, until stopped."""
        while True:
            await asyncio.sleep(self.seconds_between_sweeps)
            async with self._turn:
                if self._ended:
                    return
                try:
                    await self._keep_running()
                    await self._sweep()
                except FAILURES as error:
                    # Away, or a group gone with Redis' data: the next round makes it again.
                    _log.warning("group.unavailable", group=self.consumer.group, reason=str(error))

    async def beat(self) -> None:
        """Shows over a long batch that this consumer is alive, until stopped; at rest its reading does."""
        while not self._stopped:
            await asyncio.sleep(self.seconds_between_beats)
            if self.consumer.in_hand:
                with contextlib.suppress(*FAILURES):  # away: `run` says so
                    await touch(self.consumer.redis, self.streams, self.consumer.group, self.name)

    async def stop(self) -> None:
        """Stops reading; batches in hand are finished first, and nothing is started again."""
        self._ended = True
        async with self._turn:
            await asyncio.gather(*(subscriber.stop() for subscriber in self._subscribers))
        self._stopped = True

    async def _keep_running(self) -> None:
        if self.running and await self.guard.holds():
            return
        await self.guard.ensure()
        await ensure_groups(self.consumer.redis, self.streams, self.consumer.group)
        for subscriber in self._subscribers:
            if not subscriber.running:
                _log.warning(
                    "group.reading_again", stream=subscriber.stream_sub.name, group=self.consumer.group
                )
                await subscriber.start()

    async def _sweep(self) -> None:
        reclaimer = Reclaimer(self.consumer, self.name)
        for stream in self.streams:
            await reclaimer.sweep(stream)
