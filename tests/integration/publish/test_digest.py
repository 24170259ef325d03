"""The digest is the contract's formula over what a consumer that missed nothing holds."""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from newsroom.client.verify import Copy, verify
from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_digest import MongoDigest
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.archive import ArchiveHandler
from publish.log.history import LogHistory
from publish.log.logged_change import LoggedChange, logged_changes
from publish.reads.api import Reads, read_routes
from publish.reads.digest import digest_routes
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.replica import SITE
from tests.support.searching import unsearched

EMBARGO_END, RELEASE = NOON - timedelta(hours=1), NOON + timedelta(hours=3)
Buckets = dict[tuple[str, str], tuple[int, str]]


class Consumer:
    """A copy by the contract's text alone: of each article its last change, and its first publication."""

    def __init__(self) -> None:
        self.last: dict[str, dict[str, Any]] = {}
        self.first: dict[str, str] = {}

    def take(self, changes: list[LoggedChange]) -> None:
        for change in changes:
            data = change.live.model_dump(mode="json")
            article = data["article"]
            self.last[article["id"]] = data
            if "first_published_at" in article:
                self.first[article["id"]] = article["first_published_at"]

    def buckets(self) -> Buckets:
        counted: dict[tuple[str, str], tuple[int, int]] = {}
        for article_id, data in self.last.items():
            place = self.first[article_id][:13] + ":00:00Z", data["article"]["language"]
            text = f"{article_id} {data['seq']} {data['change']}"
            part = int(hashlib.sha256(text.encode()).hexdigest()[:32], 16)
            count, total = counted.get(place, (0, 0))
            counted[place] = count + 1, total ^ part
        return {place: (count, f"{total:032x}") for place, (count, total) in counted.items()}


@pytest.fixture
async def side(db: Database, redis_client: RedisClient) -> ReadSide:
    return ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))


@pytest.fixture
async def client(db: Database, redis_client: RedisClient) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problems(app)
    app.include_router(digest_routes(MongoDigest(db, lambda: 0)))
    log = LogHistory(RedisLiveLog(redis_client, Topology()), MongoLiveLog(db))
    app.include_router(read_routes(Reads(MongoFeed(db), unsearched(db), log, LANGUAGES, SITE.base)))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://publish") as made:
        yield made


async def archived(db: Database, redis: RedisClient) -> list[LoggedChange]:
    log = RedisLiveLog(redis, Topology())
    changes = logged_changes(await log.page("0-0", 1000))
    handler = ArchiveHandler(MongoLiveLog(db), log)
    await handler.store.archive(changes)
    await handler.store.redact_hidden(sorted({change.live.article.id for change in changes}))
    return changes


async def digest(client: httpx.AsyncClient, **query: str) -> Buckets:
    answer = await client.get("/v1/digest", params=query)
    assert answer.status_code == 200, answer.text
    if "cursor" in query:
        assert answer.json()["cursor"] == query["cursor"]
    return {(b["hour"], b["language"]): (b["articles"], b["hash"]) for b in answer.json()["buckets"]}


async def test_at_every_cursor_it_is_what_a_consumer_computes(
    client: httpx.AsyncClient, side: ReadSide, db: Database, redis_client: RedisClient
) -> None:
    for n in range(12):
        await side.tell(revision(f"n{n}", ("en", "az", "ru")[n % 3], minutes=17 * n))
    await side.tell(revision("n3", number=2, minutes=51), withdrawal("n4", 2), withdrawal("n5", 2))
    await side.tell(withdrawal("n5", 3, lifted=True))
    changes = await archived(db, redis_client)
    consumer = Consumer()
    for change in changes:
        consumer.take([change])
        assert await digest(client, cursor=change.cursor) == consumer.buckets()
    assert await digest(client) == consumer.buckets()
    assert {data["change"] for data in consumer.last.values()} > {"withdrawn", "restored"}
    within = await digest(client, **{"from": "2026-03-02T13:00:00Z", "to": "2026-03-02T15:00:00+00:00"})
    assert within == {
        place: bucket for place, bucket in consumer.buckets().items() if place[0][11:13] in ("13", "14")
    }


