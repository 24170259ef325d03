"""Suggestions in Redis: each under its pair, and an index of those that wait, best first."""

from collections.abc import Sequence
from typing import cast

from newsroom.events.stories import LinkSuggestion
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology

# Keeps the highest number of each. KEYS: all, those that wait, those by article; ARGV: id, number, score,
# state, encoded, and both articles.
_WRITE = """
local known = redis.call('HGET', KEYS[1], ARGV[1] .. ':number')
if known and tonumber(ARGV[2]) <= tonumber(known) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[5], ARGV[1] .. ':number', ARGV[2])
for i = 6, 7 do
  if ARGV[4] == 'waiting' then redis.call('ZADD', KEYS[3], 0, ARGV[i] .. '/' .. ARGV[1])
  else redis.call('ZREM', KEYS[3], ARGV[i] .. '/' .. ARGV[1]) end
end
if ARGV[4] == 'waiting' then redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
else redis.call('ZREM', KEYS[2], ARGV[1]) end
return 1
"""


class RedisSuggestions:
    """A SuggestionStore."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._write = redis.register_script(_WRITE)
        self._all = topology.own_key("translate", "suggestions")
        self._waiting = topology.own_key("translate", "suggestions-waiting")
        self._by_article = topology.own_key("translate", "suggestions-by-article")

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]:
        if not ids:
            return {}
        found = cast("list[bytes | None]", await self._redis.hmget(self._all, list(ids)))
        read = [LinkSuggestion.model_validate_json(encoded) for encoded in found if encoded is not None]
        return {suggestion.id: suggestion for suggestion in read}

    async def write(self, suggestions: Sequence[LinkSuggestion]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for one in suggestions:
            args: list[str | int | float] = [one.id, one.number, one.score, one.state, one.model_dump_json()]
            keys = [self._all, self._waiting, self._by_article]
            await self._write(keys=keys, args=[*args, one.article_id, one.other_id], client=pipeline)
        await pipeline.execute()

    async def waiting_of(self, article_ids: Sequence[str]) -> list[LinkSuggestion]:
        """Those that wait and name any of these articles."""
        if not article_ids:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for one in article_ids:
            pipeline.zrangebylex(self._by_article, f"[{one}/", f"({one}0")  # 0 follows the slash
        found = cast("list[list[bytes]]", await pipeline.execute())
        ids = {name.decode().partition("/")[2] for names in found for name in names}
        return [one for one in (await self.read(sorted(ids))).values() if one.state == "waiting"]

    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]:
        """Those that wait, the likeliest first, from a place in the queue on."""
        ids = cast("list[bytes]", await self._redis.zrevrange(self._waiting, after, after + limit - 1))
        found = await self.read([one.decode() for one in ids])
        return [found[one.decode()] for one in ids if one.decode() in found]

    async def count(self) -> int:
        """How many wait."""
        return int(await self._redis.zcard(self._waiting))

    async def place(self, suggestion_id: str) -> int | None:
        """How many wait before one, None where it does not wait."""
        return cast("int | None", await self._redis.zrevrank(self._waiting, suggestion_id))
