"""The composition root's larger half: what publish is made of, before anything is read or answered."""

from dataclasses import dataclass

from newsroom.runtime.clock import Clock
from newsroom.runtime.process import allow_open_files
from newsroom.streams.publisher import EpochLostError, Publisher
from newsroom.streams.redis_client import OUTAGES as REDIS_OUTAGES
from newsroom.streams.redis_client import RedisClient
from newsroom.streams.redis_client import connect as connect_redis
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters import mongo
from publish.adapters.live_history import LiveHistory, LiveReader
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.addresses import Site
from publish.embargoes import EmbargoClock
from publish.hot.freshness import Freshness
from publish.hot.heard import Heard
from publish.keeping import Keeping
from publish.live import Hub, LiveSettings
from publish.reconcile import ContentionError, Reconciler
from publish.redaction import redact_event
from publish.settings import PublishSettings

OUTAGES = (*REDIS_OUTAGES, EpochLostError, ContentionError, *mongo.OUTAGES)


@dataclass(frozen=True, slots=True)
class Connections:
    """What is open, and whose numbers and time it is."""

    redis: RedisClient
    client: mongo.Client
    db: mongo.Database
    topology: Topology
    publisher: Publisher
    clock: Clock

    @classmethod
    def of(cls, settings: PublishSettings, clock: Clock) -> "Connections":
        """Nothing has to be there yet: each connects at its first call."""
        topology, redis = Topology(settings.partitions), connect_redis(settings.redis_url)
        client = mongo.connect(settings.mongo_url)
        publisher = Publisher(redis, topology, PUBLISH)
        return cls(redis, client, mongo.database(client), topology, publisher, clock)

    async def aclose(self) -> None:
        """Closes them."""
        await self.redis.aclose()
        self.client.close()


@dataclass(frozen=True, slots=True)
class Parts:
    """What the reading, the tasks and the routes share."""

    site: Site
    facts: MongoFacts
    archive: MongoLiveLog
    log: RedisLiveLog
    reconciler: Reconciler
    embargoes: EmbargoClock
    keeping: Keeping
    history: LiveHistory
    heard: Heard
    hub: Hub
    freshness: Freshness


def parts_of(settings: PublishSettings, connections: Connections) -> Parts:
    """All between the connections and the edges."""
    db, publisher, clock = connections.db, connections.publisher, connections.clock
    site = Site(settings.public_url.rstrip("/"))
    facts, archive, log = (
        MongoFacts(db),
        MongoLiveLog(db),
        RedisLiveLog(connections.redis, connections.topology),
    )
    reconciler = Reconciler(facts, publisher, site, clock)
    keeping, heard = Keeping(clock, settings.archive_days), Heard()
    history = LiveHistory(log, archive, keeping.kept_since_ms)
    reader = LiveReader(history, log, heard)
    return Parts(
        site,
        facts,
        archive,
        log,
        reconciler,
        EmbargoClock(facts, reconciler, publisher, clock),
        keeping,
        history,
        heard,
        Hub(reader, clock, LiveSettings.within(allow_open_files()), redact_event),
        Freshness(reader, heard, clock),
    )
