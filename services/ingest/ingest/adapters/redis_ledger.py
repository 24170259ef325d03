"""The ledger's stream in Redis."""

from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from newsroom.streams.wire import FIELD


class RedisLedger:
    """Appends to `document-received`. Each document has an id of its own, so nothing is there twice."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology

    async def append(self, document_id: str, encoded: bytes) -> None:
        """On disk when this returns. Raises StoreUnavailableError."""
        stream = self._topology.stream(
            DOCUMENT_RECEIVED.stream, self._topology.partition_in(DOCUMENT_RECEIVED.stream, document_id)
        )
        await self._redis.xadd(stream, {FIELD: encoded})
