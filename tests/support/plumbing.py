"""The plumbing of a service, put together for a test against real servers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from newsroom.events.catalogue import ARTICLE_CREATED
from newsroom.runtime.clock import SystemClock
from newsroom.stores.epoch import EpochGuard, Restoration
from newsroom.stores.redis import RedisClient
from newsroom.streams.broker import connect_broker
from newsroom.streams.consumer import Consumer, Handler
from newsroom.streams.consumers import Consumers
from newsroom.streams.group_reader import GroupReader
from newsroom.streams.publisher import Emission, Publisher
from newsroom.streams.retry import RetryPolicy
from newsroom.streams.topology import TRANSLATE, Topology
from tests.support.articles import NOON, revision

QUICK = RetryPolicy(attempts=3, first_delay=0.01, longest_delay=0.05, silent_after=0.5)
EPOCH = "epoch-of-the-test"


async def publisher(
    redis: RedisClient, owner: str = TRANSLATE, topology: Topology | None = None
) -> Publisher:
    """A publisher whose numbers are here."""
    topology = topology or Topology()
    restored = Publisher(redis, topology, owner)
    restored.epoch = EPOCH
    for key in topology.epochs(owner):
        await redis.set(key, EPOCH)
    for script in restored.scripts:
        await script.load()
    return restored


def created(name: str) -> Emission:
    """An emission of `article-created`."""
    return Emission.of(ARTICLE_CREATED, ARTICLE_CREATED.event(revision(name), time=NOON))


@dataclass(slots=True)
class Epochs:
    """Source of the epoch, and the number of times that its owner had to restore."""

    restored: int = 0

    async def current(self) -> str:
        return EPOCH

    async def begin(self) -> str:
        return EPOCH

    async def marks(self, _: str) -> Mapping[str, str]:
        return {}

    async def raise_marks(self, epoch: str, marks: Mapping[str, str]) -> None: ...

    async def restore(self, _: Restoration) -> int:
        self.restored += 1
        return 0


@dataclass(slots=True)
class Reader:
    """A group's consumer on one stream, with its reading."""

    redis: RedisClient
    url: str
    handler: Handler
    name: str = "translate-1"
    streams: Sequence[str] = ("article-created",)
    policy: RetryPolicy = QUICK
    epochs: Epochs = field(default_factory=Epochs)
    overtakes_in_hand: bool = False

    def reading(self) -> Consumers:
        topology = Topology()
        emitter = Publisher(self.redis, topology, TRANSLATE)
        consumer = Consumer(
            self.redis,
            topology,
            emitter,
            TRANSLATE,
            self.handler,
            SystemClock(),
            self.policy,
            overtakes_in_hand=self.overtakes_in_hand,
        )
        guard = EpochGuard(
            self.redis,
            topology.epochs(TRANSLATE),
            emitter,
            owner=TRANSLATE,
            epochs=self.epochs,
            restore=self.epochs.restore,
            scripts=emitter.scripts,
        )
        broker = connect_broker(self.url)
        subscription = GroupReader(
            broker,
            consumer,
            self.name,
            self.streams,
            guard,
            seconds_between_sweeps=0.02,
            seconds_between_heartbeats=0.05,
        )
        subscription.declare()
        return Consumers(broker, guard, [subscription])
