"""Redaction of the live log and its archive, whoever handles an entry, whenever, and whatever fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer import Delivery
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import PUBLISH, Topology
from newsroom.streams.wire import Entry
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.archive import ArchiveHandler
from tests.support.articles import revision
from tests.support.plumbing import publisher
from tests.support.read_side import ReadSide

TOPOLOGY = Topology()
STREAM = TOPOLOGY.stream("article-published")


@dataclass(slots=True)
class Log:
    """The live log with its archive's consumer, which the test feeds batch by batch."""

    redis: RedisClient
    db: Database
    side: ReadSide
    recent: RedisLiveLog
    archive: MongoLiveLog

    async def entries(self) -> list[Entry]:
        return await read_range(self.redis, STREAM)

    async def archive_entries(self, entries: Sequence[Entry]) -> None:
        deliveries = [Delivery(entry, ARTICLE_PUBLISHED.decode(entry.encoded or b"")) for entry in entries]
        await ArchiveHandler(self.archive, self.recent).archive(deliveries)

    async def raw(self) -> str:
        """All text that the stream and the archive hold."""
        stream = [entry.encoded or b"" for entry in await self.entries()]
        archived = [entry["event"] or "" async for entry in self.db.live_log.find()]
        return b"".join(stream).decode() + "".join(archived)


@pytest.fixture
async def log(db: Database, redis_client: RedisClient) -> Log:
    said = await publisher(redis_client, PUBLISH)
    recent, archive = RedisLiveLog(redis_client, TOPOLOGY), MongoLiveLog(db)
    return Log(redis_client, db, ReadSide(MongoFacts(db), log=said), recent, archive)


async def test_a_suppressed_headline_goes_though_a_later_correction_says_nothing_of_it(log: Log) -> None:
    await log.side.tell(revision("en", headline="Libel"))
    await log.archive_entries(await log.entries())
    await log.side.tell_batch(
        [
            revision("en", number=2, headline="Clean", suppress_previous=True),
            revision("en", number=3, headline="Clean again"),
        ]
    )
    await log.archive_entries((await log.entries())[1:])
    assert "Libel" not in await log.raw()
    assert "Clean again" in await log.raw()
