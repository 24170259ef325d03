"""Polling put together for a test: real Redis, a turned clock, and sources as a file would name them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.adapters.redis_articles import RedisArticles
from ingest.adapters.redis_sources import RedisSources
from ingest.durability.redis_settings import Verdict
from ingest.durability.watch import DurabilityWatch
from ingest.reading.reader import DocumentReader
from ingest.settings import IngestSettings
from ingest.sources.polling.report import SourceStatus
from ingest.sources.polling.schedule import PollOutcome
from ingest.sources.polling.source_state import SourceState
from ingest.sources.polling.supervise import PollSupervisor
from ingest.wiring.parts import parts_of
from ingest.wiring.sources import supervisor_of
from newsroom.events.catalogue import SOURCE_SILENT
from newsroom.events.sources import SourceSilent
from newsroom.stores import mongo
from newsroom.stores.redis import RedisClient
from newsroom.streams.connections import Connections
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import Topology
from newsroom.streams.wire import decode
from tests.support.clock import TurnedClock
from tests.support.plumbing import publisher
from tests.support.reading import InThread


@dataclass(slots=True)
class Lab:
    """One replica's polling. `watch.verdict` says whether Redis keeps what it answers."""

    polling: PollSupervisor
    clock: TurnedClock
    redis: RedisClient
    store: RedisSources
    watch: DurabilityWatch

    async def poll(self, name: str = "wire", turn: float = 0) -> PollOutcome | None:
        """Polls a source, after so many seconds."""
        self.clock.turn(turn)
        sources = self.polling.file.sources
        source = sources.named(name)
        assert source is not None
        return await self.polling.poller.poll(source, sources.secrets)

    async def status(self, name: str = "wire") -> SourceStatus:
        return next(status for status in await self.polling.statuses() if status.name == name)

    async def state(self, name: str = "wire") -> SourceState:
        return (await self.store.states([name]))[name]

    async def silences(self) -> list[SourceSilent]:
        return [
            decode(entry, "source-silent").data
            for entry in await read_range(self.redis, SOURCE_SILENT.stream)
        ]


async def lab(
    redis: RedisClient,
    mongo_url: str,
    folder: Path,
    *sources: Mapping[str, Any],
    replica: str = "1",
    clock: TurnedClock | None = None,
    lease_seconds: float = 30,
    environment: Mapping[str, str] | None = None,
    reader: DocumentReader | None = None,
) -> Lab:
    """Polling of these sources."""
    clock = clock or TurnedClock()
    topology = Topology()
    emitter = await publisher(redis, "ingest", topology)
    for script in RedisArticles(redis, topology, emitter).scripts:
        await script.load()
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"sources": list(sources)}))  # JSON is YAML
    settings = IngestSettings(sources=path, source_lease_seconds=lease_seconds)
    client = mongo.connect(mongo_url)
    connections = Connections(redis, client, mongo.database(client), topology, emitter, clock)
    parts = parts_of(settings, connections, reader or InThread(), environment or {})
    parts.watch.verdict = Verdict()
    store = RedisSources(redis, topology, emitter, instance=f"replica-{replica}", lease_seconds=lease_seconds)
    polling = supervisor_of(settings, store, parts, clock)
    return Lab(polling, clock, redis, store, parts.watch)


def native(names: Sequence[str], **fields: Any) -> bytes:
    """A feed of native articles, one a line."""
    articles = (
        {"source": "wire", "source_id": name, "headline": f"News of {name}", "language": "en"}
        for name in names
    )
    return "\n".join(json.dumps({**article, **fields}) for article in articles).encode()
