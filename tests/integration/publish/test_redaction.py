"""Redaction of the live log and its archive, whoever handles an entry, whenever, and whatever fails."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.stories import StoryArticle, StoryLink, StorySnapshot
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer import Delivery
from newsroom.streams.redis_commands import read_range
from newsroom.streams.topology import PUBLISH, Topology
from newsroom.streams.wire import Entry
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.archive import ArchiveHandler, remove_redacted
from publish.log.history import LogHistory
from publish.log.logged_change import logged_changes
from tests.support.articles import id_of, revision, withdrawal
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


async def test_who_reads_a_topic_late_learns_by_a_suppression_that_the_article_left_it(log: Log) -> None:
    """The change that told so is not replayed any more."""
    await log.side.tell(revision("en", category="sport"))
    await log.side.tell(revision("en", number=2, category="region"))
    await log.side.tell(revision("en", number=3, category="region", suppress_previous=True))
    await log.archive_entries(await log.entries())
    history = LogHistory(log.recent, log.archive)
    [change] = [one.live for one in await history.page("0-0", 10)]
    assert change.seq == 3
    assert "category:sport" in change.topics_before
    assert "category:sport" not in change.topics_after


async def forbid(redis: RedisClient, rule: str) -> None:
    """Changes what Redis lets everybody do."""
    await redis.execute_command("ACL", "SETUSER", "default", rule)  # type: ignore[no-untyped-call]  # redis-py


def linked(*languages: str) -> StorySnapshot:
    """One story of articles that are called as their languages."""
    return StorySnapshot(
        id=id_of(languages[0]),
        version=2,
        articles={name: StoryArticle(id=id_of(name), membership=2) for name in languages},
        links=tuple(
            StoryLink(article_id=id_of(name), other_id=id_of(languages[0]), method="explicit")
            for name in languages[1:]
        ),
    )


async def test_a_siblings_entry_that_is_archived_after_the_withdrawal_is_redacted(log: Log) -> None:
    """A batch of the archive failed, and is tried again after a newer one was archived."""
    await log.side.tell(revision("en", headline="Libel"), revision("az", "az"), linked("en", "az"))
    older = await log.entries()
    await log.side.tell(withdrawal("en", 2))
    newer = (await log.entries())[len(older) :]
    await log.archive_entries([entry for entry in newer if b'"withdrawn"' in (entry.encoded or b"")])
    assert "Libel" in await log.raw()
    for entry in older[::-1]:
        await log.archive_entries([entry])
    assert "Libel" not in await log.raw()


async def test_what_redis_refused_to_delete_is_deleted_later(log: Log) -> None:
    """Redis is away between MongoDB's update and the deletion; nothing of the entry is pending."""
    await log.side.tell(revision("en", headline="Libel"), revision("az", "az"), linked("en", "az"))
    await log.archive_entries(await log.entries())
    await log.side.tell(withdrawal("en", 2))
    await forbid(log.redis, "-xdel")
    try:
        with pytest.raises(StoreUnavailableError):
            await log.archive_entries(await log.entries())
        assert "Libel" in await log.raw()
    finally:
        await forbid(log.redis, "+xdel")
    assert await remove_redacted(log.archive, log.recent) > 0
    assert "Libel" not in await log.raw()
    assert await remove_redacted(log.archive, log.recent) == 0


async def test_what_came_back_with_an_old_redis_is_removed_again(log: Log) -> None:
    await log.side.tell(revision("en", headline="Libel"))
    [before] = await log.entries()
    await log.archive_entries([before])
    await log.side.tell(withdrawal("en", 2))
    await log.archive_entries(await log.entries())
    await log.redis.delete(STREAM)
    await log.redis.xadd(STREAM, {"__data__": before.encoded or b""}, id=before.id)
    assert "Libel" in await log.raw()
    await log.archive.remove_again()
    await remove_redacted(log.archive, log.recent)
    assert "Libel" not in await log.raw()


async def test_two_variants_of_one_entry_redacted_at_once(log: Log) -> None:
    languages = ("en", "az", "ru", "tr", "de")
    await log.side.tell(*(revision(name, name, headline=f"Libel {name}") for name in languages))
    await log.side.tell(linked(*languages))
    entries = await log.entries()
    for name in languages[1:]:
        await log.side.tell(withdrawal(name, 2))
    await log.archive_entries([entry for entry in entries if id_of("en") in str(entry.encoded)])
    await log.archive.archive(logged_changes(entries))
    await asyncio.gather(*(log.archive.redact_hidden([id_of(name)]) for name in languages))
    await remove_redacted(log.archive, log.recent)
    archived = "".join([entry["event"] or "" async for entry in log.db.live_log.find()])
    assert not [name for name in languages[1:] if f"Libel {name}" in archived]
