"""The task by which a stream's emitter keeps it from growing for ever."""

import asyncio
from collections.abc import Sequence

import structlog

from newsroom.runtime.clock import Clock
from newsroom.streams.redis_client import OUTAGES, RedisClient
from newsroom.streams.retention import trim
from newsroom.streams.topology import GROUPS, Topology

_log = structlog.get_logger(__name__)
_SECONDS_BETWEEN_PASSES = 30


def oldest_kept_ms(clock: Clock, retention_hours: float) -> int:
    """The instant before which finished entries go, in milliseconds since 1970."""
    return round((clock.now().timestamp() - retention_hours * 3600) * 1000)


async def keep_trimmed(
    redis: RedisClient, topology: Topology, streams: Sequence[str], clock: Clock, retention_hours: float
) -> None:
    """Trims streams by age, again and again, until cancelled."""
    while True:
        await asyncio.sleep(_SECONDS_BETWEEN_PASSES)
        for name in streams:
            for stream in topology.physical(name):
                try:
                    gone = await trim(redis, stream, GROUPS[name], oldest_kept_ms(clock, retention_hours))
                except OUTAGES as error:
                    _log.warning("not trimmed", stream=stream, reason=str(error))
                else:
                    if gone:
                        _log.info("trimmed", stream=stream, entries=gone)
