"""The supervisor of polling, put together over the pipeline."""

import random

from ingest.adapters.redis_sources import RedisSources
from ingest.content.language import ranking
from ingest.settings import IngestSettings
from ingest.sources.kinds.origins import Origins
from ingest.sources.kinds.robots import Robots
from ingest.sources.polling.lease import SourceStore
from ingest.sources.polling.poller import Poller
from ingest.sources.polling.supervise import PollSupervisor
from ingest.wiring.parts import Parts
from newsroom.runtime.clock import Clock
from newsroom.streams.connections import Connections

_RENEWALS_A_LEASE = 3


def source_store_of(settings: IngestSettings, connections: Connections) -> RedisSources:
    """The leases and states of sources, as this replica sees them."""
    return RedisSources(
        connections.redis,
        connections.topology,
        connections.publisher,
        instance=settings.instance,
        lease_seconds=settings.source_lease_seconds,
    )


def supervisor_of(settings: IngestSettings, store: SourceStore, parts: Parts, clock: Clock) -> PollSupervisor:
    """Polls the sources of the parts' file."""
    file = parts.sources
    origins = Origins(file, parts.pipeline, ranking(settings.languages), clock, Robots(clock))
    seconds_between_renewals = settings.source_lease_seconds / _RENEWALS_A_LEASE
    poller = Poller(store, origins.of, clock, random.random, seconds_between_renewals)
    return PollSupervisor(file, store, poller, clock, lambda: parts.watch.is_open)
