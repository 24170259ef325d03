"""Discrepancies in Redis: by id, listed open before settled, by story; settlements; stories that wait.

The list's score is the instant of the story's last change, negative where a discrepancy is settled.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import cast

from pydantic import TypeAdapter

from newsroom.events.desk import DiscrepancySettlement
from newsroom.runtime.clock import Clock
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.discrepancies.model import Discrepancy, ListedDiscrepancy

# KEYS: all, listed, of, settlements, changes; ARGV: story, instant, then id and encoded of each.
_REPLACE = """
local new, ids, changed = {}, {}, false
for i = 3, #ARGV, 2 do new[ARGV[i]] = ARGV[i + 1]; ids[#ids + 1] = ARGV[i] end
for _, id in ipairs(cjson.decode(redis.call('HGET', KEYS[3], ARGV[1]) or '[]')) do
  if not new[id] then
    redis.call('HDEL', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    changed = true
  end
end
for id, encoded in pairs(new) do
  if redis.call('HGET', KEYS[1], id) ~= encoded then
    redis.call('HSET', KEYS[1], id, encoded)
    changed = true
  end
  local sign = redis.call('HEXISTS', KEYS[4], id) == 1 and -1 or 1
  redis.call('ZADD', KEYS[2], sign * tonumber(ARGV[2]), id)
end
if #ids > 0 then redis.call('HSET', KEYS[3], ARGV[1], cjson.encode(ids))
else redis.call('HDEL', KEYS[3], ARGV[1]) end
if changed then redis.call('XADD', KEYS[5], 'MAXLEN', '1', '*', 'story', ARGV[1]) end
return 1
"""
# KEYS: settlements, listed, changes; ARGV: id, number, encoded.
_SETTLE = """
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and cjson.decode(known).number >= tonumber(ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
local score = redis.call('ZSCORE', KEYS[2], ARGV[1])
if score then redis.call('ZADD', KEYS[2], -math.abs(tonumber(score)), ARGV[1]) end
redis.call('XADD', KEYS[3], 'MAXLEN', '1', '*', 'settled', ARGV[1])
return 1
"""
# KEYS: due; ARGV: now, until, limit. The lease is the mark's new score.
_TAKE = """
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, id in ipairs(taken) do redis.call('ZADD', KEYS[1], ARGV[2], id) end
return taken
"""
# KEYS: due; ARGV: id, mark.
_DONE = """
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or '-1') == tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
"""
_LEASE_SECONDS = 3.0
_QUIET_SECONDS = 1.0
"""Variants that arrive together are checked together."""
_IDS = TypeAdapter(list[str])
_MOST_COUNTED = 1000
_STATES = {"open": ("(0", "+inf"), "settled": ("-inf", "(0"), None: ("-inf", "+inf")}


class RedisDiscrepancies:
    """A DiscrepancyStore."""

    def __init__(self, redis: RedisClient, topology: Topology, clock: Clock) -> None:
        self._redis, self._clock = redis, clock
        self._replace = redis.register_script(_REPLACE)
        self._settle = redis.register_script(_SETTLE)
        self._take = redis.register_script(_TAKE)
        self._done = redis.register_script(_DONE)
        self._all = topology.own_key("translate", "discrepancies")
        self._listed = topology.own_key("translate", "discrepancies-listed")
        self._of = topology.own_key("translate", "discrepancies-of")
        self._due = topology.own_key("translate", "discrepancies-due")
        self._settlements = topology.own_key("translate", "settlements")
        self._changes = changes_key(topology)

    async def mark(self, story_ids: Iterable[str]) -> None:
        due = self._clock.now().timestamp() + _QUIET_SECONDS
        if marks := dict.fromkeys(story_ids, due):
            await self._redis.zadd(self._due, marks)

    async def take_due(self, limit: int) -> dict[str, float]:
        now = self._clock.now().timestamp()
        until = round(now + _LEASE_SECONDS, 3)
        taken = cast("list[bytes]", await self._take(keys=[self._due], args=[now, until, limit]))
        return {marked.decode(): until for marked in taken}

    async def done(self, marks: dict[str, float]) -> None:
        for marked, mark in marks.items():
            await self._done(keys=[self._due], args=[marked, mark])

    async def replace(self, story_id: str, found: Sequence[Discrepancy], at: datetime) -> None:
        encoded = [part for one in found for part in (one.id, one.model_dump_json())]
        keys = [self._all, self._listed, self._of, self._settlements, self._changes]
        await self._replace(keys=keys, args=[story_id, at.timestamp(), *encoded])

    async def settle(self, settlements: Iterable[DiscrepancySettlement]) -> None:
        for one in settlements:
            args: list[str | int] = [one.discrepancy_id, one.number, one.model_dump_json()]
            await self._settle(keys=[self._settlements, self._listed, self._changes], args=args)

    async def listed(self, after: int, limit: int, state: str | None = None) -> list[ListedDiscrepancy]:
        low, high = _STATES[state]
        ids = cast(
            "list[bytes]",
            await self._redis.zrevrangebyscore(self._listed, high, low, start=after, num=limit),
        )
        return await self._read([one.decode() for one in ids])

    async def one(self, discrepancy_id: str) -> ListedDiscrepancy | None:
        return next(iter(await self._read([discrepancy_id])), None)

    async def count_open(self, unchanged_since: datetime) -> int:
        ids = cast(
            "list[bytes]",
            await self._redis.zrangebyscore(
                self._listed, "(0", unchanged_since.timestamp(), start=0, num=_MOST_COUNTED
            ),
        )
        return len({one.discrepancy.story_id for one in await self._read([one.decode() for one in ids])})

    async def open_in(self, story_ids: Sequence[str]) -> dict[str, int]:
        if not story_ids:
            return {}
        stored = cast("list[bytes | None]", await self._redis.hmget(self._of, list(story_ids)))
        by_story = {
            story_id: _IDS.validate_json(encoded)
            for story_id, encoded in zip(story_ids, stored, strict=True)
            if encoded
        }
        known = [one for ids in by_story.values() for one in ids]
        if not known:
            return {}
        settled = cast("list[bytes | None]", await self._redis.hmget(self._settlements, known))
        still_open = {one for one, settlement in zip(known, settled, strict=True) if settlement is None}
        counts = {story_id: len(still_open.intersection(ids)) for story_id, ids in by_story.items()}
        return {story_id: count for story_id, count in counts.items() if count}

    async def _read(self, ids: Sequence[str]) -> list[ListedDiscrepancy]:
        if not ids:
            return []
        stored = cast("list[bytes | None]", await self._redis.hmget(self._all, list(ids)))
        settled = cast("list[bytes | None]", await self._redis.hmget(self._settlements, list(ids)))
        return [
            ListedDiscrepancy(
                discrepancy=Discrepancy.model_validate_json(encoded),
                settlement=DiscrepancySettlement.model_validate_json(settlement) if settlement else None,
            )
            for encoded, settlement in zip(stored, settled, strict=True)
            if encoded is not None
        ]


def changes_key(topology: Topology) -> str:
    """The stream of one entry that changes whenever a discrepancy does: open pages follow it."""
    return topology.own_key("translate", "discrepancies-changed")
