"""The live log in Redis, made anew from its archive."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from newsroom.events.live import LiveChange
from newsroom.live.resume import ExpiredCursor
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.consumer_groups import ensure_groups
from newsroom.streams.cursor import Cursor
from newsroom.streams.publisher import Publisher
from newsroom.streams.redis_commands import group_infos, read_range
from newsroom.streams.topology import ARCHIVE, PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog, note_untrimmed
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.history import LogHistory
from publish.log.logged_change import logged_changes
from publish.log.restore import restore_live_log
from tests.support.articles import id_of, revision
from tests.support.plumbing import publisher
from tests.support.read_side import ReadSide

TOPOLOGY = Topology()
STREAM = TOPOLOGY.stream("article-published")
PARTNER = "a-partner"
FENCE = "restoring:token-of-the-test"


@dataclass(slots=True)
class Log:
    """A log of five changes, all archived, and what restores it."""

    redis: RedisClient
    archive: MongoLiveLog
    publisher: Publisher
    side: ReadSide

    @property
    def log(self) -> RedisLiveLog:
        return RedisLiveLog(self.redis, TOPOLOGY)

    async def keep(self) -> None:
        await self.archive.archive(logged_changes(await self.log.page("0-0", 100)))

    async def restore(self, oldest_kept_ms: int = 0) -> None:
        """As the epoch's guard has it done, where the epoch is not in Redis."""
        for key in TOPOLOGY.epochs(PUBLISH):
            await self.redis.set(key, FENCE)
        await restore_live_log(self.archive, self.log, self.publisher, oldest_kept_ms, FENCE)
        for key in TOPOLOGY.epochs(PUBLISH):
            await self.redis.set(key, self.publisher.epoch)

    async def entries(self) -> list[tuple[str, bytes | None]]:
        return [(entry.id, entry.encoded) for entry in await read_range(self.redis, STREAM)]

    async def last_change(self) -> LiveChange:
        return logged_changes(await read_range(self.redis, STREAM))[-1].live

    async def delivered(self, group: str) -> list[str]:
        found: Any = await self.redis.xreadgroup(group, "c", {STREAM: ">"})
        return [entry_id.decode() for _, entries in found for entry_id, _ in entries]


@pytest.fixture
async def log(db: Database, redis_client: RedisClient) -> Log:
    said = await publisher(redis_client, PUBLISH)
    made = Log(redis_client, MongoLiveLog(db), said, ReadSide(MongoFacts(db), log=said))
    await made.side.tell(*(revision(f"n{n}") for n in range(5)))
    await made.keep()
    return made


async def test_what_is_missing_comes_back_under_its_own_id(log: Log) -> None:
    before = await log.entries()
    await log.redis.xdel(STREAM, before[1][0], before[4][0])
    await log.restore()
    assert await log.entries() == before
    await log.redis.delete(STREAM)
    await log.restore()
    assert await log.entries() == before
    assert [group.name for group in await group_infos(log.redis, STREAM)] == [ARCHIVE]


async def test_what_is_whole_is_left_alone(log: Log) -> None:
    added = await log.redis.xinfo_stream(STREAM)
    await ensure_groups(log.redis, [STREAM], ARCHIVE)
    await log.restore()
    again = await log.redis.xinfo_stream(STREAM)
    assert again["entries-added"] == added["entries-added"] == 5
    assert [key async for key in log.redis.scan_iter("newsroom:publish:anew*")] == []


async def test_what_is_not_archived_yet_is_not_lost(log: Log) -> None:
    await log.side.tell(revision("late"))
    before = await log.entries()
    await log.redis.xdel(STREAM, before[0][0])
    await log.restore()
    assert await log.entries() == before[1:]


async def test_groups_go_on_where_they_are(log: Log) -> None:
    cursors = [cursor for cursor, _ in await log.entries()]
    for group in (PARTNER, "slow"):
        await ensure_groups(log.redis, [STREAM], group)
    await log.redis.xreadgroup(PARTNER, "c", {STREAM: ">"}, count=3)
    await log.redis.xack(STREAM, PARTNER, cursors[0], cursors[1])
    await log.redis.xdel(STREAM, cursors[4])
    await log.restore()
    assert await log.delivered(PARTNER) == cursors[2:]
    assert await log.delivered("slow") == cursors


async def test_nothing_goes_below_what_was_ever_given_out(log: Log) -> None:
    latest = await log.log.latest()
    await log.redis.flushall()
    await log.restore(oldest_kept_ms=10**14)  # nothing is kept that long
    assert await log.entries() == []
    assert Cursor.parse(await log.log.latest()) >= Cursor.parse(latest)
    await log.side.tell(revision("n0", number=2))
    [(cursor, _)] = await log.entries()
    assert Cursor.parse(cursor) > Cursor.parse(latest)


