"""Everything that polling is made of, put together once."""

import os
import random
from collections.abc import Mapping

from ingest.language import Rank
from ingest.settings import IngestSettings
from ingest.sources.origins import Origins
from ingest.sources.poller import Poller
from ingest.sources.polling import Polling
from ingest.sources.robots import Robots
from ingest.sources.store import SourceStore
from ingest.sources.taking import Receiving
from ingest.sources.watched_file import WatchedFile
from ingest.watch import Watch
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
