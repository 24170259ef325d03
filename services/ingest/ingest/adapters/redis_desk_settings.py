"""The desk's settings of sources in Redis: `answered`, a hash by cause, and `quarantines`, one by source."""

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel, ConfigDict

from ingest.articles.desk_settings import SourceSettings
from newsroom.events.desk import ArticleOrder
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import INGEST, Topology

# The number decides, whichever replica reads an order first.
_DECIDE = """
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and cjson.decode(known).number >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""


class _Decision(BaseModel):
    model_config = ConfigDict(frozen=True)

    number: int
    quarantined: bool


class RedisDeskSettings:
    """A SettingsStore. Calls raise StoreUnavailableError."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._answers = topology.own_key(INGEST, "answered")
        self._quarantines = topology.own_key(INGEST, "quarantines")
        self._decide = redis.register_script(_DECIDE)

    async def read(self) -> SourceSettings:
        answers = cast("Mapping[bytes, bytes]", await self._redis.hgetall(self._answers))
        decisions = cast("Mapping[bytes, bytes]", await self._redis.hgetall(self._quarantines))
        quarantined = (
            source.decode()
            for source, decision in decisions.items()
            if _Decision.model_validate_json(decision).quarantined
        )
        orders = {cause.decode(): ArticleOrder.model_validate_json(order) for cause, order in answers.items()}
        standing = {cause: order for cause, order in orders.items() if order.order == "release"}
        return SourceSettings(frozenset(quarantined), standing)

    async def answer(self, order: ArticleOrder) -> None:
        if order.cause is not None:
            await self._decide(
                keys=[self._answers], args=[order.cause, order.number, order.model_dump_json()]
            )

    async def quarantine(self, source: str, number: int, *, quarantined: bool) -> None:
        decision = _Decision(number=number, quarantined=quarantined)
        await self._decide(keys=[self._quarantines], args=[source, number, decision.model_dump_json()])
