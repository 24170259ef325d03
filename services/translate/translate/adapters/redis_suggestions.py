"""Suggestions in Redis: each under its pair, and an index of those that wait, best first."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from newsroom.events.stories import LinkSuggestion
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology

# Upserts the highest number of each. KEYS: all, those that wait, those by article, those that wait by the
# instant since when; ARGV: id, number, score, state, encoded, both articles, now.
_WRITE = """
local known = redis.call('HGET', KEYS[1], ARGV[1] .. ':number')
if known and tonumber(ARGV[2]) <= tonumber(known) then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[5], ARGV[1] .. ':number', ARGV[2])
for i = 6, 7 do
  if ARGV[4] == 'waiting' then redis.call('ZADD', KEYS[3], 0, ARGV[i] .. '/' .. ARGV[1])
  else redis.call('ZREM', KEYS[3], ARGV[i] .. '/' .. ARGV[1]) end
end
if ARGV[4] == 'waiting' then
  redis.call('ZADD', KEYS[2], ARGV[3], ARGV[1])
  redis.call('ZADD', KEYS[4], 'NX', ARGV[8], ARGV[1])
else
  redis.call('ZREM', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[4], ARGV[1])
end
return 1
"""


class RedisSuggestions:
    """A SuggestionStore."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._write = redis.register_script(_WRITE)
        self._all = topology.own_key("translate", "suggestions")
        self._waiting = topology.own_key("translate", "suggestions-waiting")
        self._since = topology.own_key("translate", "suggestions-since")
        self._by_article = topology.own_key("translate", "suggestions-by-article")

    async def read(self, ids: Sequence[str]) -> dict[str, LinkSuggestion]:
        if not ids:
            return {}
        stored = cast("list[bytes | None]", await self._redis.hmget(self._all, list(ids)))
        known = [LinkSuggestion.model_validate_json(encoded) for encoded in stored if encoded is not None]
        return {suggestion.id: suggestion for suggestion in known}

    async def write(self, suggestions: Sequence[LinkSuggestion], at: datetime) -> None:
        now = at.timestamp()
        pipeline = self._redis.pipeline(transaction=False)
        for own in suggestions:
            args: list[str | int | float] = [own.id, own.number, own.score, own.state, own.model_dump_json()]
            keys = [self._all, self._waiting, self._by_article, self._since]
            await self._write(keys=keys, args=[*args, own.article_id, own.other_id, now], client=pipeline)
        await pipeline.execute()

    async def waiting_since(self, before: datetime, limit: int) -> list[LinkSuggestion]:
        """Waiting suggestions that have waited since an instant before this one, the oldest first."""
        stored = cast(
            "list[bytes]",
            await self._redis.zrangebyscore(self._since, "-inf", before.timestamp(), start=0, num=limit),
        )
        known = await self.read([suggestion_id.decode() for suggestion_id in stored])
        return [suggestion for suggestion in known.values() if suggestion.state == "waiting"]

    async def waiting_of(self, article_ids: Sequence[str]) -> list[LinkSuggestion]:
        """Waiting suggestions that name any of these articles."""
        if not article_ids:
            return []
        pipeline = self._redis.pipeline(transaction=False)
        for article_id in article_ids:
            # 0 follows the slash.
            pipeline.zrangebylex(self._by_article, f"[{article_id}/", f"({article_id}0")
        members = cast("list[list[bytes]]", await pipeline.execute())
        ids = {member.decode().partition("/")[2] for of_article in members for member in of_article}
        known = await self.read(sorted(ids))
        return [suggestion for suggestion in known.values() if suggestion.state == "waiting"]

    async def waiting(self, after: int, limit: int) -> list[LinkSuggestion]:
        """Waiting suggestions, the likeliest first, from a place on."""
        stored = cast("list[bytes]", await self._redis.zrevrange(self._waiting, after, after + limit - 1))
        ids = [suggestion_id.decode() for suggestion_id in stored]
        known = await self.read(ids)
        return [known[suggestion_id] for suggestion_id in ids if suggestion_id in known]

    async def count(self) -> int:
        """The number of suggestions that wait."""
        return int(await self._redis.zcard(self._waiting))

    async def place(self, suggestion_id: str) -> int | None:
        """The number of suggestions that wait before one, None where it does not wait."""
        return cast("int | None", await self._redis.zrevrank(self._waiting, suggestion_id))
