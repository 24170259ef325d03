"""Answers from memory over real stores: they cost no query, and are never older than what was shown."""

import asyncio
import gzip
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from newsroom.events.articles import Tag
from newsroom.events.stories import StoryArticle, StorySnapshot
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient, connect
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.logged_change import logged_changes
from tests.support.articles import id_of, revision, withdrawal
from tests.support.plumbing import publisher
from tests.support.read_side import ReadSide
from tests.support.replica import Replica, replica
from tests.support.waiting import until

NINJS = "application/vnd.iptc.ninjs+json"
HOT = [
    "/v1/feed",
    "/v1/feed?lang=en",
    "/v1/feed?lang=en&lang=az&category=energy&limit=5",
    "/v1/feed?tag=wuf13",
    "/en/feed.atom",
    "/en/feed.rss",
    "/en/energy/feed.json",
    "/sitemap-news.xml",
    "/v1/articles/{id}",
    "/en/",
    "/en/energy/",
    "/en/news/",
    "/en/energy/one-1-{id}",
]


@pytest.fixture
async def side(db: Database, redis_client: RedisClient) -> ReadSide:
    return ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))


@pytest.fixture
async def replicas(side: ReadSide, mongo_url: str, redis_url: str) -> AsyncIterator[tuple[Replica, Replica]]:
    async with replica(mongo_url, redis_url) as one, replica(mongo_url, redis_url) as other:
        yield one, other


@pytest.fixture
def one(replicas: tuple[Replica, Replica]) -> Replica:
    return replicas[0]


async def archive(db: Database, redis: RedisClient) -> None:
    """What the group `archive` does."""
    entries = await RedisLiveLog(redis, Topology()).page("0-0", 1000)
    log = MongoLiveLog(db)
    changes = logged_changes(entries)
    await log.archive(changes)
    await log.redact_hidden(sorted({change.live.article.id for change in changes}))
    gone = await log.due_removals(100)
    await RedisLiveLog(redis, Topology()).remove(gone)


def story(*languages: str, version: int = 2) -> StorySnapshot:
    """The story of "one" and of its variants, each named after its language."""
    names = {language: "one" if language == "en" else language for language in languages}
    members = {language: StoryArticle(id=id_of(name), membership=1) for language, name in names.items()}
    return StorySnapshot(id=id_of("one"), version=version, articles=members)