async def test_what_was_lost_before_it_was_archived_is_told_with_the_next_change(log: Log) -> None:
    """A reader of a topic learns that an article has left it, and who keeps revisions what is hidden."""
    await log.side.tell(revision("n0", number=2, category="sport"))
    await log.keep()
    await log.side.tell(revision("n0", number=3, category="region", suppress_previous=True))
    await log.side.show([revision("n0", number=4, category="economy")])
    await log.redis.flushall()
    await log.restore()
    await log.publisher.append_once(await log.side.reconciler.reconcile([id_of("n0")]))
    change = await log.last_change()
    assert "category:sport" in change.topics_before
    assert "category:economy" in change.topics_after
    assert change.hides_previous
    await log.keep()
    await log.side.tell(revision("n0", number=5, category="region"))
    change = await log.last_change()
    assert "category:sport" not in change.topics_before
    assert not change.hides_previous


async def test_a_cursor_stays_valid_while_the_log_is_restored(log: Log) -> None:
    """That of an entry which was lost before it was archived, too."""
    history = LogHistory(log.log, log.archive)
    before = await log.entries()
    await log.side.tell(revision("late"))
    [*_, (lost, _)] = await log.entries()
    valid = [*(cursor for cursor, _ in before), lost]

    async def resumed() -> list[Cursor | ExpiredCursor]:
        return [await history.resume(Cursor.parse(cursor)) for cursor in valid]

    await log.redis.flushall()
    assert await resumed() == [Cursor.parse(cursor) for cursor in valid]
    after = [change.cursor for change in await history.page(before[1][0], 10)]
    assert after == [cursor for cursor, _ in before[2:]]
    await log.restore()
    assert await resumed() == [Cursor.parse(cursor) for cursor in valid]
    await log.side.tell(revision("new"))
    [*_, (cursor, _)] = await log.entries()
    assert Cursor.parse(cursor) > Cursor.parse(lost)


async def test_a_cursor_lost_with_an_older_redis_is_no_expired_one(log: Log) -> None:
    """The epoch is there, as it was: nothing tells yet that entries were lost."""
    history = LogHistory(log.log, log.archive)
    await log.side.tell(revision("late"))
    [*_, (lost, _)] = await log.entries()
    await log.redis.delete(STREAM)
    assert Cursor.parse(await history.latest()) < Cursor.parse(lost)
    assert await history.resume(Cursor.parse(lost)) == Cursor.parse(lost)
    ahead = Cursor(Cursor.parse(lost).ms + 3_600_000, 0)
    assert isinstance(await history.resume(ahead), ExpiredCursor)


async def test_a_cursor_below_the_first_entry_is_kept_where_none_was_dropped(
    db: Database, redis_client: RedisClient
) -> None:
    archive, recent = MongoLiveLog(db), RedisLiveLog(redis_client, TOPOLOGY)
    history = LogHistory(recent, archive)
    began = Cursor.parse(await recent.now()).ms - 10_000
    await note_untrimmed(db, began)
    said = await publisher(redis_client, PUBLISH)
    await ReadSide(MongoFacts(db), log=said).tell(*(revision(f"n{n}") for n in range(3)))
    await archive.archive(logged_changes(await recent.page("0-0", 100)))
    cursors = [change.cursor for change in await history.page("0-0", 10)]
    early = Cursor(Cursor.parse(cursors[0]).ms - 5000, 0)
    assert await history.resume(early) == early
    assert isinstance(await history.resume(Cursor(began - 1, 0)), ExpiredCursor)
    await note_untrimmed(db, 0)
    assert await archive.trim(Cursor.parse(cursors[-1]).ms + 1, 1) == 1
    assert isinstance(await history.resume(early), ExpiredCursor)
    assert await history.resume(Cursor.parse(cursors[0])) == Cursor.parse(cursors[0])


async def test_of_stores_that_were_trimmed_unnoted_the_first_entry_decides(log: Log, db: Database) -> None:
    (first, _), *_ = await log.entries()
    history = LogHistory(log.log, log.archive)
    await note_untrimmed(db, 0)  # too late: there are entries
    expired = ExpiredCursor(Cursor.parse(first))
    assert await history.resume(Cursor(Cursor.parse(first).ms - 5000, 0)) == expired


async def test_a_cursor_stays_valid_where_redis_came_back_older(log: Log) -> None:
    history = LogHistory(log.log, log.archive)
    [*_, (newest, _)] = await log.entries()
    await log.redis.delete(STREAM)
    await log.redis.xadd(STREAM, {"__data__": "{}"}, id="7-0")
    assert await history.latest() == newest


async def test_what_was_appended_before_is_not_appended_again(log: Log) -> None:
    before = await log.entries()
    await log.redis.flushall()
    await log.restore()
    await log.side.tell(revision("n0"), revision("n1"))
    assert await log.entries() == before


async def test_who_comes_second_takes_nothing_from_the_first(log: Log) -> None:
    """Another replica has restored all, and has said more since, when this one is done."""
    late = log.log.rebuild("restoring:late")
    await late.add(await log.archive.page("0-0", 10))
    await log.redis.delete(STREAM)
    await log.restore()
    await log.side.tell(revision("new"))
    before = await log.entries()
    assert len(before) == 6
    assert not await late.swap_in()
    assert await log.entries() == before


async def test_two_restore_at_once(log: Log) -> None:
    before = await log.entries()
    await log.redis.flushall()
    await log.redis.set(TOPOLOGY.epoch(PUBLISH), FENCE)
    await asyncio.gather(*(restore_live_log(log.archive, log.log, log.publisher, 0, FENCE) for _ in range(3)))
    assert await log.entries() == before
