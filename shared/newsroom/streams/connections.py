"""Connections of a service to both stores, opened once by its composition root."""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.runtime.settings import ServiceSettings
from newsroom.stores import mongo
from newsroom.stores.redis import RedisClient
from newsroom.stores.redis import connect as connect_redis
from newsroom.streams.publisher import Publisher
from newsroom.streams.topology import Topology


@dataclass(frozen=True, slots=True)
class Connections:
    """Clients of both stores, the streams' topology, the publisher of the service's events, and its clock."""

    redis: RedisClient
    client: mongo.Client
    db: mongo.Database
    topology: Topology
    publisher: Publisher
    clock: Clock

    @classmethod
    def of(cls, settings: ServiceSettings, owner: str, clock: Clock) -> "Connections":
        """Connections that open lazily, at their first call: no store has to answer yet."""
        topology, redis = Topology(settings.partitions), connect_redis(settings.redis_url)
        client = mongo.connect(settings.mongo_url)
        publisher = Publisher(redis, topology, owner)
        return cls(redis, client, mongo.database(client), topology, publisher, clock)

    async def aclose(self) -> None:
        """Closes both clients."""
        await self.redis.aclose()
        self.client.close()
