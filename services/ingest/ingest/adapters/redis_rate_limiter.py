"""Limits of senders in Redis (GCRA): one for all replicas."""

import math
from importlib.resources import files
from typing import cast

from ingest.access.rate_limit import Grant
from newsroom.runtime.clock import Clock
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import INGEST, Topology

_REMEMBERED = 10_000  # subjects that were refused


class RedisRateLimiter:
    """Grants shares. Calls raise StoreUnavailableError.

    Who was refused is refused here until then, without a question: a flood is no load on Redis.
    """

    def __init__(self, redis: RedisClient, topology: Topology, clock: Clock) -> None:
        self._topology = topology
        self._clock = clock
        self._refused: dict[str, tuple[int, float]] = {}  # by subject, how many until when
        self._script = redis.register_script(
            files("ingest.adapters").joinpath("take_share.lua").read_text("utf-8")
        )

    async def take(self, subject: str, wanted: int, per_minute: int, *, whole: bool = False) -> Grant:
        """As many of the wanted as may be taken now."""
        least = wanted if whole else 1
        refused, until = self._refused.get(subject, (0, 0.0))
        left = until - self._clock.monotonic()
        if left > 0 and least >= refused:
            return Grant(0, math.ceil(left))
        key = self._topology.own_key(INGEST, "rate", subject)
        answer = await self._script(keys=[key], args=[wanted, per_minute, int(whole)])
        granted, milliseconds = cast("list[int]", answer)
        if not granted:
            self._remember(subject, least, milliseconds / 1000)
        return Grant(granted, -(-milliseconds // 1000))

    def exhausted(self, subject: str) -> int:
        """The seconds until a subject that was refused even one may take any again."""
        refused, until = self._refused.get(subject, (0, 0.0))
        left = until - self._clock.monotonic()
        return math.ceil(left) if left > 0 and refused == 1 else 0

    def _remember(self, subject: str, least: int, seconds: float) -> None:
        now = self._clock.monotonic()
        if len(self._refused) >= _REMEMBERED:
            self._refused = {name: refused for name, refused in self._refused.items() if refused[1] > now}
        if len(self._refused) < _REMEMBERED:
            self._refused[subject] = (least, now + seconds)
