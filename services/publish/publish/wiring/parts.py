"""The composition root's larger half: what publish is made of, before anything is read or answered."""

from dataclasses import dataclass

from newsroom.live import Hub, LiveSettings
from newsroom.runtime.process import raise_open_file_limit
from newsroom.streams.connections import Connections
from publish.adapters.live_history import LiveHistory, LiveReader
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.hot.invalidation import Heard
from publish.hot.log_head import Freshness
from publish.log.redact import redact_event
from publish.log.retention import Keeping
from publish.settings import PublishSettings
from publish.visibility.embargoes import EmbargoClock
from publish.visibility.reconcile import Reconciler
from publish.visibility.urls import Site


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
        Hub(reader, clock, LiveSettings.within(raise_open_file_limit()), redact_event),
        Freshness(reader, heard, clock),
    )
