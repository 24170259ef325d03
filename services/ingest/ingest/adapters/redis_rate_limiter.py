"""The rate limit of each key in Redis (GCRA): one for all replicas."""

from importlib.resources import files
from typing import cast

from ingest.access.rate_limit import Grant
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import INGEST, Topology


class RedisRateLimiter:
    """Grants articles. Calls raise StoreUnavailableError."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._topology = topology
        self._script = redis.register_script(
            files("ingest.adapters").joinpath("take_articles.lua").read_text("utf-8")
        )

    async def take(self, key_id: str, wanted: int, per_minute: int) -> Grant:
        """As many of the wanted as may be taken now."""
        answer = await self._script(
            keys=[self._topology.own_key(INGEST, "rate", key_id)], args=[wanted, per_minute]
        )
        granted, milliseconds = cast("list[int]", answer)
        return Grant(granted, -(-milliseconds // 1000))
