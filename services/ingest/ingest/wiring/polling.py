"""Everything that polling is made of, put together once."""

import os
import random
from collections.abc import Mapping

from ingest.content.language import Rank
from ingest.durability.watch import Watch
from ingest.settings import IngestSettings
from ingest.sources.config.watched_file import WatchedFile
from ingest.sources.kinds.origins import Origins
from ingest.sources.kinds.robots import Robots
from ingest.sources.kinds.taking import Receiving
from ingest.sources.polling.poller import Poller
from ingest.sources.polling.store import SourceStore
from ingest.sources.polling.supervise import Polling
from newsroom.runtime.clock import Clock

_RENEWALS_A_LEASE = 3


def polling_of(
    settings: IngestSettings,
    store: SourceStore,
    reception: Receiving,
    rank: Rank,
    clock: Clock,
    watch: Watch,
    environment: Mapping[str, str] = os.environ,
) -> Polling:
    """Raises SourcesFileError, which is a ValueError, where the file is wrong."""
    file = WatchedFile(settings.sources, environment)
    file.read()
    origins = Origins(file, reception, rank, clock, Robots(clock))
    poller = Poller(
        store, origins.of, clock, random.random, settings.source_lease_seconds / _RENEWALS_A_LEASE
    )

    def may_take() -> bool:
        return not watch.verdict.reasons and not watch.verdict.memory_short

    return Polling(file, store, poller, clock, may_take)
