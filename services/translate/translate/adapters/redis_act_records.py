"""Records of the desk's acts in Redis, each for as long as the act may be undone."""

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.desk.undo import ActRecord

_KEPT_SECONDS = 30 * 24 * 3600


class RedisActRecords:
    """An ActRecords: one key an act, with a time to live of 30 days."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology

    async def write(self, act_id: str, record: ActRecord) -> None:
        await self._redis.set(self._key(act_id), record.model_dump_json(), ex=_KEPT_SECONDS)

    async def read(self, act_id: str) -> ActRecord | None:
        stored = await self._redis.get(self._key(act_id))
        return ActRecord.model_validate_json(stored) if stored else None

    async def undoable(self, act_ids: list[str]) -> set[str]:
        """Ids of those acts that may still be undone."""
        if not act_ids:
            return set()
        stored = await self._redis.mget([self._key(act_id) for act_id in act_ids])
        return {act_id for act_id, record in zip(act_ids, stored, strict=True) if record}

    def _key(self, act_id: str) -> str:
        return self._topology.own_key("translate", "act", act_id)
