"""The coverage board in Redis: for each language, the stories that lack it, oldest first."""

from collections.abc import Sequence
from typing import cast

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.automatic.desk_projection import DatedStory
from translate.stories.missing_languages import missing_languages

# Upserts a story by its highest version. KEYS: versions, then a sorted set for each language; ARGV: story,
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


class RedisCoverageBoard:
    """A CoverageBoard, ordered by when each story's first article was published."""

    def __init__(self, redis: RedisClient, topology: Topology, languages: Sequence[str]) -> None:
        self._redis = redis
        self._languages = languages
        self._put = redis.register_script(_PUT)
        self._versions = topology.own_key("translate", "board-versions")
        self._lacking = {
            language: topology.own_key("translate", "lacking", language) for language in languages
        }

    async def put(self, stories: Sequence[DatedStory]) -> None:
        """Lists stories by what they lack; a story without articles is taken off."""
        pipeline = self._redis.pipeline(transaction=False)
        for dated in stories:
            story, missing = dated.story, missing_languages(dated.story, self._languages)
            flags = ["1" if language in missing else "0" for language in self._languages]
            at = round(dated.published_at.timestamp() * 1000) if dated.published_at else 0
            args: list[str | int] = [story.id, story.version, at, *flags]
            await self._put(keys=[self._versions, *self._lacking.values()], args=args, client=pipeline)
        if stories:
            await pipeline.execute()

    async def lacking(self, language: str, after: int, limit: int) -> list[str]:
        """Ids of stories that lack a language, oldest first, from a place on."""
        ids = await self._redis.zrange(self._lacking[language], after, after + limit - 1)
        return [story_id.decode() for story_id in cast("list[bytes]", ids)]
