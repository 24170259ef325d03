"""What a stream's emitter does for it again and again: show how far its groups are, and trim it by age."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.streams.commands import group_infos
from newsroom.streams.redis_client import OUTAGES, RedisClient
from newsroom.streams.retention import trim
from newsroom.streams.topology import GROUPS, Topology

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_LOOKS = 5
_LOOKS_BETWEEN_TRIMS = 6


def oldest_kept_ms(clock: Clock, retention_hours: float) -> int:
    """The instant before which finished entries go, in milliseconds since 1970."""
    return round((clock.now().timestamp() - retention_hours * 3600) * 1000)


@dataclass(frozen=True, slots=True)
class Tending:
    """The streams of one emitter, by name, and how long they keep what all groups have finished."""

    redis: RedisClient
    topology: Topology
    streams: Sequence[str]
    clock: Clock
    retention_hours: float

    async def run(self) -> None:
        """Looks and trims until cancelled."""
        look = 0
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
            look += 1
            for name in self.streams:
                for stream in self.topology.physical(name):
                    try:
                        await self._look(stream)
                        if look % _LOOKS_BETWEEN_TRIMS == 0:
                            await self._trim(name, stream)
                    except OUTAGES as error:
                        _log.warning("not tended", stream=stream, reason=str(error))

    async def _look(self, stream: str) -> None:
        if not await self.redis.exists(stream):
            return
        metrics.STREAM_LENGTH.labels(stream=stream).set(await self.redis.xlen(stream))
        for info in await group_infos(self.redis, stream):
            metrics.GROUP_PENDING.labels(stream=stream, group=info.name).set(info.pending)
            if info.lag is not None:
                metrics.GROUP_LAG.labels(stream=stream, group=info.name).set(info.lag)

    async def _trim(self, name: str, stream: str) -> None:
        bound = oldest_kept_ms(self.clock, self.retention_hours)
        gone = await trim(self.redis, stream, GROUPS[name], bound)
        if gone:
            _log.info("trimmed", stream=stream, entries=gone)
