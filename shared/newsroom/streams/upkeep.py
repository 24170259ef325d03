"""Upkeep of a service's own streams, as periodic work: length and lag as metrics, and trimming by age."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from redis.exceptions import ResponseError

from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.stores.periodic import Periodic
from newsroom.stores.redis import RedisClient
from newsroom.streams.cursor import Cursor
from newsroom.streams.redis_commands import GroupInfo, group_infos
from newsroom.streams.retention import oldest_unfinished, trim
from newsroom.streams.topology import GROUPS, Topology

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_MEASUREMENTS = 15.0  # about as often as they are collected
_SECONDS_BETWEEN_TRIMS = 30.0


def oldest_kept_ms(clock: Clock, retention_hours: float) -> int:
    """Age limit of finished entries, in milliseconds since 1970."""
    return round((clock.now().timestamp() - retention_hours * 3600) * 1000)


@dataclass(frozen=True, slots=True)
class StreamUpkeep:
    """Upkeep of one emitter's streams, by name; finished entries are kept for `retention_hours`."""

    redis: RedisClient
    topology: Topology
    streams: Sequence[str]
    clock: Clock
    retention_hours: float
    seconds_between_trims: float = _SECONDS_BETWEEN_TRIMS

    def tasks(self, name: str) -> list[Periodic]:
        """The periodic tasks, prefixed with `name`."""
        return [
            Periodic(f"{name}.measure", _SECONDS_BETWEEN_MEASUREMENTS, self.measure),
            Periodic(f"{name}.trim", self.seconds_between_trims, self.trim),
        ]

    async def measure(self) -> None:
        """Sets the metrics of every stream that exists."""
        await self._each(self._measure)

    async def trim(self) -> None:
        """Trims every stream, never past an unfinished entry of a configured group."""
        await self._each(self._trim)

    async def _each(self, work: Callable[[str, str], Awaitable[None]]) -> None:
        for name in self.streams:
            for stream in self.topology.physical(name):
                try:
                    await work(name, stream)
                except ResponseError as error:  # lost with Redis' data between two calls
                    _log.warning("stream.upkeep_skipped", stream=stream, reason=str(error))

    async def _trim(self, name: str, stream: str) -> None:
        bound = oldest_kept_ms(self.clock, self.retention_hours)
        if deleted := await trim(self.redis, stream, GROUPS[name], bound):
            _log.info("stream.trimmed", stream=stream, entries=deleted)

    async def _measure(self, _: str, stream: str) -> None:
        if not await self.redis.exists(stream):
            return
        infos = await group_infos(self.redis, stream)
        metrics.STREAM_LENGTH.labels(stream=stream).set(await self.redis.xlen(stream))
        for info in infos:
            metrics.GROUP_PENDING.labels(stream=stream, group=info.name).set(info.pending)
            metrics.GROUP_LAG.labels(stream=stream, group=info.name).set(info.lag)
            age = await self._oldest_age(stream, info)
            metrics.GROUP_OLDEST.labels(stream=stream, group=info.name).set(age)

    async def _oldest_age(self, stream: str, info: GroupInfo) -> float:
        """Seconds since the oldest unfinished entry was appended, 0 without one."""
        if not info.pending and not info.lag:
            return 0.0
        oldest = await oldest_unfinished(self.redis, stream, info)
        appended = Cursor.parse(oldest).ms / 1000 if oldest else self.clock.now().timestamp()
        return max(0.0, self.clock.now().timestamp() - appended)
