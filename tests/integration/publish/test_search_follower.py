"""The index follows the live log: within a second, over restarts, and built anew where it must be."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from newsroom.events.stories import StoryArticle, StorySnapshot
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.tasks import OwnedTasks
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.mongo import Database, MongoDeployment
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.adapters.tantivy_index import TantivyIndex
from publish.log.history import LogHistory
from publish.log.logged_change import logged_changes
from publish.search.follower import IndexFollower
from publish.search.found_articles import FoundArticles
from publish.search.query import Search, SearchQuery
from tests.support.articles import id_of, revision, withdrawal
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.searching import EVERYTHING
from tests.support.waiting import until

TOPOLOGY = Topology()


@dataclass(slots=True)
class Followed:
    """An index with its follower, over real stores."""

    db: Database
    redis: RedisClient
    folder: Path

    @contextlib.asynccontextmanager
    async def following(self) -> AsyncIterator[FoundArticles]:
        """The search while the log is followed."""
        feed, index = MongoFeed(self.db), TantivyIndex(self.folder)
        recent = RedisLiveLog(self.redis, TOPOLOGY)
        follower = IndexFollower(
            index,
            recent,
            LogHistory(recent, MongoLiveLog(self.db)),
            feed,
            deployment=MongoDeployment(self.db).id,
            clock=SystemClock(),
        )
        begun = asyncio.Event()
        begun.set()
        failures: list[BaseException] = []
        try:
            async with OwnedTasks(failures.append) as tasks:
                tasks.start("search.follow", follower.follow(begun))
                yield FoundArticles(index, feed)
        finally:
            await index.close()
        assert not failures


@pytest.fixture
def followed(db: Database, redis_client: RedisClient, tmp_path: Path) -> Followed:
    return Followed(db, redis_client, tmp_path / "search")


@pytest.fixture
async def side(db: Database, redis_client: RedisClient) -> ReadSide:
    return ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))


async def wait_for(found: FoundArticles, words: str, names: Sequence[str]) -> float:
    """Waits until these are all that have the words; the seconds that it took."""
    search = Search(SearchQuery.of(words, LANGUAGES), EVERYTHING, 100)
    wanted, started = {id_of(name) for name in names}, time.monotonic()

    async def all_found() -> bool:
        try:
            page = await found.page(search)
        except StoreUnavailableError:  # it is being opened
            return False
        return {item.id for item in page.items} == wanted

    await until(all_found, f"{words} finds {names}")
    return time.monotonic() - started


async def test_what_is_shown_is_found_and_what_is_withdrawn_is_not(
    followed: Followed, side: ReadSide
) -> None:
    await side.tell(revision("before", body="oil"))
    async with followed.following() as found:
        await wait_for(found, "oil", ["before"])
        for number in range(5):
            await side.tell(revision(f"n{number}", body=f"gas{number}"))
            # The promise is 2 s on a machine that does nothing else.
            assert await wait_for(found, f"gas{number}", [f"n{number}"]) < 10
        await side.tell(withdrawal("before", 2), revision("n1", number=2, body="oil"))
        await wait_for(found, "oil", ["n1"])
        await wait_for(found, "gas1", [])


async def test_many_at_once_are_all_found(followed: Followed, side: ReadSide) -> None:
    async with followed.following() as found:
        await wait_for(found, "oil", [])
        names = [f"n{number}" for number in range(90)]
        await side.tell_batch([revision(name, body="oil") for name in names])
        await wait_for(found, "oil", names)


async def test_what_left_the_log_unread_is_found_by_the_next_change(
    followed: Followed, side: ReadSide
) -> None:
    """An entry that names a withdrawn sibling is taken out of the log; a change of links comes after it."""
    async with followed.following() as found:
        await wait_for(found, "oil", [])
    await side.tell(revision("one", body="oil"))
    await followed.redis.xtrim(TOPOLOGY.stream("article-published"), 0)
    members = {
        "en": StoryArticle(id=id_of("one"), membership=1),
        "az": StoryArticle(id=id_of("two"), membership=1),
    }
    await side.tell(
        revision("two", "az", body="gas"), StorySnapshot(id=id_of("one"), version=1, articles=members)
    )
    async with followed.following() as found:
        await wait_for(found, "oil", ["one"])


async def test_it_goes_on_where_it_was(followed: Followed, side: ReadSide, db: Database) -> None:
    await side.tell(revision("one", body="oil"))
    async with followed.following() as found:
        await wait_for(found, "oil", ["one"])
    # Known to the index alone: whoever built it anew would not find it by these words.
    await db.articles.update_one({"_id": id_of("one")}, {"$set": {"public.body": "gas"}})
    await side.tell(revision("two", body="oil"))
    async with followed.following() as found:
        await wait_for(found, "oil", ["one", "two"])


async def test_it_is_built_anew_where_its_folder_is_gone(followed: Followed, side: ReadSide) -> None:
    await side.tell(*(revision(f"n{number}", body="oil", minutes=number) for number in range(70)))
    await side.tell(withdrawal("n3", 2))
    left = [f"n{number}" for number in range(70) if number != 3]
    async with followed.following() as found:
        await wait_for(found, "oil", left)
    shutil.rmtree(followed.folder)
    await followed.redis.xtrim(TOPOLOGY.stream("article-published"), 0)
    async with followed.following() as found:
        await wait_for(found, "oil", left)
        await side.tell(revision("new", body="oil"))
        await wait_for(found, "oil", [*left, "new"])


async def test_it_is_built_anew_where_the_log_has_gone_on_without_it(
    followed: Followed, side: ReadSide
) -> None:
    """Neither Redis nor the archive has what came next."""
    await side.tell(revision("one", body="oil"))
    async with followed.following() as found:
        await wait_for(found, "oil", ["one"])
    await side.tell(revision("two", body="oil"), revision("three", body="gas"))
    await followed.redis.xtrim(TOPOLOGY.stream("article-published"), 1, approximate=False)
    async with followed.following() as found:
        await wait_for(found, "oil", ["one", "two"])
        await wait_for(found, "gas", ["three"])


async def test_what_only_the_archive_has_is_caught_up(
    followed: Followed, side: ReadSide, db: Database
) -> None:
    log, archive = RedisLiveLog(followed.redis, TOPOLOGY), MongoLiveLog(db)
    await side.tell(revision("one", body="oil"))
    async with followed.following() as found:
        await wait_for(found, "oil", ["one"])
    await side.tell(*(revision(f"n{number}", body="oil") for number in range(40)))
    await archive.archive(logged_changes(await log.page("0-0", 100)))
    await db.articles.update_one({"_id": id_of("one")}, {"$set": {"public.body": "gas"}})
    await followed.redis.xtrim(TOPOLOGY.stream("article-published"), 1, approximate=False)
    async with followed.following() as found:
        await wait_for(found, "oil", ["one", *(f"n{number}" for number in range(40))])