@pytest.mark.parametrize("path", HOT)
async def test_a_hot_answer_costs_no_query(
    db: Database, redis_client: RedisClient, side: ReadSide, one: Replica, path: str
) -> None:
    await side.tell(revision("one", category="energy", tags=(Tag(id="wuf13", label="WUF13"),)))
    await archive(db, redis_client)
    path = path.format(id=id_of("one"))
    first = await one.ask(path)
    assert first.status_code == 200
    assert one.queries.asked
    one.queries.asked.clear()
    again = await one.ask(path)
    assert (again.content, again.headers) == (first.content, first.headers)
    unchanged = await one.ask(path, if_none_match=first.headers["etag"])
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    one.client.cookies.clear()
    head = await one.client.head(path, headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content, head.headers) == (200, b"", first.headers)
    packed = await one.ask(path, accept_encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == first.content
    assert packed.headers["etag"] != first.headers["etag"]
    again = await one.ask(path, accept_encoding="gzip", if_none_match=f'W/{packed.headers["etag"]}, "x"')
    assert again.status_code == 304
    assert one.queries.asked == []


async def test_it_is_made_anew_for_what_it_shows_alone(
    db: Database, redis_client: RedisClient, side: ReadSide, one: Replica
) -> None:
    await side.tell(revision("one", category="energy"))
    await archive(db, redis_client)
    asked = ["/v1/feed?lang=en", "/en/feed.atom", "/en/energy/feed.atom", f"/v1/articles/{id_of('one')}"]
    for path in asked:
        await one.ask(path)
    await side.tell(revision("az", "az", category="energy"), revision("sport", category="sport"))
    await archive(db, redis_client)
    made = []
    for path in asked:
        one.queries.asked.clear()
        answer = await one.ask(path)
        assert answer.content == (await one.behind.get(path)).content or path.startswith("/v1/feed")
        made.append(bool(one.queries.asked[:-1]))
    assert made[:2] == [True, True]
    one.queries.asked.clear()
    for path in asked[2:]:
        await one.ask(path)
    assert one.queries.asked == []


@pytest.mark.parametrize("deaf", [False, True], ids=["both hear", "one is deaf"])
async def test_what_is_withdrawn_is_in_no_answer_of_any_replica(
    side: ReadSide, replicas: tuple[Replica, Replica], *, deaf: bool
) -> None:
    """As soon as it is in the log, so before any stream shows it, and whatever each replica has heard."""
    await side.tell(revision("one", category="energy"), revision("az", "az"), story("en", "az"))
    asked = ["/v1/feed", "/en/feed.atom", "/az/feed.json", "/sitemap-news.xml", "/az/", "/en/"]
    asked += [f"/v1/articles/{id_of(name)}" for name in ("one", "az")]
    for path in asked:
        for each in replicas:
            assert "one 1" in (await each.ask(path)).text, path
    if deaf:
        replicas[1].deafen()
    await side.tell(withdrawal("one", 2))
    for each in replicas:
        for path in asked:
            assert "one 1" not in (await each.ask(path)).text, path
    assert [(await each.ask(f"/v1/articles/{id_of('one')}")).status_code for each in replicas] == [410, 410]


async def test_answers_agree_with_the_store_whatever_comes_in_between(
    side: ReadSide, replicas: tuple[Replica, Replica]
) -> None:
    """Changes and reads in any order: each answer is that of the routes behind, made at the same moment."""
    chance = random.Random(7)
    numbers = dict.fromkeys(("n0", "n1", "n2", "n3"), 0)
    asked = ["/v1/feed", "/v1/feed?lang=en", "/en/feed.rss", "/az/feed.json", "/en/sport/feed.atom"]
    asked += [f"/v1/articles/{id_of(name)}" for name in numbers]
    for _ in range(40):
        name = chance.choice(list(numbers))
        numbers[name] += 1
        language = "en" if name < "n2" else "az"
        category = chance.choice(["sport", "energy"])
        if chance.random() < 0.25 and numbers[name] > 1:
            lifted = chance.random() < 0.5
            await side.tell(withdrawal(name, numbers[name], lifted=lifted))
        else:
            await side.tell(revision(name, language, number=numbers[name], category=category))
        each, paths = chance.choice(replicas), chance.sample(asked, 4)
        for path, answer in zip(paths, await asyncio.gather(*map(each.ask, paths)), strict=True):
            behind = await each.behind.get(path)
            assert answer.status_code == behind.status_code
            if path.startswith("/v1/feed"):
                assert answer.json()["items"] == behind.json()["items"]
            elif answer.status_code == 200:
                assert answer.content == behind.content


async def test_what_many_ask_for_after_a_change_is_made_once(side: ReadSide, one: Replica) -> None:
    await side.tell(revision("one"))
    one.queries.asked.clear()
    answers = await asyncio.gather(*(one.ask("/v1/feed?lang=en") for _ in range(50)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert one.queries.asked == ["find"]


async def test_a_feeds_cursor_misses_nothing(side: ReadSide, one: Replica, redis_client: RedisClient) -> None:
    """Whatever is shown after an answer was made is above its cursor, also where it came from memory."""
    await side.tell(revision("one"))
    for number in range(2, 12):
        answer = (await one.ask("/v1/feed?lang=en")).json()
        shown = {item["id"]: item["seq"] for item in answer["items"]}
        await side.tell(revision("az", "az", number=number), revision("one", number=number))
        above = await RedisLiveLog(redis_client, Topology()).page(answer["cursor"], 100)
        told = [change.live.seq for change in logged_changes(above) if change.live.article.id == id_of("one")]
        assert told == [shown[id_of("one")] + 1]


async def test_an_items_cursor_is_told_once_it_is_archived(
    db: Database, redis_client: RedisClient, side: ReadSide, one: Replica
) -> None:
    await side.tell(revision("one"))
    paths = ["/v1/feed", f"/v1/articles/{id_of('one')}"]

    async def cursors() -> list[str | None]:
        feed, article = [(await one.ask(path)).json() for path in paths]
        return [feed["items"][0]["cursor"], article["cursor"]]

    assert await cursors() == [None, None]
    await archive(db, redis_client)
    latest = await RedisLiveLog(redis_client, Topology()).latest()

    async def told() -> bool:
        return await cursors() == [latest, latest]

    await until(told, "the cursors are told")
    await side.tell(revision("one", number=2))
    assert await cursors() == [None, None]


async def test_each_asks_in_its_own_way(side: ReadSide, one: Replica) -> None:
    await side.tell(revision("one"))
    path = f"/v1/articles/{id_of('one')}"
    for _ in range(2):
        assert (await one.ask(path, accept=NINJS)).headers["content-type"] == NINJS
        assert (await one.ask(path, accept="*/*")).headers["content-type"] == "application/json"
        assert "set-cookie" in (await one.ask("/en/")).headers
        assert "set-cookie" in (await one.ask("/en/", cookie="language=az")).headers
        assert "set-cookie" not in (await one.ask("/en/", cookie="a=b; language=en")).headers
    answer = await one.ask("/v1/feed", origin="https://elsewhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"


async def test_a_long_answer_is_compressed_too(side: ReadSide, one: Replica) -> None:
    await side.tell(revision("one", body="A long text. " * 10_000))
    async with one.client.stream("GET", "/en/feed.json", headers={"accept-encoding": "gzip"}) as answer:
        packed = b"".join([part async for part in answer.aiter_raw()])
    assert gzip.decompress(packed) == (await one.behind.get("/en/feed.json")).content


async def test_what_is_refused_is_told_to_each(one: Replica) -> None:
    for path, status in (("/v1/feed?lang=xx", 400), ("/v1/feed?limit=0", 400), ("/en/feed.xml", 404)):
        assert (await one.ask(path)).status_code == status
    gone = await one.ask(f"/v1/articles/{id_of('nobody')}", origin="https://elsewhere.example")
    assert (gone.status_code, gone.headers["access-control-allow-origin"]) == (404, "*")
    assert (await one.ask("/en/a/b", accept="text/html")).headers["content-type"].startswith("text/html")
    assert (await one.ask("/en/archive/nonsense/")).headers["content-type"] == "application/problem+json"


async def test_while_redis_is_away_answers_come_from_mongodb(
    db: Database, mongo_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        with EmbeddedRedis(tmp_path, free_base()) as server:
            client = connect(server.url)
            stack.push_async_callback(client.aclose)
            side = ReadSide(MongoFacts(db), log=await publisher(client, PUBLISH))
            one = await stack.enter_async_context(replica(mongo_url, server.url))
            await side.tell(revision("one"))
            await archive(db, client)
            cursor = (await one.ask("/v1/feed")).json()["cursor"]
            await one.ask("/en/feed.atom")
        one.queries.asked.clear()
        answer = await one.ask("/v1/feed")
        assert [item["id"] for item in answer.json()["items"]] == [id_of("one")]
        assert answer.json()["cursor"] == cursor
        assert (await one.ask("/en/feed.atom")).status_code == 200
        assert (await one.ask("/en/")).status_code == 200
        assert one.queries.asked
