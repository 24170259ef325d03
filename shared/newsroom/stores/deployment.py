"""Deployment: the one newsroom that both stores belong to.

MongoDB keeps the deployment's id and the Redis it is used with; Redis carries a mark of both. A service that
finds another newsroom's mark in Redis, or MongoDB in use with another Redis, writes nothing and is not ready:
half of what is answered would go where the other newsroom looks.
"""

from typing import Protocol

from newsroom.stores.errors import ForeignStoreError
from newsroom.stores.redis import RedisClient

MARK = "newsroom:deployment"


class Registry(Protocol):
    """MongoDB's record of the deployment. Calls raise StoreUnavailableError."""

    async def id(self) -> str: ...

    async def hold(self, place: str, run: str) -> bool:
        """Registers the Redis named `place`, in its run `run`; False while another one is in use."""
        ...


class Deployment:
    """The check of one service's two stores, and its heartbeat: who holds a Redis holds it by a lease."""

    def __init__(self, redis: RedisClient, registry: Registry) -> None:
        self._redis = redis
        self._registry = registry

    async def check(self) -> None:
        """Raises ForeignStoreError where the stores are not of one newsroom; marks an empty Redis.

        A Redis is named by its first run. One that was emptied in the run last seen is the same one; any
        other that lacks the mark waits until nobody was seen with the known one for a while.
        """
        own, run = await self._registry.id(), str((await self._redis.info("server"))["run_id"])
        stored = await self._redis.get(MARK) or b""
        mark = stored.decode() if isinstance(stored, bytes) else stored
        deployment, _, place = mark.partition(".")
        if mark and deployment != own:
            raise ForeignStoreError(
                f"Redis belongs to another newsroom ({deployment[:8]}, not {own[:8]}): "
                "give each newsroom a Redis and a MongoDB of its own (REDIS_URL, MONGO_URL)"
            )
        if not await self._registry.hold(place or run, run):
            raise ForeignStoreError(
                "MongoDB is in use with another Redis: give each newsroom a Redis and a MongoDB of its own "
                "(REDIS_URL, MONGO_URL), or wait until the other one has ended"
            )
        if not mark:
            await self._redis.set(MARK, f"{own}.{run}", nx=True)
