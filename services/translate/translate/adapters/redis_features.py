"""Features in Redis: one key an article, an index by `published_at`, and a feed of changes by number."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import cast

from redis.exceptions import LockNotOwnedError

from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from translate.automatic.feature_store import FeatureChange, FeatureChanges, FeatureVersion
from translate.matching import Features, UnknownFormatError, from_bytes, to_bytes

# Counted from the last write. What is linked stays linked; only comparing needs features.
_KEPT_SECONDS = 7 * 24 * 3600
_LOCK_SECONDS = 30
# Upserts the newest revision's features, or its tombstone. ARGV: id, revision, score, seconds, encoded or ''.
_PUT = """
local known = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local revision = tonumber(ARGV[2])
if revision < known then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[4], redis.call('INCR', KEYS[5]), ARGV[1])
if ARGV[5] == '' then
  redis.call('ZREM', KEYS[1], ARGV[1])
  redis.call('DEL', KEYS[3])
else
  redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
  redis.call('SET', KEYS[3], ARGV[5], 'EX', ARGV[4])
end
return 1
"""


class RedisFeatures:
    """A FeatureStore. Features expire a week after their last write."""

    def __init__(self, redis: RedisClient, topology: Topology) -> None:
        self._redis = redis
        self._topology = topology
        self._put = redis.register_script(_PUT)
        self._index = topology.own_key("translate", "by-published")
        self._paired = topology.own_key("translate", "paired")
        self._lock = topology.own_key("translate", "judging")
        self._revisions = topology.own_key("translate", "features-revisions")
        self._changes = topology.own_key("translate", "features-changes")
        self._number = topology.own_key("translate", "features-number")

    async def put(self, features: Sequence[tuple[int, Features]]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for revision, own in features:
            args: list[str | int | bytes] = [own.id, revision, own.published_at, _KEPT_SECONDS, to_bytes(own)]
            await self._put(keys=self._keys(own.id), args=args, client=pipeline)
        await pipeline.execute()

    async def drop(self, articles: Sequence[FeatureVersion]) -> None:
        pipeline = self._redis.pipeline(transaction=False)
        for version in articles:
            args: list[str | int | bytes] = [version.article_id, version.revision, 0, _KEPT_SECONDS, ""]
            await self._put(keys=self._keys(version.article_id), args=args, client=pipeline)
        await pipeline.execute()

    async def stored_between(self, start_ms: int, end_ms: int) -> list[FeatureVersion]:
        ids = cast("list[bytes]", await self._redis.zrangebyscore(self._index, start_ms, end_ms))
        if not ids:
            return []
        revisions = cast("list[bytes | None]", await self._redis.hmget(self._revisions, ids))
        return [
            FeatureVersion(article_id.decode(), int(revision or 0))
            for article_id, revision in zip(ids, revisions, strict=True)
        ]

    async def changes_since(self, number: int | None) -> FeatureChanges:
        # The newest number is read first, so that a change in between is at worst given twice.
        newest = int(cast("bytes | None", await self._redis.get(self._number)) or 0)
        if number is None or newest <= number:
            return FeatureChanges(newest, [])
        changed = cast("list[bytes]", await self._redis.zrangebyscore(self._changes, f"({number}", "+inf"))
        ids = [article_id.decode() for article_id in changed]
        instants = await self._redis.zmscore(self._index, ids) if ids else []
        revisions = cast("list[bytes | None]", await self._redis.hmget(self._revisions, ids)) if ids else []
        return FeatureChanges(
            newest,
            [
                FeatureChange(article_id, int(revision or 0), None if instant is None else round(instant))
                for article_id, instant, revision in zip(ids, instants, revisions, strict=True)
            ],
        )

    async def get(self, article_ids: Sequence[str]) -> list[Features]:
        if not article_ids:
            return []
        keys = [self._key(article_id) for article_id in article_ids]
        stored = cast("list[bytes | None]", await self._redis.mget(keys))
        features = await asyncio.to_thread(_decode, [encoded for encoded in stored if encoded is not None])
        read = {own.id for own in features}
        if gone := [article_id for article_id in article_ids if article_id not in read]:
            await self._redis.zrem(self._index, *gone)
        return features

    async def paired(self, article_ids: Sequence[str]) -> set[str]:
        if not article_ids:
            return set()
        flags = await self._redis.smismember(self._paired, list(article_ids))
        return {article_id for article_id, is_paired in zip(article_ids, flags, strict=True) if is_paired}

    async def mark_paired(self, article_ids: Sequence[str]) -> None:
        if article_ids:
            await self._redis.sadd(self._paired, *article_ids)

    @asynccontextmanager
    async def judging_lock(self) -> AsyncIterator[None]:
        """A lock with a lease: that of a worker which dies ends by itself.

        Should one stall for longer, two judge at once, which costs no more than an older score written last.
        """
        lock = self._redis.lock(self._lock, timeout=_LOCK_SECONDS)
        await lock.acquire()
        try:
            yield
        finally:
            with suppress(LockNotOwnedError):
                await lock.release()

    async def is_empty(self) -> bool:
        """True if no features are stored at all, as after a loss of Redis."""
        return not await self._redis.exists(self._index)

    def _keys(self, article_id: str) -> list[str]:
        return [self._index, self._revisions, self._key(article_id), self._changes, self._number]

    def _key(self, article_id: str) -> str:
        return self._topology.own_key("translate", "features", article_id)


def _decode(stored: Sequence[bytes]) -> list[Features]:
    """Features in today's format; those that an earlier release wrote are left out."""
    features: list[Features] = []
    for encoded in stored:
        with suppress(UnknownFormatError):
            features.append(from_bytes(encoded))
    return features
