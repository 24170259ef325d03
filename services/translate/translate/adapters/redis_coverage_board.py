"""The coverage board in Redis: for each language, the stories that lack it, oldest first."""

from collections.abc import Sequence
from typing import cast

from newsroom.events.stories import StorySnapshot
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.automatic.waiting_suggestions import Dated

# Lists a story by its highest version. KEYS: versions, then a sorted set for each language; ARGV: story,
# version, instant, then for each language '1' where it is lacking.
_PUT = """
local known = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if tonumber(ARGV[2]) < known then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
for i = 2, #KEYS do
  if ARGV[i + 2] == '1' then redis.call('ZADD', KEYS[i], ARGV[3], ARGV[1])
  else redis.call('ZREM', KEYS[i], ARGV[1]) end
end
return 1
"""


class RedisBoard:
    """A DatedBoard. The order is that in which stories' first articles were published."""

    def __init__(self, redis: RedisClient, topology: Topology, languages: Sequence[str]) -> None:
        self._redis = redis
        self._languages = languages
        self._put = redis.register_script(_PUT)
        self._versions = topology.own_key("translate", "board-versions")
        self._lacking = {one: topology.own_key("translate", "lacking", one) for one in languages}

    async def put(self, stories: Sequence[Dated]) -> None:
        """Lists stories by what they lack; a story without articles is taken off."""
        pipeline = self._redis.pipeline(transaction=False)
        for one in stories:
            lacks = ["1" if _lacks(one.story, language) else "0" for language in self._languages]
            at = round(one.published_at.timestamp() * 1000) if one.published_at else 0
            args: list[str | int] = [one.story.id, one.story.version, at, *lacks]
            await self._put(keys=[self._versions, *self._lacking.values()], args=args, client=pipeline)
        if stories:
            await pipeline.execute()

    async def lacking(self, language: str, after: int, limit: int) -> list[str]:
        """Ids of stories that lack a language, oldest first, from a place on."""
        found = await self._redis.zrange(self._lacking[language], after, after + limit - 1)
        return [story_id.decode() for story_id in cast("list[bytes]", found)]


def _lacks(story: StorySnapshot, language: str) -> bool:
    """A stub that gave up its place is a story of one that nobody misses a language of."""
    if any(member.yields_to for member in story.articles.values()):
        return False
    return bool(story.articles) and language not in story.articles
