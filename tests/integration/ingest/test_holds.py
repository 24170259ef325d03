"""Doubtful articles by HTTP: held, told to their sender, released and discarded by the desk's orders."""

import json
from typing import Any

import httpx
import pytest

from newsroom.events.catalogue import ARTICLE_HELD, ARTICLE_ORDERED
from newsroom.events.desk import ArticleOrder, FieldChanges, OrderVerb
from newsroom.events.holds import HeldArticle
from newsroom.events.identity import article_id
from newsroom.stores.redis import RedisClient
from newsroom.streams.publisher import Emission
from newsroom.streams.redis_commands import group_infos, read_range
from newsroom.streams.topology import INGEST
from newsroom.streams.wire import decode
from tests.support.articles import NOON
from tests.support.ingest import lose_redis, ready, said
from tests.support.plumbing import publisher
from tests.support.waiting import until

ID = article_id("report", "n1")
REASON = "embargo_until: embargoed: it is embargoed, and nothing tells until when"


async def post(http: httpx.AsyncClient, headline: str, status: str = "embargoed", **more: Any) -> Any:
    """A ninjs item; embargoed it says nothing of until when."""
    item = {
        "uri": "n1",
        "type": "text",
        "pubstatus": status,
        "headline": headline,
        "language": "en",
        "body_text": "The ministry said so.",
        **more,
    }
    return await http.post(
        "/v1/articles",
        content=json.dumps(item),
        headers={"content-type": "application/vnd.iptc.ninjs+json"},
        params={"source": "report"},
    )


async def order(redis: RedisClient, verb: OrderVerb, number: int, **fields: Any) -> None:
    made = ArticleOrder(
        article_id=ID,
        number=number,
        order=verb,
        editor="aysel",
        reason="by telephone",
        ordered_at=NOON,
        **fields,
    )
    event = ARTICLE_ORDERED.event(made, time=NOON)
    await (await publisher(redis)).append_once([Emission.of(ARTICLE_ORDERED, event)])

    async def carried_out() -> bool:
        infos = {info.name: info for info in await group_infos(redis, ARTICLE_ORDERED.stream)}
        return INGEST in infos and not infos[INGEST].lag and not infos[INGEST].pending

    await until(carried_out, f"{verb} is carried out")


async def holds(redis: RedisClient) -> list[HeldArticle]:
    return [decode(entry, ARTICLE_HELD.stream).data for entry in await read_range(redis, ARTICLE_HELD.stream)]


