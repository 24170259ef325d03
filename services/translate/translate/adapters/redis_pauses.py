"""Pauses of automatic linking in Redis: a hash of the newest switch of each scope."""

from collections.abc import Iterable
from typing import cast

from newsroom.events.desk import LinkingSwitch
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.automatic.pause import Pauses

# Upserts the highest number of each scope. ARGV: scope, number, encoded.
_APPLY = """
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and cjson.decode(known).number >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
"""


class RedisPauses:
    """A PauseStore."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._apply = redis.register_script(_APPLY)
        self._key = topology.own_key("translate", "switches")

    async def apply(self, switches: Iterable[LinkingSwitch]) -> None:
        for switch in switches:
            args: list[str | int] = [switch.scope, switch.number, switch.model_dump_json()]
            await self._apply(keys=[self._key], args=args)

    async def switches(self) -> list[LinkingSwitch]:
        """The newest switch of each scope."""
        stored = cast("list[bytes]", await self._redis.hvals(self._key))
        return [LinkingSwitch.model_validate_json(encoded) for encoded in stored]

    async def pauses(self) -> Pauses:
        return Pauses.of(await self.switches())
