"""Survey of a running newsroom: services, stores, streams, sources and counts, all asked at once.

It answers though any of them is away: what cannot be asked is a problem with its address and its cure.
"""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from newsroom.operations.services import service_states
from newsroom.operations.sources import sources_state
from newsroom.operations.status import DeadLetterCount, Disk, MongoState, RedisState, Status, epochs
from newsroom.runtime.addresses import shown
from newsroom.runtime.build import build_of_checkout
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo import Database
from newsroom.stores.mongo_facts import DeskCounts, MongoFacts, MongoFactsReader
from newsroom.stores.outages import outage_sentence
from newsroom.stores.redis import FAILURES, RedisClient
from newsroom.stores.redis_facts import redis_facts
from newsroom.streams.inspect import GroupState, dead_letter_counts, group_states
from newsroom.streams.topology import INGEST, PUBLISH, TRANSLATE, Topology

OWNERS = (INGEST, TRANSLATE, PUBLISH)
_SECONDS = 10.0  # above the stores' own timeouts, whose errors say more


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses of all that is surveyed; services by name.

    Without `ingest_key` the sources are not asked for. `data` is the folder of a system on this machine.
    """

    services: Mapping[str, str]
    redis: str
    mongo: str
    ingest_key: str = ""
    data: Path | None = None


@dataclass(frozen=True, slots=True)
class OfRedis:
    """Part of the survey that Redis answers."""

    state: RedisState
    groups: tuple[GroupState, ...] = ()
    dead_letters: tuple[DeadLetterCount, ...] = ()
    suggestions: int | None = None
    epochs: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class OfMongo:
    """Part of the survey that MongoDB answers."""

    state: MongoState
    desk: DeskCounts | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """Surveys what is at `places`, by clients of both stores."""

    places: Places
    redis: RedisClient
    db: Database
    topology: Topology
    clock: Clock

    async def status(self) -> Status:
        """The status of everything, within seconds."""
        services, of_redis, of_mongo, sources, build = await asyncio.gather(
            service_states(self.places.services),
            self.of_redis(),
            self.of_mongo(),
            sources_state(self.places.services.get(INGEST, ""), self.places.ingest_key),
            asyncio.to_thread(build_of_checkout),
        )
        redis, mongo = of_redis.state.facts, of_mongo.state.facts
        known = of_redis.epochs is not None and mongo is not None
        return Status(
            at=self.clock.now(),
            build=str(build),
            deployment=(mongo.deployment if mongo else "") or (redis.deployment if redis else ""),
            services=tuple(services),
            redis=of_redis.state,
            mongo=of_mongo.state,
            groups=of_redis.groups,
            dead_letters=of_redis.dead_letters,
            sources=sources,
            desk=of_mongo.desk,
            suggestions=of_redis.suggestions,
            epochs=epochs(of_redis.epochs or {}, mongo.epochs if mongo else {}) if known else (),
            disks=tuple(disks(self.places.data, mongo)),
        )

    async def of_redis(self) -> OfRedis:
        """Everything that Redis is asked."""
        url = shown(self.places.redis)
        try:
            async with asyncio.timeout(_SECONDS):
                return await self._of_redis(url)
        except (*FAILURES, TimeoutError) as error:
            problem = outage_sentence("Redis", "REDIS_URL", self.places.redis, error)
            return OfRedis(RedisState(url=url, problem=problem))

    async def _of_redis(self, url: str) -> OfRedis:
        facts = await redis_facts(self.redis)
        skew = (self.clock.now() - facts.now).total_seconds()
        # One by one: in a cluster they are on several servers.
        held = [await self.redis.get(self.topology.own_key(owner, "epoch")) for owner in OWNERS]
        texts = [value.decode() if isinstance(value, bytes) else value or "" for value in held]
        counts = await dead_letter_counts(self.redis)
        return OfRedis(
            RedisState(url=url, facts=facts, clock_skew=skew),
            tuple(await group_states(self.redis, self.topology)),
            tuple(DeadLetterCount(stream=stream, count=count) for stream, count in counts.items() if count),
            int(await self.redis.zcard(self.topology.own_key(TRANSLATE, "suggestions-waiting"))),
            dict(zip(OWNERS, texts, strict=True)),
        )

    async def of_mongo(self) -> OfMongo:
        """Everything that MongoDB is asked."""
        url, reader = shown(self.places.mongo), MongoFactsReader(self.db)
        try:
            async with asyncio.timeout(_SECONDS):
                facts = await reader.facts()
                skew = (self.clock.now() - facts.now).total_seconds()
                return OfMongo(MongoState(url=url, facts=facts, clock_skew=skew), await reader.desk_counts())
        except (StoreUnavailableError, TimeoutError) as error:
            problem = outage_sentence("MongoDB", "MONGO_URL", self.places.mongo, error)
            return OfMongo(MongoState(url=url, problem=problem))


def disks(data: Path | None, mongo: MongoFacts | None) -> list[Disk]:
    """The disks that are known: that of a system here, and MongoDB's."""
    known: list[Disk] = []
    if data is not None and data.exists():
        usage = shutil.disk_usage(data)
        known.append(Disk(what=f"disk of {data}", total=usage.total, free=usage.free))
    if mongo is not None and mongo.disk_total is not None and mongo.disk_free is not None:
        known.append(Disk(what="disk of MongoDB", total=mongo.disk_total, free=mongo.disk_free))
    return known
