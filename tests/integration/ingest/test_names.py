"""Names of foreign articles: guids that turn out to be shared, and addresses in other spellings."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from newsroom.events.identity import article_id
from newsroom.stores.epoch import is_epoch
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from tests.support.facts import keep_facts
from tests.support.ingest import is_ready, ready, said
from tests.support.ledger import entered, keep
from tests.support.waiting import until

CASES = Path(__file__).parent / "shared_guids"
FIRST, LEFT, THIRD = (
    (CASES / name).read_bytes()
    for name in ("c01_same_guid.rss", "c01b_same_guid_only_one_left.rss", "c01c_then_third.rss")
)
BOARDS = "https://boards.example/n/{}"
SITE = "https://x.example"
TEXTS = {
    "fire": "Fire in the harbour is out",
    "rates": "Banks cut interest",
    "market": "Traders meet on Saturday",
    "bridge": "Repairs begin tomorrow",
}


async def feed(http: httpx.AsyncClient, body: bytes, source: str = "boards") -> list[dict[str, Any]]:
    answer = await http.post(
        f"/v1/articles?source={source}", content=body, headers={"content-type": "application/rss+xml"}
    )
    assert answer.status_code == 202, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def rss(*items: tuple[str | None, str], site: str = SITE, more: str = "") -> bytes:
    """A feed of items, each a guid and the last part of its page, which names its text."""
    written = "".join(
        f"<item><title>{TEXTS[page]}{more}</title><link>{site}/{page}</link>"
        + (f"<guid isPermaLink='false'>{guid}</guid>" if guid is not None else "")
        + "</item>"
        for guid, page in items
    )
    return f"<rss version='2.0'><channel><link>{site}</link>{written}</channel></rss>".encode()


async def headlines(redis: RedisClient) -> dict[str, str]:
    """The latest headline of each article, by id."""
    return {one.event.subject: one.event.data.headline for one in await said(redis)}


async def lose_redis(http: httpx.AsyncClient, redis: RedisClient, db: Database) -> None:
    await keep(redis, db)
    await keep_facts(db, [one.event.data for one in await said(redis)])
    await redis.flushall()

    async def is_filled() -> bool:
        return is_epoch(await redis.get("newsroom:ingest:epoch")) and await is_ready(http)

    await until(is_filled, "it is filled again")


async def test_a_guid_once_seen_shared_names_nothing_any_more(http: httpx.AsyncClient) -> None:
    first = await feed(http, FIRST)
    assert [(one["id"], one["status"]) for one in first] == [
        (article_id("boards", BOARDS.format(n)), "created") for n in (1, 2)
    ]
    assert [(one["id"], one["status"]) for one in await feed(http, LEFT)] == [(first[1]["id"], "unchanged")]
    [third] = await feed(http, THIRD)
    assert (third["id"], third["status"]) == (article_id("boards", BOARDS.format(3)), "created")


async def test_not_even_after_a_loss_of_redis(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    first = await feed(http, FIRST)
    assert [document.page_named for document in await entered(redis_client)] == [("boards",), ()]
    await lose_redis(http, redis_client, db)
    assert [(one["id"], one["status"]) for one in await feed(http, LEFT)] == [(first[1]["id"], "unchanged")]
    assert [one["status"] for one in await feed(http, THIRD)] == ["created"]


async def test_another_sources_guids_are_its_own_affair(http: httpx.AsyncClient) -> None:
    await feed(http, FIRST)
    [one] = await feed(http, rss(("g1", "fire")), "other")
    assert one["id"] == article_id("other", "g1")


async def test_one_guid_for_several_articles_over_time_overwrites_nothing(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    [fire] = await feed(http, rss(("g", "fire")))
    assert fire["id"] == article_id("boards", "g")
    [rates] = await feed(http, rss(("g", "rates")))
    assert (rates["id"], rates["status"]) == (fire["id"], "held")
    [market] = await feed(http, rss(("g", "market")))
    assert (market["id"], market["status"]) == (article_id("boards", f"{SITE}/market"), "created")
    # Each goes on as what it was.
    assert [one["status"] for one in await feed(http, rss(("g", "rates")))] == ["unchanged"]
    again = await feed(http, rss(("g", "rates"), more=", officials say"))
    assert [(one["id"], one["status"]) for one in again] == [(fire["id"], "held")]
    corrected = await feed(http, rss(("g", "fire"), more=", officials say"))
    assert [(one["id"], one["status"]) for one in corrected] == [(fire["id"], "updated")]
    assert await headlines(redis_client) == {
        fire["id"]: TEXTS["fire"] + ", officials say",
        market["id"]: TEXTS["market"],
    }


async def test_that_is_remembered_after_a_loss_of_redis(
    http: httpx.AsyncClient, redis_client: RedisClient, db: Database
) -> None:
    [fire] = await feed(http, rss(("g", "fire")))
    await feed(http, rss(("g", "rates")))
    await lose_redis(http, redis_client, db)
    assert [one["status"] for one in await feed(http, rss(("g", "market")))] == ["created"]
    # As without the loss: what came later under its guid waits for a person.
    assert (await feed(http, rss(("g", "fire"))))[0] == {**fire, "revision": 2, "status": "stale"}


async def test_an_article_known_by_its_guid_stays_that_once_the_guids_are_shared(
    http: httpx.AsyncClient,
) -> None:
    known = await feed(http, rss(("g1", "fire"), ("g2", "rates")))
    both = await feed(http, rss(("g9", "market"), ("g9", "bridge"), ("g1", "fire"), ("g2", "rates")))
    assert [one["status"] for one in both] == ["created", "created", "unchanged", "unchanged"]
    assert [one["id"] for one in both[2:]] == [one["id"] for one in known]


@pytest.mark.parametrize("guid", ["N/A", "", f"{SITE}/", SITE])
async def test_guids_that_are_none_name_nothing_either(http: httpx.AsyncClient, guid: str) -> None:
    created = await feed(http, rss((guid, "fire")))
    assert [one["id"] for one in created] == [article_id("boards", f"{SITE}/fire")]
    # They are real ones now, and nothing that is known comes twice.
    later = await feed(http, rss(("g1", "fire"), ("g2", "rates")))
    assert [(one["id"], one["status"]) for one in later] == [
        (created[0]["id"], "unchanged"),
        (article_id("boards", f"{SITE}/rates"), "created"),
    ]


async def test_a_source_that_has_doubts_refused_is_remembered_so_too(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, source_rules={"boards": {"doubts": "refuse"}}) as http:
        await feed(http, rss(("g", "fire")))
        assert [one["status"] for one in await feed(http, rss(("g", "rates")))] == ["refused"]
        assert [one["status"] for one in await feed(http, rss(("g", "market")))] == ["created"]


@pytest.mark.parametrize(
    "site", ["http://x.example", "https://www.x.example", "http://www.x.example", "https://X.example:443"]
)
async def test_an_article_known_by_its_page_is_that_in_every_spelling(
    http: httpx.AsyncClient, site: str
) -> None:
    [first] = await feed(http, rss((None, "fire")))
    moved = rss((None, "fire"), (None, "rates"), site=site)
    known, new = await feed(http, moved.replace(b"/fire<", b"/fire?utm_source=rss<"))
    assert (known, new["status"]) == ({**first, "status": "unchanged"}, "created")
    corrected = await feed(http, rss((None, "fire"), site=site, more=", officials say"))
    assert (corrected[0]["id"], corrected[0]["status"]) == (first["id"], "updated")
    assert (await feed(http, rss((None, "rates"))))[0] == {**new, "status": "unchanged"}


async def test_two_spellings_in_one_document_are_one_article(http: httpx.AsyncClient) -> None:
    both = rss((None, "fire"), (None, "fire")).replace(
        b"<link>https://x.example/fire", b"<link>http://x.example/fire", 1
    )
    first, second = await feed(http, both)
    assert (first["status"], second["status"], second["id"]) == ("created", "unchanged", first["id"])


async def test_a_withdrawal_finds_the_page_in_another_spelling(http: httpx.AsyncClient) -> None:
    [first] = await feed(http, rss((None, "fire")))
    named = {"source": "boards", "source_id": "http://www.x.example/fire"}
    withdrawn = (await http.post("/v1/withdrawals", json=named)).json()
    assert (withdrawn["id"], withdrawn["status"]) == (first["id"], "withdrawn")
    assert [one["status"] for one in await feed(http, rss((None, "fire"), site="http://x.example"))] == [
        "withdrawn"
    ]
    unknown = (await http.post("/v1/withdrawals", json={**named, "source_id": "http://x.example/new"})).json()
    assert unknown["id"] == article_id("boards", "http://x.example/new")
    assert [
        one["status"] for one in await feed(http, rss((None, "market")).replace(b"/market", b"/new"))
    ] == ["withdrawn"]


async def test_a_name_of_our_own_format_is_its_senders(http: httpx.AsyncClient) -> None:
    one = {"source": "report", "source_id": "https://x.example/a", "headline": "One", "language": "en"}
    other = {**one, "source_id": "http://x.example/a", "headline": "Other"}
    ids = [(await http.post("/v1/articles", json=sent)).json()["id"] for sent in (one, other)]
    assert ids == [article_id("report", sent["source_id"]) for sent in (one, other)]


@pytest.mark.parametrize("guid", ["g", None])
async def test_a_translation_finds_its_original_in_another_spelling(
    http: httpx.AsyncClient, redis_client: RedisClient, guid: str | None
) -> None:
    [original] = await feed(http, rss((guid, "fire")))
    link = "<link rel='alternate' hreflang='en' href='http://www.x.example/fire'/>"
    entry = f"<entry xml:lang='az'><id>t</id><title>Yanğın</title>{link}<link href='{SITE}/az/fire'/></entry>"
    [translated] = await feed(http, f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode())
    told = {one.event.subject: one.event.data for one in await said(redis_client)}
    assert told[translated["id"]].translation_of.article_id == original["id"]
