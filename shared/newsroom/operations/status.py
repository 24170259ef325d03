"""Status of a running newsroom, as `newsroom status` shows it, and what in it wants an operator."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict, computed_field

from newsroom.operations.services import ServiceState
from newsroom.stores.mongo_facts import DeskCounts, MongoFacts
from newsroom.stores.redis_facts import RedisFacts
from newsroom.streams.inspect import GroupState

MOST_SKEW = 2.0  # seconds; embargoes go by the latest clock beyond it
LEAST_FREE = 0.1  # of a disk
MEMORY_CEILING = 0.85  # of maxmemory, as ingest slows senders at


class Model(BaseModel):
    """Base of what is shown: immutable."""

    model_config = ConfigDict(frozen=True)


class RedisState(Model):
    """State of Redis. `facts` are None, and `problem` says why, where it does not answer.

    `clock_skew` is how many seconds this machine's clock is ahead of the store's.
    """

    url: str
    facts: RedisFacts | None = None
    clock_skew: float | None = None
    problem: str = ""


class MongoState(Model):
    """State of MongoDB, as that of Redis."""

    url: str
    facts: MongoFacts | None = None
    clock_skew: float | None = None
    problem: str = ""


class DeadLetterCount(Model):
    """Dead letters of one stream and group."""

    stream: str
    count: int


class Epoch(Model):
    """Epoch of one owner's numbers in both stores; they differ while it restores them."""

    owner: str
    redis: str
    mongo: str


class Disk(Model):
    """Disk that something of the newsroom lies on. Sizes are in bytes."""

    what: str
    total: int
    free: int

    @property
    def is_short(self) -> bool:
        return self.free < LEAST_FREE * self.total


class SourcesState(Model):
    """Names of the sources that ingest asks, by how they are; `problem` says why nobody knows."""

    healthy: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    problem: str = ""


class Status(Model):
    """All of it at one look. `suggestions` and `desk` are None where their store is away."""

    at: datetime
    build: str
    deployment: str
    services: tuple[ServiceState, ...]
    redis: RedisState
    mongo: MongoState
    groups: tuple[GroupState, ...]
    dead_letters: tuple[DeadLetterCount, ...]
    sources: SourcesState
    desk: DeskCounts | None
    suggestions: int | None
    epochs: tuple[Epoch, ...]
    disks: tuple[Disk, ...]

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def problems(self) -> tuple[str, ...]:
        """What wants an operator, one sentence each; empty where all is well."""
        return tuple(_problems(self))


def _problems(status: Status) -> Iterator[str]:
    for service in status.services:
        if service.problem:
            away = service.started_at is None  # then the sentence names the service and its address
            yield service.problem if away else f"{service.name} is not ready: {service.problem}"
    yield from filter(None, (status.redis.problem, status.mongo.problem, status.sources.problem))
    for store, skew in (("Redis", status.redis.clock_skew), ("MongoDB", status.mongo.clock_skew)):
        if skew is not None and abs(skew) > MOST_SKEW:
            yield f"the clocks of this machine and of {store} are {abs(skew):.1f} s apart: set them by NTP"
    facts = status.redis.facts
    if facts is not None and 0 < facts.maxmemory * MEMORY_CEILING < facts.used_memory:
        yield "Redis' memory is nearly full and senders are slowed: see the runbook, Full memory"
    for letters in status.dead_letters:
        yield f"{letters.count} dead letters on {letters.stream}: `newsroom dead list`"
    for name in status.sources.failing:
        yield f"source {name} fails: `newsroom sources list`"
    for name in status.sources.silent:
        yield f"source {name} is silent: `newsroom sources state {name}`"
    for epoch in status.epochs:
        if epoch.redis != epoch.mongo:
            yield f"the numbers of {epoch.owner} are not in Redis: it restores them; see its log"
    for disk in status.disks:
        if disk.is_short:
            yield f"{disk.what}: {disk.free // 2**20} MB free of {disk.total // 2**20}: make room"


def epochs(in_redis: Mapping[str, str], in_mongo: Mapping[str, str]) -> tuple[Epoch, ...]:
    """The epochs of both stores, by owner."""
    return tuple(
        Epoch(owner=owner, redis=in_redis.get(owner, ""), mongo=in_mongo.get(owner, ""))
        for owner in sorted({*in_redis, *in_mongo})
    )
