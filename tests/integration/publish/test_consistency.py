"""Links are the same everywhere at the same cursor: API, pages, feeds, sitemap, ninjs and stream."""

import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import feedparser  # type: ignore[import-untyped]  # it has no types
import pytest
from lxml import etree, html

from newsroom.events.live import PublicArticle
from newsroom.events.stories import StoryArticle, StoryLink, StorySnapshot
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import PUBLISH, Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.feeds.elements import NAMESPACES, Element
from publish.feeds.urns import article_urn
from publish.log.history import LogHistory
from tests.support.articles import id_of, revision, withdrawal
from tests.support.plumbing import publisher
from tests.support.read_side import ReadSide
from tests.support.replica import SITE, Replica, replica

NINJS = "application/vnd.iptc.ninjs+json"
LANGUAGES = ("en", "az", "ru")
XHTML = "{http://www.w3.org/1999/xhtml}link"
ATOM = f"{{{NAMESPACES['atom']}}}"

# Of each article that is shown, by its id: the addresses of its variants by language.
Links = dict[str, dict[str, str]]


@pytest.fixture
async def side(db: Database, redis_client: RedisClient) -> ReadSide:
    return ReadSide(MongoFacts(db), log=await publisher(redis_client, PUBLISH))


@pytest.fixture
async def one(side: ReadSide, mongo_url: str, redis_url: str) -> AsyncIterator[Replica]:
    async with replica(mongo_url, redis_url) as started:
        yield started


@pytest.fixture
def history(db: Database, redis_client: RedisClient) -> LogHistory:
    return LogHistory(RedisLiveLog(redis_client, Topology()), MongoLiveLog(db))


def story(name: str, version: int, membership: int = 1, **members: str) -> StorySnapshot:
    ids = {language: id_of(member) for language, member in members.items()}
    first, *others = ids.values()
    return StorySnapshot(
        id=id_of(name),
        version=version,
        articles={language: StoryArticle(id=one, membership=membership) for language, one in ids.items()},
        links=tuple(
            StoryLink(article_id=other, other_id=first, method="automatic", score=0.9) for other in others
        ),
    )


async def by_api(one: Replica) -> Links:
    items = (await one.ask("/v1/feed?limit=100")).json()["items"]
    found = {item["id"]: {lang: v["url"] for lang, v in item["variants"].items()} for item in items}
    for item in items:
        whole = (await one.ask(f"/v1/articles/{item['id']}")).json()
        told = (await one.ask(f"/v1/stories/{item['story_id']}")).json()["articles"]
        assert whole["variants"] == item["variants"]
        assert {lang: other["url"] for lang, other in told.items() if lang != item["language"]} == found[
            item["id"]
        ]
    return found


async def by_ninjs(one: Replica) -> dict[str, dict[str, str]]:
    """Their identities rather than their addresses."""
    found = (await one.ask("/v1/feed?limit=100", accept=NINJS)).json()["associations"]
    return {
        article["uri"]: {
            other["name"].removeprefix("translation-"): other["uri"]
            for other in article.get("associations", ())
            if other["name"].startswith("translation-")
        }
        for article in found
    }


async def by_xml(one: Replica, suffix: str, entries: str, own_id: Callable[[Element], str | None]) -> Links:
    found: Links = {}
    for language in LANGUAGES:
        answer = await one.ask(f"/{language}/feed.{suffix}")
        read = feedparser.parse(
            answer.content, response_headers={"content-type": answer.headers["content-type"]}
        )
        assert not read.bozo, read.bozo_exception
        for entry in etree.fromstring(answer.content).iter(entries):
            links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
            found[str(own_id(entry))] = _others(links, language)
    return found


async def by_json_feed(one: Replica) -> Links:
    feeds = [(await one.ask(f"/{language}/feed.json")).json() for language in LANGUAGES]
    return {
        item["id"]: {
            told["language"]: told["url"] for told in item.get("_newsroom", {}).get("translations", ())
        }
        for feed in feeds
        for item in feed["items"]
    }


async def by_sitemap(one: Replica) -> Links:
    """Under their addresses, which is all that a sitemap knows them by."""
    document = etree.fromstring((await one.ask("/sitemap-news.xml")).content)
    found: Links = {}
    for url in document.findall("sitemap:url", NAMESPACES):
        address = url.findtext("sitemap:loc", None, NAMESPACES)
        found[str(address)] = _others(url.findall(XHTML), str(address).split("/")[3])
    return found


async def by_pages(one: Replica, addresses: list[str]) -> Links:
    found: Links = {}
    for address in addresses:
        path = address.removeprefix(SITE.base)
        page = html.fromstring((await one.ask(path, accept="text/html")).text)
        links = page.cssselect("link[rel=alternate][hreflang]")
        found[address] = _others(links, path.split("/")[1])
    return found


def _others(links: list[Any], own: str) -> dict[str, str]:
    """The links to other languages; with them comes the one for readers of any, and that is one of all."""
    told = {str(link.get("hreflang")): str(link.get("href")) for link in links if link.get("hreflang")}
    others = {language: url for language, url in told.items() if language not in (own, "x-default")}
    if others:
        first = next(language for language in LANGUAGES if language in (own, *others))
        assert f"/{first}/" in told["x-default"]
    return others


