"""Feeds, sitemap and ninjs by HTTP, over MongoDB: what is in them, and that readers ask again for little."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import feedparser  # type: ignore[import-untyped]  # it has no types
import httpx
import pytest
from fastapi import FastAPI

from newsroom.events.stories import StoryArticle, StorySnapshot
from newsroom.events.topics import Filter
from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.feeds.documents import FORMATS, FeedDocuments
from publish.feeds.edition import Publication
from publish.feeds.routes import feed_routes
from publish.feeds.urns import article_urn
from publish.log.history import LogHistory
from publish.reads.api import Reads, read_routes
from publish.visibility.page_urls import PageUrls
from tests.support.articles import NOON, id_of, revision, withdrawal
from tests.support.clock import TurnedClock
from tests.support.plumbing import publisher
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.searching import unsearched

NINJS = "application/vnd.iptc.ninjs+json"
SITE = PageUrls("https://news.example")
EVERY_FORMAT = pytest.mark.parametrize("suffix", FORMATS)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def side(db: Database, clock: TurnedClock) -> ReadSide:
    return ReadSide(MongoFacts(db), clock)


@pytest.fixture
async def reader(
    db: Database, redis_client: RedisClient, clock: TurnedClock
) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    install_problems(app)
    await publisher(redis_client, PUBLISH)  # whose numbers are here: while they are not, cursors move on
    feed = MongoFeed(db)
    history = LogHistory(RedisLiveLog(redis_client, Topology()), MongoLiveLog(db))
    app.include_router(read_routes(Reads(feed, unsearched(db), history, LANGUAGES, SITE.base)))
    names = {"energy": {"az": "Energetika"}}
    app.include_router(
        feed_routes(FeedDocuments(feed, Publication("Newsroom", SITE.base, LANGUAGES, names)), clock)
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=SITE.base) as client:
        yield client


def read(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    found = feedparser.parse(
        answer.content, response_headers={"content-type": answer.headers["content-type"]}
    )
    assert not found.bozo, found.bozo_exception
    return found


async def ids(reader: httpx.AsyncClient, path: str, suffix: str) -> list[str]:
    answer = await reader.get(f"{path}feed.{suffix}")
    if suffix == "json":
        return [one["id"] for one in answer.json()["items"]]
    return [entry.id for entry in read(answer).entries]


def urns(*names: str) -> list[str]:
    return [article_urn(id_of(name)) for name in names]


@EVERY_FORMAT
async def test_a_feed_is_of_its_language_and_category_newest_first(
    side: ReadSide, reader: httpx.AsyncClient, suffix: str
) -> None:
    await side.tell(
        revision("first", category="energy"),
        revision("second", category="sport", minutes=1),
        revision("third", category="energy", minutes=2),
        revision("azeri", "az", category="energy", minutes=3),
    )
    assert await ids(reader, "/en/", suffix) == urns("third", "second", "first")
    assert await ids(reader, "/en/energy/", suffix) == urns("third", "first")
    assert await ids(reader, "/az/", suffix) == urns("azeri")
    assert await ids(reader, "/en/nothing/", suffix) == []


@EVERY_FORMAT
async def test_it_says_what_it_is(reader: httpx.AsyncClient, suffix: str) -> None:
    answer = await reader.get(f"/az/energy/feed.{suffix}")
    assert answer.headers["content-type"].split(";")[0] == FORMATS[suffix].media_type
    assert "Newsroom · Energetika" in answer.text
    assert f"https://news.example/az/energy/feed.{suffix}" in answer.text


@EVERY_FORMAT
@pytest.mark.parametrize(("category", "written"), [("energy", "energy"), ("кино>", quote("кино>"))])
async def test_its_head_names_its_hub_and_itself(
    reader: httpx.AsyncClient, suffix: str, category: str, written: str
) -> None:
    address = f"{SITE.base}/az/{written}/feed.{suffix}"
    head = (await reader.get(f"/az/{category}/feed.{suffix}")).headers["link"]
    assert head == f'<{SITE.base}/websub>; rel="hub", <{address}>; rel="self"'


@EVERY_FORMAT
async def test_a_withdrawn_article_is_gone_from_the_feed_and_its_siblings(
    side: ReadSide, reader: httpx.AsyncClient, suffix: str
) -> None:
    members = {name: StoryArticle(id=id_of(name), membership=1) for name in ("en", "az")}
    await side.tell(
        revision("en"),
        revision("az", "az", headline="Gone"),
        StorySnapshot(id=id_of("en"), version=2, articles=members),
    )
    assert id_of("az") in (await reader.get(f"/en/feed.{suffix}")).text
    before = await reader.get(f"/az/feed.{suffix}")
    await side.tell(withdrawal("az", 2))
    after = await reader.get(f"/az/feed.{suffix}", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    for answer in (after, await reader.get(f"/en/feed.{suffix}")):
        assert id_of("az") not in answer.text
        assert "Gone" not in answer.text


@EVERY_FORMAT
async def test_a_feed_is_the_same_bytes_until_something_changes(
    side: ReadSide, reader: httpx.AsyncClient, clock: TurnedClock, suffix: str
) -> None:
    await side.tell(revision("one"))
    first = await reader.get(f"/en/feed.{suffix}")
    clock.turn(3600)
    have = {"If-None-Match": first.headers["etag"]}
    again = await reader.get(f"/en/feed.{suffix}", headers=have)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "content-type" not in again.headers
    assert (await reader.head(f"/en/feed.{suffix}", headers=have)).status_code == 304
    await side.tell(revision("one", number=2))
    changed = await reader.get(f"/en/feed.{suffix}", headers=have)
    assert changed.status_code == 200
    assert changed.headers["last-modified"] != first.headers["last-modified"]


@pytest.mark.parametrize("path", ["/fr/feed.atom", "/en/feed.xml", "/fr/energy/feed.rss", "/en/energy/feed."])
async def test_there_is_no_such_feed(reader: httpx.AsyncClient, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_misspelt_filter_is_refused(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/en/feed.atom?tag=a")).status_code == 400


async def test_the_sitemap_holds_two_days(
    side: ReadSide, reader: httpx.AsyncClient, clock: TurnedClock
) -> None:
    await side.tell(revision("old"), revision("new", "az", minutes=60))
    clock.turn(timedelta(days=2).total_seconds() + 1)
    answer = await reader.get("/sitemap-news.xml")
    assert answer.headers["content-type"].split(";")[0] == "application/xml"
    assert id_of("new") in answer.text
    assert id_of("old") not in answer.text
    have = {"If-None-Match": answer.headers["etag"]}
    assert (await reader.get("/sitemap-news.xml", headers=have)).status_code == 304


async def test_an_article_is_ninjs_where_that_is_asked_for(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await side.tell(revision("one"))
    path = f"/v1/articles/{id_of('one')}"
    ours, theirs = await reader.get(path), await reader.get(path, headers={"Accept": NINJS})
    assert (ours.json()["id"], theirs.json()["uri"]) == (id_of("one"), article_urn(id_of("one")))
    assert theirs.headers["content-type"] == NINJS
    assert ours.headers["vary"] == theirs.headers["vary"] == "Accept"
    for accept, answer in ((NINJS, theirs), ("*/*", ours)):
        headers = {"Accept": accept, "If-None-Match": answer.headers["etag"]}
        assert (await reader.get(path, headers=headers)).status_code == 304
    mixed = {"Accept": NINJS, "If-None-Match": ours.headers["etag"]}
    assert (await reader.get(path, headers=mixed)).status_code == 200


async def test_a_feed_is_ninjs_page_by_page(side: ReadSide, reader: httpx.AsyncClient) -> None:
    for minutes in range(5):
        await side.tell(revision(f"n{minutes}", minutes=minutes))
    found: list[str] = []
    following: str | None = "/v1/feed?lang=en&limit=2"
    while following:
        answer = await reader.get(following, headers={"Accept": NINJS})
        assert answer.json()["type"] == "composite"
        found += [one["uri"] for one in answer.json()["associations"]]
        following = answer.links.get("next", {}).get("url")
    assert found == urns("n4", "n3", "n2", "n1", "n0")


async def test_a_withdrawn_article_is_410_in_every_format(side: ReadSide, reader: httpx.AsyncClient) -> None:
    await side.tell(revision("one"), withdrawal("one", 2))
    for accept in (NINJS, "*/*"):
        answer = await reader.get(f"/v1/articles/{id_of('one')}", headers={"Accept": accept})
        assert answer.status_code == 410


@pytest.mark.parametrize("path", ["feed", "feed?lang=en", "stories/{id}", "articles/{id}/revisions"])
async def test_every_read_is_conditional(side: ReadSide, reader: httpx.AsyncClient, path: str) -> None:
    await side.tell(revision("one"))
    path = "/v1/" + path.format(id=id_of("one"))
    first = await reader.get(path)
    again = await reader.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize("category", [None, "energy"])
async def test_feeds_and_sitemap_are_read_by_index(
    db: Database, side: ReadSide, category: str | None
) -> None:
    """The plan that MongoDB chooses for each: no scan of the collection, no sort in memory."""
    for minutes in range(40):
        await side.tell(revision(f"n{minutes}", minutes=minutes, category=("energy", "sport")[minutes % 2]))
    feed = MongoFeed(db)
    await db.command("profile", 2)
    await feed.articles(Filter(frozenset({"en"}), frozenset({category} if category else ())), 5)
    await feed.since(NOON, 5)
    await db.command("profile", 0)
    plans = [one async for one in db["system.profile"].find({"ns": f"{db.name}.articles"})]
    assert len(plans) == 2
    for plan in plans:
        assert plan["planSummary"].startswith("IXSCAN")
        assert not plan.get("hasSortStage")
        assert plan["docsExamined"] <= 6
