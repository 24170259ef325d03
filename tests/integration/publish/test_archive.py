"""History older than Redis keeps comes from the archive, under the same cursors, as long as it is kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from fastapi import FastAPI

from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.retention import trim
from newsroom.streams.topology import ARCHIVE, PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.history import LogHistory
from publish.log.logged_change import logged_changes
from publish.reads.api import Reads, read_routes
from tests.support.articles import id_of, revision, withdrawal
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.replica import SITE
from tests.support.searching import unsearched

TOPOLOGY = Topology()


@dataclass(slots=True)
class Kept:
    """The archive's retention, to be turned by the test."""

    since_ms: int = 0
    cursors: list[str] = field(default_factory=list[str])

    def __call__(self) -> int:
        return self.since_ms


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
async def reader(db: Database, redis_client: RedisClient, kept: Kept) -> AsyncIterator[httpx.AsyncClient]:
    """Over a log of six changes, all archived; Redis has kept the last two alone."""
    side = ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))
    log, archive = RedisLiveLog(redis_client, TOPOLOGY), MongoLiveLog(db)
    await side.tell(*(revision(f"n{n}", headline=f"Secret {n}") for n in range(4)))
    await side.tell(withdrawal("n1", 2), revision("n4", "az"))
    entries = await log.page("0-0", 100)
    await log.continue_above("0-1")  # which makes the group
    await redis_client.xreadgroup(ARCHIVE, "c", {TOPOLOGY.stream("article-published"): ">"}, noack=True)
    changes = logged_changes(entries)
    await archive.archive(changes)
    await archive.redact_hidden([id_of(f"n{n}") for n in range(5)])
    kept.cursors = [change.cursor for change in changes]
    bound = int(kept.cursors[4].partition("-")[0])
    await trim(redis_client, TOPOLOGY.stream("article-published"), [ARCHIVE], bound + 10_000)
    assert len(await log.page("0-0", 100)) == 1
    app = FastAPI()
    install_problems(app)
    app.include_router(
        read_routes(
            Reads(MongoFeed(db), unsearched(db), LogHistory(log, archive, kept), LANGUAGES, SITE.base)
        )
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE.base) as client:
        yield client


async def subjects(reader: httpx.AsyncClient, cursor: str, **query: str) -> list[str]:
    """What is told above a cursor, in pages of two."""
    told: list[str] = []
    while True:
        answer = (await reader.get("/v1/changes", params={"cursor": cursor, "limit": "2", **query})).json()
        assert len(answer["cursors"]) == len(answer["events"])
        if answer["cursor"] == cursor:
            return told
        told += [event["subject"] for event in answer["events"]]
        assert [event["subject"] for event in answer["events"]] == told[len(told) - len(answer["events"]) :]
        cursor = answer["cursor"]


async def test_what_redis_has_trimmed_is_told_under_the_same_cursors(
    reader: httpx.AsyncClient, kept: Kept
) -> None:
    everything = [id_of(name) for name in ("n0", "n2", "n3", "n1", "n4")]
    assert await subjects(reader, "earliest") == everything
    assert await subjects(reader, kept.cursors[2]) == everything[2:]
    assert await subjects(reader, "earliest", lang="az") == everything[-1:]
    assert "Secret 1" not in (await reader.get("/v1/changes?cursor=earliest&limit=100")).text


async def test_a_cursor_that_is_kept_no_longer_is_told_the_oldest_that_is(
    db: Database, reader: httpx.AsyncClient, kept: Kept
) -> None:
    at = [int(cursor.partition("-")[0]) for cursor in kept.cursors]
    kept.since_ms = at[-1] + 1
    answer = await reader.get("/v1/changes", params={"cursor": kept.cursors[0]})
    assert (answer.status_code, answer.json()["oldest"]) == (410, kept.cursors[-1])
    assert await subjects(reader, "earliest") == [id_of("n4")]
    assert await subjects(reader, kept.cursors[-1]) == []


@pytest.mark.parametrize("cursor", ["٣-١", "1-٢", "soon", "", "99999999999999999999-0"])
async def test_a_malformed_cursor_is_a_400_that_names_it(
    reader: httpx.AsyncClient, kept: Kept, cursor: str
) -> None:
    answer = await reader.get("/v1/changes", params={"cursor": cursor})
    assert answer.status_code == 400
    assert [wrong["field"] for wrong in answer.json()["errors"]] == ["cursor"]


async def test_it_is_trimmed_but_for_its_newest(db: Database, reader: httpx.AsyncClient, kept: Kept) -> None:
    archive = MongoLiveLog(db)
    far = int(kept.cursors[-1].partition("-")[0]) + 10_000
    assert await archive.trim(int(kept.cursors[0].partition("-")[0]), 100) == 0
    assert [await archive.trim(far, 3), await archive.trim(far, 3), await archive.trim(far, 3)] == [3, 2, 0]
    assert await archive.oldest() == await archive.latest() == kept.cursors[-1]
    answer = await reader.get("/v1/changes", params={"cursor": kept.cursors[0]})
    assert (answer.status_code, answer.json()["oldest"]) == (410, kept.cursors[-1])
    assert len((await reader.get("/v1/feed")).json()["items"]) == 4
