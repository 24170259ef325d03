"""The ledger's stream in Redis."""

from datetime import date, timedelta

from newsroom.events.catalogue import DOCUMENT_RECEIVED
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import INGEST, Topology
from newsroom.streams.wire import FIELD

_A_DAY_AND_MORE = timedelta(days=2)


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

    async def add_kept(self, sender: str, day: date, size: int) -> int:
        """Adds to the bytes kept of a sender on a day; all of them. Raises StoreUnavailableError."""
        key = self._topology.own_key(INGEST, "kept", f"{day.isoformat()}:{sender}")
        async with self._redis.pipeline(transaction=True) as pipeline:
            pipeline.incrby(key, size)
            pipeline.expire(key, _A_DAY_AND_MORE)
            total, _ = await pipeline.execute()
        return int(total)