async def by_stream(history: LogHistory, up_to: str) -> Links:
    """What a consumer knows that has read the log up to a cursor."""
    known: dict[str, PublicArticle | None] = {}
    after = "0-0"
    while after != up_to and (page := await history.page(after, 100)):
        for change in page:
            article = change.live.article
            known[article.id] = article if isinstance(article, PublicArticle) else None
        after = page[-1].cursor
    return {
        article.id: {language: variant.url for language, variant in article.variants.items()}
        for article in known.values()
        if article is not None
    }


async def agreed(one: Replica, history: LogHistory) -> dict[str, set[str]]:
    """The languages that each article is linked with, once all ways of telling agree."""
    feed = (await one.ask("/v1/feed?limit=100")).json()
    addresses = {item["id"]: item["url"] for item in feed["items"]}
    ids = {url: one_id for one_id, url in addresses.items()}
    links = await by_api(one)
    assert await by_stream(history, feed["cursor"]) == links
    named = {article_urn(one_id): told for one_id, told in links.items()}
    assert await by_xml(one, "atom", f"{ATOM}entry", lambda entry: entry.findtext(f"{ATOM}id")) == named
    assert await by_xml(one, "rss", "item", lambda item: item.findtext("guid")) == named
    assert await by_json_feed(one) == named
    located = {addresses[one_id]: told for one_id, told in links.items()}
    assert await by_sitemap(one) == located
    assert await by_pages(one, list(located)) == located
    assert await by_ninjs(one) == {
        urn: {language: article_urn(ids[url]) for language, url in told.items()}
        for urn, told in named.items()
    }
    for one_id, told in links.items():  # whoever is linked, links back
        assert all(addresses[one_id] in links[ids[url]].values() for url in told.values())
    return {one_id: set(told) for one_id, told in links.items()}


async def test_all_agree_after_every_change(side: ReadSide, one: Replica, history: LogHistory) -> None:
    en, az, ru = (id_of(language) for language in LANGUAGES)
    await side.tell(*(revision(language, language, category="energy") for language in LANGUAGES))
    assert await agreed(one, history) == {en: set(), az: set(), ru: set()}

    await side.tell(story("en", 2, en="en", az="az"))
    assert await agreed(one, history) == {en: {"az"}, az: {"en"}, ru: set()}

    await side.tell(story("en", 3, 2, en="en", az="az", ru="ru"))
    everyone = {en: {"az", "ru"}, az: {"en", "ru"}, ru: {"en", "az"}}
    assert await agreed(one, history) == everyone

    await side.tell(revision("en", number=2, category="energy", headline="Corrected, under another address"))
    assert await agreed(one, history) == everyone
    article = (await one.ask(f"/v1/articles/{en}")).json()
    assert {variant["stale"] for variant in article["variants"].values()} == {True}
    ninjs = (await one.ask(f"/v1/articles/{en}", accept=NINJS)).json()
    assert {other["rel"] for other in ninjs["associations"] if "translation" in other["name"]} == {
        "stale-translation"
    }
    assert "stale" in (await one.ask("/en/feed.json")).text

    await side.tell(withdrawal("az", 2))
    assert await agreed(one, history) == {en: {"ru"}, ru: {"en"}}
    assert (await one.ask(f"/v1/articles/{az}")).status_code == 410
    for path in ("/v1/feed", "/az/feed.atom", "/az/feed.rss", "/az/feed.json", "/sitemap-news.xml", "/az/"):
        assert "az 1" not in (await one.ask(path)).text

    await side.tell(withdrawal("az", 3, lifted=True))
    assert await agreed(one, history) == everyone

    await side.tell(story("en", 4, 2, en="en", az="az"), story("ru", 2, 3, ru="ru"))
    assert await agreed(one, history) == {en: {"az"}, az: {"en"}, ru: set()}


async def test_a_story_that_was_merged_leads_to_the_one_it_is_in(side: ReadSide, one: Replica) -> None:
    await side.tell(revision("en"), revision("az", "az"))
    await side.tell(story("en", 2, 2, en="en", az="az"))
    await side.tell(StorySnapshot(id=id_of("az"), version=2, articles={}, merged_into=id_of("en")))
    answer = await one.ask(f"/v1/stories/{id_of('az')}")
    assert (answer.status_code, answer.headers["location"]) == (308, f"/v1/stories/{id_of('en')}")


async def test_a_correction_keeps_its_identity_in_every_format(side: ReadSide, one: Replica) -> None:
    await side.tell(revision("one", category="energy"))

    async def identities() -> list[object]:
        feeds = [
            etree.fromstring((await one.ask(f"/en/feed.{suffix}")).content) for suffix in ("atom", "rss")
        ]
        item = json.loads((await one.ask("/en/feed.json")).text)["items"][0]
        ninjs = (await one.ask(f"/v1/articles/{id_of('one')}", accept=NINJS)).json()
        xml = [[e.text for e in feed.iter(f"{ATOM}id", "guid")][-1] for feed in feeds]
        return [*xml, item["id"], ninjs["uri"]]

    before = await identities()
    await side.tell(revision("one", number=2, category="energy"))
    assert await identities() == before == [article_urn(id_of("one"))] * 4
