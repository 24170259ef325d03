"""What a source sends by several routes is one article, where it has agreed to that."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest

from ingest.adapters.redis_aliases import RedisAliases
from ingest.adapters.redis_page_named import RedisPageNamed
from ingest.articles.commands import Post
from ingest.articles.state import Snapshot
from ingest.content.source_rules import SourceRules
from ingest.identity.join import IdentityResolver, Route
from ingest.identity.names import NameResolver
from newsroom.events.articles import ArticleDraft
from newsroom.events.identity import article_id
from newsroom.stores.epoch import is_epoch
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.facts import keep_facts
from tests.support.ingest import is_ready, ready, said
from tests.support.ledger import entered, keep
from tests.support.plumbing import publisher
from tests.support.waiting import until

_CHANCE = random.Random(3)
WORDS = [f"word{chr(97 + a)}{chr(97 + b)}" for a in range(20) for b in range(20)]
TEXT = " ".join(_CHANCE.choices(WORDS, k=150))
PAGE = "https://report.example/en/talks"
RULES = {"report": {"join_routes": True}}
WIRE_ID = article_id("report", "wire-1")


@pytest.fixture
async def joining(redis_url: str, mongo_url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with ready(redis_url, mongo_url, source_rules=RULES) as client:
        yield client


async def wire(http: httpx.AsyncClient, source_id: str = "wire-1", text: str = TEXT, **fields: Any) -> Any:
    article = {"source": "report", "source_id": source_id, "headline": "Baku hosts talks", "language": "en"}
    answer = await http.post("/v1/articles", json={**article, "body": text, **fields})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def page(http: httpx.AsyncClient, uri: str = PAGE, text: str = TEXT, **fields: Any) -> Any:
    """The same by another route."""
    sent = {"uri": uri, "type": "text", "language": "en", "headline": "Baku hosts talks", "body_text": text}
    answer = await http.post(
        f"/v1/articles?source={fields.pop('source', 'report')}",
        json={**sent, **fields},
        headers={"Content-Type": "application/vnd.iptc.ninjs+json"},
    )
    assert answer.status_code == 202, answer.text
    return answer.json()


async def test_the_same_by_another_route_is_the_same_article(
    joining: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    assert (await wire(joining))["status"] == "created"
    same = await page(joining, text=f"BAKU, May (Report) - {TEXT} Read also")
    assert (same["id"], same["status"]) == (WIRE_ID, "unchanged")
    assert len(await said(redis_client)) == 1
    assert [one.into for document in await entered(redis_client) for one in document.joined] == ["wire-1"]


async def test_later_versions_by_either_route_are_of_the_one_article(joining: httpx.AsyncClient) -> None:
    await wire(joining)
    await page(joining)
    corrected = await page(joining, text=f"{TEXT} And so it ended.")
    assert (corrected["id"], corrected["revision"], corrected["status"]) == (WIRE_ID, 2, "updated")
    assert (await wire(joining))["status"] == "stale"
    assert (await page(joining, text=f"{TEXT} And so it ended."))["status"] == "unchanged"
    again = await wire(joining, text=f"{TEXT} Nothing ended.")
    assert (again["revision"], again["status"]) == (3, "updated")
    withdrawn = await joining.post("/v1/withdrawals", json={"source": "report", "source_id": PAGE})
    assert (withdrawn.json()["id"], withdrawn.json()["status"]) == (WIRE_ID, "withdrawn")
    assert (await page(joining, text=f"{TEXT} Once more."))["status"] == "withdrawn"


async def test_the_rules_of_versions_hold_across_routes(joining: httpx.AsyncClient) -> None:
    await wire(joining, modified_at="2026-03-02T12:00:00Z")
    await page(joining)
    older = await page(joining, text=f"{TEXT} More.", versioncreated="2026-03-02T11:00:00Z")
    assert older["status"] == "stale"
    newer = await page(joining, text=f"{TEXT} More.", versioncreated="2026-03-02T13:00:00Z")
    assert newer["status"] == "updated"


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (f"{TEXT} 7 people came.", {}),
        (TEXT, {"language": "az"}),
        (TEXT, {"source": "other"}),
        (" ".join(_CHANCE.choices(WORDS, k=150)), {}),
    ],
)
async def test_what_differs_is_another_article(
    joining: httpx.AsyncClient, text: str, fields: dict[str, Any]
) -> None:
    await wire(joining, text=f"{TEXT} 6 people came." if "7 people" in text else TEXT)
    other = await page(joining, text=text, **fields)
    assert (other["id"] != WIRE_ID, other["status"]) == (True, "created")


async def test_two_articles_of_one_route_are_two_however_alike(joining: httpx.AsyncClient) -> None:
    await wire(joining)
    assert (await wire(joining, source_id="wire-2"))["status"] == "created"


async def test_nothing_is_joined_where_the_source_has_not_agreed(http: httpx.AsyncClient) -> None:
    await wire(http)
    assert (await page(http))["status"] == "created"


async def test_a_page_at_the_same_address_is_the_same_whatever_it_says(joining: httpx.AsyncClient) -> None:
    await wire(joining, text="Short.", url=PAGE + "?utm_source=wire")
    full = await page(joining)
    assert (full["id"], full["status"]) == (WIRE_ID, "updated")


async def test_what_another_route_adds_is_taken(
    joining: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await wire(joining)
    photo = {
        "main": {
            "type": "picture",
            "renditions": {"hi": {"href": "https://report.example/1.jpg", "mimetype": "image/jpeg"}},
        }
    }
    added = await page(joining, associations=photo)
    assert (added["id"], added["status"]) == (WIRE_ID, "updated")
    assert (await said(redis_client))[-1].event.data.media
    assert (await wire(joining))["status"] == "stale"


@pytest.mark.parametrize("partitions", [1, 3])
async def test_racing_routes_make_one_article(redis_url: str, mongo_url: str, partitions: int) -> None:
    texts = [" ".join(_CHANCE.choices(WORDS, k=80)) for _ in range(6)]
    async with (
        ready(redis_url, mongo_url, source_rules=RULES, partitions=partitions) as one,
        ready(redis_url, mongo_url, source_rules=RULES, partitions=partitions) as other,
    ):
        posts = [wire(one, source_id=f"w{n}", text=text) for n, text in enumerate(texts)]
        posts += [page(other, uri=f"{PAGE}/{n}", text=text) for n, text in enumerate(texts)]
        answers = await asyncio.gather(*posts)
    for by_wire, by_page in zip(answers[:6], answers[6:], strict=True):
        assert by_wire["id"] == by_page["id"]
        assert sorted((by_wire["status"], by_page["status"])) == ["created", "unchanged"]


async def test_a_translation_named_by_its_address_is_the_article_there(redis_client: RedisClient) -> None:
    aliases = RedisAliases(redis_client, Topology(), await publisher(redis_client, "ingest"))

    async def no_articles(_: Sequence[str]) -> dict[str, Snapshot]:
        return {}

    names = NameResolver(RedisPageNamed(redis_client, Topology()), aliases, no_articles)
    resolver = IdentityResolver(SourceRules({}), aliases, no_articles, lambda _: "en", names)
    feed = Route("feed", "", is_foreign=True)
    named = {"source": "report", "source_id": PAGE}
    original = post("guid-1", url=PAGE + "?utm_source=rss")
    await resolver.resolve([original], feed)
    posts = [post("2", translation_of=named), post("guid-1", url=PAGE, translation_of=named)]
    [sibling, itself] = (await resolver.resolve(posts, feed)).posts
    by_guid = post("2", translation_of={"source": "report", "source_id": "guid-1"})
    assert (sibling.draft, sibling.content_hash) == (by_guid.draft, by_guid.content_hash)
    assert itself.draft.translation_of is None


def post(source_id: str, **fields: Any) -> Post:
    return Post.of(ArticleDraft(source="report", source_id=source_id, headline="h", **fields))


async def test_after_a_loss_of_redis_names_and_texts_are_known_again(
    joining: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    other = " ".join(_CHANCE.choices(WORDS, k=90))
    await wire(joining)
    await page(joining)
    await wire(joining, source_id="wire-2", text=other, url=PAGE + "/2")
    await keep(redis_client, db)
    await keep_facts(db, [one.event.data for one in await said(redis_client)])
    await redis_client.flushall()

    async def is_filled() -> bool:
        return is_epoch(await redis_client.get("newsroom:ingest:epoch")) and await is_ready(joining)

    await until(is_filled, "it is filled again")
    corrected = await page(joining, text=f"{TEXT} And so it ended.")
    assert (corrected["id"], corrected["revision"]) == (WIRE_ID, 2)
    found = await page(joining, uri="a page that comes late", text=other)
    assert (found["id"], found["status"]) == (article_id("report", "wire-2"), "unchanged")
    assert (await wire(joining, source_id="wire-3", text=other))["status"] == "created"
    assert await redis_client.exists(f"newsroom:ingest:address:{article_id('report', PAGE + '/2')}")
