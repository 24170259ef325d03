"""Counts of sources in Redis: `arrivals`, a hash of hours by source, and `beginnings`, the texts it sent.

In the hash `H` is the articles of the hour H, `H-returned` those of them that were old and came undated.
"""

from collections.abc import Mapping, Sequence
from typing import cast

from ingest.articles.suspicion import HOUR, HOURS, Arrived, SourcePast
from newsroom.events.catalogue import SOURCE_SUSPECTED
from newsroom.events.sources import SourceSuspected
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.topology import INGEST, Topology

_DAY = 24 * HOUR
_KEPT = 60 * _DAY  # seconds: an archive that comes back is older than that, its last weeks are not
_MOST_TEXTS = 20_000  # of a source
_RETURNED = "-returned"


class RedisSuspicion:
    """A SuspicionStore. Calls raise StoreUnavailableError."""

    def __init__(self, redis: RedisClient, topology: Topology, publisher: Publisher) -> None:
        self._redis = redis
        self._topology = topology
        self._publisher = publisher

    async def count(self, source: str, hour: int, arrived: Sequence[Arrived]) -> SourcePast:
        counts = self._topology.own_key(INGEST, "arrivals", source)
        texts = self._topology.own_key(INGEST, "beginnings", source)
        keys = [article.key for article in arrived]
        seen = await self._redis.zmscore(texts, keys)
        before = (hour - 24) * HOUR
        returned = sum(
            1
            for article, first in zip(arrived, seen, strict=True)
            if article.undated and first is not None and first < before
        )
        async with self._redis.pipeline(transaction=False) as pipeline:
            pipeline.zadd(texts, dict.fromkeys(keys, hour * HOUR), nx=True)
            pipeline.zremrangebyrank(texts, 0, -_MOST_TEXTS - 1)
            pipeline.expire(texts, _KEPT)
            pipeline.hincrby(counts, str(hour), len(arrived))
            if returned:
                pipeline.hincrby(counts, f"{hour}{_RETURNED}", returned)
            pipeline.expire(counts, HOURS * HOUR)
            pipeline.hgetall(counts)
            answers = await pipeline.execute()
        past = _past(cast("Mapping[bytes, bytes]", answers[-1]))
        await self._forget(counts, past, hour)
        return past

    async def suspect(self, suspicion: SourceSuspected) -> bool:
        key = self._topology.own_key(INGEST, "suspected", suspicion.source)
        if not await self._redis.set(key, suspicion.number, nx=True, ex=HOUR):
            return False
        event = SOURCE_SUSPECTED.event(suspicion, time=suspicion.suspected_at)
        await self._publisher.append_once([Emission.of(SOURCE_SUSPECTED, event)])
        return True

    async def _forget(self, counts: str, past: SourcePast, hour: int) -> None:
        """Drops the hours that count no more."""
        old = [at for at in {*past.created, *past.returned} if at < hour - HOURS]
        if old:
            await self._redis.hdel(counts, *(name for at in old for name in (str(at), f"{at}{_RETURNED}")))


def _past(counts: Mapping[bytes, bytes]) -> SourcePast:
    created, returned = dict[int, int](), dict[int, int]()
    for name, count in counts.items():
        hour, _, mark = name.decode().partition("-")
        (returned if mark else created)[int(hour)] = int(count)
    return SourcePast(created, returned)
