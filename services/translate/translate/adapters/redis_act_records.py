"""What each act of the desk decided, in Redis, for as long as it may be taken back."""

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.desk.link_decisions import Taken

_KEPT_SECONDS = 30 * 24 * 3600


class RedisActs:
    """An ActStore."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology

    async def keep(self, act_id: str, taken: Taken) -> None:
        await self._redis.set(self._key(act_id), taken.model_dump_json(), ex=_KEPT_SECONDS)

    async def read(self, act_id: str) -> Taken | None:
        found = await self._redis.get(self._key(act_id))
        return Taken.model_validate_json(found) if found else None

    async def undoable(self, act_ids: list[str]) -> set[str]:
        """Those that may still be taken back."""
        if not act_ids:
            return set()
        found = await self._redis.mget([self._key(one) for one in act_ids])
        return {one for one, kept in zip(act_ids, found, strict=True) if kept}

    def _key(self, act_id: str) -> str:
        return self._topology.own_key("translate", "act", act_id)