async def test_an_embargo_that_cannot_be_read_is_held_and_told(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    answer = await post(http, "Held")
    assert answer.status_code == 202
    assert answer.json() == {"id": ID, "revision": 1, "status": "held", "reason": REASON}
    told = {"id": ID, "revision": 1, "status": "held", "reason": REASON, "public_revision": None}
    assert (await http.get(f"/v1/articles/{ID}")).json() == told
    assert (await post(http, "Held")).json() == {"id": ID, "revision": 1, "status": "unchanged"}
    assert await said(redis_client) == []
    [held] = await holds(redis_client)
    assert held.article is not None
    assert (held.status, held.article.headline, held.article.document_id) == (
        "held",
        "Held",
        held.article.document_id,
    )
    receipts = await http.get("/v1/articles/" + article_id("report", "unknown"))
    assert receipts.status_code == 404


async def test_a_release_publishes_with_the_field_put_right(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await post(http, "Held")
    await order(redis_client, "release", 1, held_revision=1, changes=FieldChanges(headline="Right"))
    [released] = await said(redis_client)
    assert (released.stream, released.event.data.headline) == ("article-created", "Right")
    told = (await http.get(f"/v1/articles/{ID}")).json()
    assert (told["status"], told["public_revision"]) == ("live", 1)
    assert [one.status for one in await holds(redis_client)] == ["held", "released"]


async def test_a_discard_leaves_the_public_revision_up(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await post(http, "Public", "usable")
    assert (await post(http, "Wrong")).json()["status"] == "held"
    await order(redis_client, "discard", 1)
    told = (await http.get(f"/v1/articles/{ID}")).json()
    assert (told["status"], told["public_revision"]) == ("discarded", 1)
    assert (await post(http, "Wrong")).json()["status"] == "unchanged"
    assert [one.event.data.headline for one in await said(redis_client)] == ["Public"]


async def test_a_kill_ends_the_wait(http: httpx.AsyncClient, redis_client: RedisClient) -> None:
    await post(http, "Held")
    assert (await post(http, "Held", "canceled")).json()["status"] == "withdrawn"
    assert (await http.get(f"/v1/articles/{ID}")).json()["status"] == "withdrawn"
    await order(redis_client, "release", 1)
    assert [one.stream for one in await said(redis_client)] == ["article-withdrawn"]


@pytest.mark.parametrize(("rule", "code", "streams"), [("refuse", 422, []), ("publish", 202, ["created"])])
async def test_a_source_may_choose_otherwise(
    redis_url: str, mongo_url: str, redis_client: RedisClient, rule: str, code: int, streams: list[str]
) -> None:
    rules = {"report": {"doubts": rule}}
    async with ready(redis_url, mongo_url, source_rules=rules) as http:
        assert (await post(http, "Held")).status_code == code
    assert [one.stream.removeprefix("article-") for one in await said(redis_client)] == streams


async def test_another_sources_key_is_told_nothing(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, ingest_keys={"other-key-of-the-test": ["other"]}) as http:
        await post(http, "Held")
        foreign = {"Authorization": "Bearer other-key-of-the-test"}
        assert (await http.get(f"/v1/articles/{ID}", headers=foreign)).status_code == 403


async def test_another_article_under_the_same_name_overwrites_nothing(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    fire = {"source": "report", "source_id": "1", "headline": "Fire is out", "url": "https://x.example/fire"}
    rates = {**fire, "headline": "Rates are cut", "url": "https://x.example/rates", "body": "They fell."}
    assert (await http.post("/v1/articles", json=fire)).json()["status"] == "created"
    held = (await http.post("/v1/articles", json=rates)).json()
    assert (held["status"], "would overwrite 'Fire is out'" in held["reason"]) == ("held", True)
    lines = "\n".join(json.dumps({**one, "source_id": "2"}) for one in (fire, rates))
    ndjson = {"content-type": "application/x-ndjson"}
    answer = await http.post("/v1/articles", content=lines, headers=ndjson)
    assert [json.loads(line)["status"] for line in answer.text.splitlines()] == ["created", "held"]
    assert [one.event.data.headline for one in await said(redis_client)] == ["Fire is out"] * 2


async def test_what_was_held_and_what_was_released_outlive_a_loss_of_redis(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    """Neither had reached publish."""
    assert (await post(http, "Wrong")).json()["status"] == "held"
    await lose_redis(http, redis_client)
    assert (await post(http, "Wrong")).json()["status"] == "unchanged"
    assert (await http.get(f"/v1/articles/{ID}")).json()["status"] == "held"
    await order(redis_client, "release", 1, held_revision=1, changes=FieldChanges(headline="Right"))
    before = [(one.number, one.status) for one in await holds(redis_client)]
    await lose_redis(http, redis_client)
    assert [(one.number, one.status) for one in await holds(redis_client)] == before
    [released] = await said(redis_client)
    assert (released.event.data.headline, released.event.data.revision) == ("Right", 1)


FIRE = {"source": "report", "source_id": "1", "headline": "Fire is out", "url": "https://x.example/fire"}
RATES = {**FIRE, "headline": "Rates are cut", "url": "https://x.example/rates", "body": "They fell."}


async def test_a_source_that_has_doubts_refused_has_this_one_refused_too(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    async with ready(redis_url, mongo_url, source_rules={"report": {"doubts": "refuse"}}) as http:
        assert (await http.post("/v1/articles", json=FIRE)).json()["status"] == "created"
        refused = await http.post("/v1/articles", json=RATES)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "source_id")
        assert "would overwrite 'Fire is out'" in refused.json()["detail"]
        assert (await http.post("/v1/articles", json=FIRE)).json()["status"] == "unchanged"
        # One line refused leaves the next as if it had never come.
        lines = "\n".join(json.dumps(one) for one in (RATES, {**FIRE, "lead": "Nobody was hurt."}))
        ndjson = {"content-type": "application/x-ndjson"}
        answer = await http.post("/v1/articles", content=lines, headers=ndjson)
        assert [json.loads(line)["status"] for line in answer.text.splitlines()] == ["refused", "updated"]
    assert await holds(redis_client) == []
    assert [one.event.data.headline for one in await said(redis_client)] == ["Fire is out"] * 2


async def test_what_is_held_for_it_overwrites_nothing_by_a_correction_of_its_own(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await http.post("/v1/articles", json=FIRE)
    assert (await http.post("/v1/articles", json=RATES)).json()["status"] == "held"
    corrected = {**RATES, "body": "They fell by half."}
    assert (await http.post("/v1/articles", json=corrected)).json()["status"] == "held"
    assert (await http.post("/v1/articles", json=corrected)).json()["status"] == "unchanged"
    assert (await http.post("/v1/articles", json={**FIRE, "lead": "Out."})).json()["status"] == "updated"
    assert [one.event.data.headline for one in await said(redis_client)] == ["Fire is out"] * 2


async def test_an_address_that_is_only_spelled_otherwise_is_no_other(http: httpx.AsyncClient) -> None:
    await http.post("/v1/articles", json=FIRE)
    moved = {**RATES, "url": "http://www.x.example/fire?utm_source=x"}
    assert (await http.post("/v1/articles", json=moved)).json()["status"] == "updated"


async def test_a_source_that_has_doubts_published_is_overwritten(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, source_rules={"report": {"doubts": "publish"}}) as http:
        assert (await http.post("/v1/articles", json=FIRE)).json()["status"] == "created"
        assert (await http.post("/v1/articles", json=RATES)).json()["status"] == "updated"


async def test_an_answer_about_a_source_never_covers_that_an_article_would_be_overwritten(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    await http.post("/v1/articles", json=FIRE)
    await http.post("/v1/articles", json=RATES)
    [held] = await holds(redis_client)
    released = ArticleOrder(
        article_id=held.id,
        number=1,
        order="release",
        editor="aysel",
        ordered_at=NOON,
        reason="all of them are the same",
        cause=held.cause,
    )
    event = ARTICLE_ORDERED.event(released, time=NOON)
    await (await publisher(redis_client)).append_once([Emission.of(ARTICLE_ORDERED, event)])

    async def is_public() -> bool:
        standing = (await http.get(f"/v1/articles/{held.id}")).json()
        return bool(standing["status"] == "live" and standing["public_revision"] == 2)

    await until(is_public, "it is released")
    market = {**RATES, "headline": "Market opens", "url": "https://x.example/market", "body": "At ten."}
    assert (await http.post("/v1/articles", json=market)).json()["status"] == "held"


async def test_a_kill_in_words_withholds_what_it_names_until_the_desk_has_decided(
    redis_url: str, mongo_url: str, redis_client: RedisClient
) -> None:
    rules = {"report": {"kill_words": "withhold"}}
    async with ready(redis_url, mongo_url, source_rules=rules) as http:
        for name in ("story-2026-17", "story-2026-18"):
            sent = {
                "source": "report",
                "source_id": name,
                "headline": f"Headline of {name}",
                "language": "en",
            }
            assert (await http.post("/v1/articles", json=sent)).json()["status"] == "created"
        kill = {"source": "report", "source_id": "k", "language": "en", "headline": "KILL: story-2026-17"}
        assert (await http.post("/v1/articles", json=kill)).json()["status"] == "held"
        assert await standing(http, "story-2026-17") == "withdrawn"
        assert await standing(http, "story-2026-18") == "live"
        [notice] = await holds(redis_client)
        assert notice.withheld == (article_id("report", "story-2026-17"),)

        own = {
            "source": "report",
            "source_id": "story-2026-18",
            "language": "en",
            "headline": "MANDATORY KILL",
        }
        assert (await http.post("/v1/articles", json=own)).json()["status"] == "held"
        assert await standing(http, "story-2026-18") == "withdrawn"
        assert (await holds(redis_client))[-1].status == "held", "it waits for the desk all the same"
        again = {"source": "report", "source_id": "story-2026-18"}
        assert (await http.post("/v1/restorations", json=again)).json()["status"] == "restored"
        assert await standing(http, "story-2026-18") == "held"
        assert (await http.post("/v1/withdrawals", json=again)).json()["status"] == "withdrawn"
        assert (await http.post("/v1/withdrawals", json=again)).json()["status"] == "withdrawn"
        assert (await holds(redis_client))[-1].status == "withdrawn", "a kill that is certain ends it"


async def test_without_the_rule_a_kill_in_words_withholds_nothing(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    sent = {"source": "report", "source_id": "story-2026-17", "headline": "Oil", "language": "en"}
    await http.post("/v1/articles", json=sent)
    kill = {"source": "report", "source_id": "k", "language": "en", "headline": "KILL: story-2026-17"}
    assert (await http.post("/v1/articles", json=kill)).json()["status"] == "held"
    assert await standing(http, "story-2026-17") == "live"
    assert (await holds(redis_client))[-1].withheld == ()


async def standing(http: httpx.AsyncClient, name: str) -> str:
    status: str = (await http.get(f"/v1/articles/{article_id('report', name)}")).json()["status"]
    return status
