"""The sources whose guids name no articles, in Redis: the set `page-named`."""

from collections.abc import Iterable
from typing import cast

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import INGEST, Topology


class RedisPageNamed:
    """A PageNamedSources. Calls raise StoreUnavailableError."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._key = topology.own_key(INGEST, "page-named")

    async def which(self, sources: Iterable[str]) -> frozenset[str]:
        asked = list(sources)
        answers = cast("list[int]", await self._redis.smismember(self._key, asked)) if asked else []
        return frozenset(source for source, is_one in zip(asked, answers, strict=True) if is_one)

    async def add(self, sources: Iterable[str]) -> None:
        if added := list(sources):
            await self._redis.sadd(self._key, *added)
