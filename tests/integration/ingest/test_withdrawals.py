"""Withdrawals and restorations."""

from typing import Any

import httpx
import pytest

from newsroom.events.articles import ArticleRevision, ArticleWithdrawn
from newsroom.events.identity import article_id
from newsroom.stores import mongo
from newsroom.stores.redis import RedisClient
from tests.support.facts import keep_facts
from tests.support.ingest import said

NAMED = {"source": "report", "source_id": "1"}
ID = article_id("report", "1")


async def act(http: httpx.AsyncClient, what: str, **fields: Any) -> tuple[int, str]:
    response = await http.post(f"/v1/{what}", json=fields or NAMED)
    assert response.status_code == 202, response.text
    assert response.json()["id"] == ID
    return response.json()["revision"], response.json()["status"]


async def post(http: httpx.AsyncClient, headline: str) -> tuple[int, str]:
    return await act(http, "articles", **NAMED, headline=headline, language="en", lead="l")


async def test_a_withdrawal_hides_until_a_restoration(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    assert await post(http, "One") == (1, "created")
    assert await act(http, "withdrawals", **NAMED, reason="wrong") == (2, "withdrawn")
    assert await act(http, "withdrawals") == (2, "withdrawn")
    assert await post(http, "One") == (2, "withdrawn")
    assert await post(http, "Two") == (3, "withdrawn")
    assert await act(http, "restorations") == (4, "restored")
    assert await act(http, "restorations") == (4, "restored")
    assert await post(http, "Two") == (4, "unchanged")
    facts = [one.event.data for one in await said(redis_client)]
    assert [fact.revision for fact in facts] == [1, 2, 3, 4]
    created, withdrawn, hidden, restored = facts
    assert isinstance(withdrawn, ArticleWithdrawn)
    assert (withdrawn.reason, withdrawn.source_id, withdrawn.lifted) == ("wrong", "1", False)
    assert (created.status, hidden.status, restored.status) == ("live", "withdrawn", "live")
    assert (restored.headline, restored.lead) == ("Two", "l")


async def test_a_withdrawal_may_overtake_its_article_and_be_taken_back(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    assert await act(http, "withdrawals", id=ID) == (1, "withdrawn")
    assert await act(http, "restorations", id=ID) == (2, "restored")
    assert await post(http, "One") == (3, "updated")
    first, lifted, content = [one.event.data for one in await said(redis_client)]
    assert (first.lifted, first.source) == (False, None)
    assert lifted.lifted
    assert content.status == "live"


async def test_there_is_nothing_to_restore_of_an_unknown_article(http: httpx.AsyncClient) -> None:
    assert (await http.post("/v1/restorations", json=NAMED)).status_code == 404


async def test_content_that_the_stream_keeps_no_longer_comes_from_the_archive(
    http: httpx.AsyncClient, redis_client: RedisClient, mongo_url: str
) -> None:
    await post(http, "One")
    [created] = await said(redis_client)
    await act(http, "withdrawals")
    await redis_client.xtrim("article-created", maxlen=0, approximate=False)
    response = await http.post("/v1/restorations", json=NAMED)
    assert response.status_code == 503, "publish has not archived it yet"
    client = mongo.connect(mongo_url)
    assert isinstance(created.event.data, ArticleRevision)
    await keep_facts(mongo.database(client), [created.event.data])
    client.close()
    assert await act(http, "restorations") == (3, "restored")
    restored = (await said(redis_client))[-1].event.data
    assert (restored.headline, restored.lead, restored.revision) == ("One", "l", 3)


@pytest.mark.parametrize("what", ["withdrawals", "restorations"])
async def test_what_was_posted_is_named_by_either_name(http: httpx.AsyncClient, what: str) -> None:
    await post(http, "One")
    await act(http, "withdrawals", id=ID)
    assert (await act(http, what, id=ID))[0] == (await act(http, what))[0]
