"""The journal, put together: written before a 202, pruned as publish confirms, replayed after a loss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.adapters.journal_folder import JournalFolder
from ingest.adapters.mongo_journal import MongoJournal, encoded
from ingest.adapters.redis_articles import RedisArticles
from ingest.durability.journal import GroupCommit, JournaledArticles, MongoFirst
from ingest.durability.local_journals import LocalJournals
from ingest.durability.replay import prune, replay
from ingest.settings import IngestSettings
from newsroom.events.catalogue import ARTICLE_CREATED, ARTICLE_HELD, ARTICLE_UPDATED, ARTICLE_WITHDRAWN
from newsroom.stores.epoch import Restoration, epoch_number
from newsroom.stores.journals import MongoJournals
from newsroom.stores.mongo import MongoEpochs
from newsroom.stores.periodic import Periodic
from newsroom.streams.connections import Connections
from newsroom.streams.high_water import StreamPositions, sortable
from newsroom.streams.retention import finished_until
from newsroom.streams.topology import INGEST, PUBLISH

_JOURNALED = (ARTICLE_CREATED, ARTICLE_UPDATED, ARTICLE_WITHDRAWN, ARTICLE_HELD)
_SECONDS_BETWEEN_PRUNINGS = 1.0


@dataclass(frozen=True, slots=True)
class JournalParts:
    """The articles' store with its journal, and what a restoration asks of that."""

    articles: JournaledArticles
    stored: RedisArticles
    records: MongoJournal
    local: LocalJournals
    positions: StreamPositions
    tasks: Sequence[Periodic]

    async def check(self) -> None:
        """Raises StoreUnavailableError while a restoration would have to wait for a journal."""
        await self.local.check()

    async def marks(self, epoch: int) -> Mapping[str, str]:
        """The highest ids of the streams by the journal."""
        return await self.records.marks(epoch)

    async def replay(self, restoration: Restoration) -> int:
        """Writes again what Redis lost; returns how many changes."""
        epoch = epoch_number(restoration.epoch)
        await self.local.gather(epoch)
        replayed = await replay(self.records, self.stored, restoration.fence)
        await self.records.carry(epoch, await self.positions.read())
        return replayed

    async def aclose(self) -> None:
        await self.local.aclose()


def journal_of(settings: IngestSettings, connections: Connections, articles: RedisArticles) -> JournalParts:
    """The journal in MongoDB, and on this replica's disk where a folder is set."""
    redis, topology, db = connections.redis, connections.topology, connections.db
    records, epochs = MongoJournal(db), MongoEpochs(db, INGEST)
    streams = [stream for kind in _JOURNALED for stream in topology.physical(kind.stream)]

    async def epoch() -> int:
        return epoch_number(await epochs.current())

    async def finished() -> Mapping[str, str]:
        reached = [await finished_until(redis, stream, PUBLISH) for stream in streams]
        return {stream: sortable(at) if at else "" for stream, at in zip(streams, reached, strict=True)}

    async def pruned() -> None:
        await prune(records, articles.epoch, finished)

    folder = JournalFolder(settings.journal_folder) if settings.journal_folder else None
    local = LocalJournals(folder, MongoJournals(db), records, encoded, epoch)
    journal = GroupCommit(MongoFirst(records, local if folder else None))
    return JournalParts(
        JournaledArticles(articles, journal),
        articles,
        records,
        local,
        StreamPositions(redis, topology, INGEST),
        [Periodic("journal.prune", _SECONDS_BETWEEN_PRUNINGS, pruned), *local.tasks()],
    )