@pytest.mark.parametrize("withdrawn", [False, True])
async def test_what_an_embargo_or_a_hold_kept_back_counts_where_it_was_released(
    client: httpx.AsyncClient, side: ReadSide, db: Database, redis_client: RedisClient, withdrawn: bool
) -> None:
    await side.tell(
        revision(
            "embargoed", embargo_until=NOON - timedelta(hours=1), published_at=NOON - timedelta(hours=5)
        ),
        revision("held", released_at=NOON + timedelta(hours=3)),
    )
    if withdrawn:
        await side.tell(withdrawal("embargoed", 2), withdrawal("held", 2))
    copy = Copy(change.live for change in await archived(db, redis_client))
    assert {change.first_published_at for change in copy.last.values()} == {
        EMBARGO_END,
        RELEASE,
    }
    assert (await verify("", copy.last, client=client)).is_complete


async def test_what_is_withdrawn_counts_where_it_was_first_published_whatever_comes_of_it_later(
    client: httpx.AsyncClient, side: ReadSide, db: Database, redis_client: RedisClient
) -> None:
    await side.tell(revision("moved"), withdrawal("moved", 2))
    hidden = revision("moved", number=3, published_at=NOON - timedelta(days=2), status="withdrawn")
    await side.tell(hidden)
    consumer = Consumer()
    consumer.take(await archived(db, redis_client))
    assert consumer.last[id_of("moved")]["article"]["first_published_at"] == "2026-03-02T12:00:00Z"
    assert await digest(client) == consumer.buckets()


async def test_what_is_not_archived_yet_is_not_in_it(
    client: httpx.AsyncClient, side: ReadSide, db: Database, redis_client: RedisClient
) -> None:
    await side.tell(revision("a"), revision("b"))
    before = Consumer()
    before.take(await archived(db, redis_client))
    await side.tell(revision("a", number=2), revision("c"))
    assert await digest(client) == before.buckets()


async def test_of_an_empty_log_there_is_nothing(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/digest")).json() == {"cursor": "0-0", "buckets": []}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"cursor": "x"}, 400),
        ({"cursor": "9999999999999-0"}, 503),
        ({"from": "x"}, 400),
        ({"hour": "1"}, 400),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    client: httpx.AsyncClient, query: dict[str, str], status: int
) -> None:
    assert (await client.get("/v1/digest", params=query)).status_code == status


async def test_a_copy_is_proved_complete_or_told_what_it_lacks(
    client: httpx.AsyncClient, side: ReadSide, db: Database, redis_client: RedisClient
) -> None:
    await side.tell(*(revision(f"n{n}", minutes=40 * n) for n in range(6)))
    await side.tell(revision("n1", number=2, minutes=40), withdrawal("n2", 2))
    changes = await archived(db, redis_client)
    whole = Copy(change.live for change in changes)
    proved = await verify("", whole.last, client=client)
    assert proved.is_complete
    assert (proved.cursor, proved.articles) == (changes[-1].cursor, 6)

    partial = Copy(
        change.live
        for change in changes
        if change.live.article.id != id_of("n4") and change.live.change not in ("updated", "withdrawn")
    )
    await side.tell(revision("n5", number=2, minutes=200))
    partial.take(logged_changes(await RedisLiveLog(redis_client, Topology()).recent(1))[0].live)
    told = await verify("", partial.last, client=client)
    assert {(one.verdict, one.article_id) for one in told.differences} == {
        ("older", id_of("n1")),
        ("older", id_of("n2")),
        ("missing", id_of("n4")),
        ("newer", id_of("n5")),
    }
    assert told.unexplained == ()
    after = await verify("", whole.last, cursor=changes[3].cursor, client=client)
    assert {(one.verdict, one.article_id) for one in after.differences} >= {
        ("newer", id_of("n1")),
        ("too much", id_of("n4")),
    }
