"""Revisions by pages: none left out, none twice, however long the texts are, and none that is suppressed."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from newsroom.http.problems import install_problems
from newsroom.stores.mongo import Database
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from publish.adapters.mongo_facts import MongoFacts
from publish.adapters.mongo_feed import MongoFeed
from publish.adapters.mongo_live_log import MongoLiveLog
from publish.adapters.redis_live_log import RedisLiveLog
from publish.log.history import LogHistory
from publish.reads.api import Reads, read_routes
from tests.support.articles import id_of, revision
from tests.support.published import LANGUAGES
from tests.support.read_side import ReadSide
from tests.support.searching import unsearched

_LONG = 300_000  # characters: four of them are more than a page of texts is made from


def client(db: Database, redis: RedisClient, *, texts: bool) -> httpx.AsyncClient:
    app = FastAPI()
    install_problems(app)
    history = LogHistory(RedisLiveLog(redis, Topology()), MongoLiveLog(db))
    reads = Reads(MongoFeed(db), unsearched(db), history, LANGUAGES, "https://news.example", texts)
    app.include_router(read_routes(reads))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://publish")


async def pages(http: httpx.AsyncClient, limit: int) -> list[list[dict[str, Any]]]:
    """All pages, each as its revisions."""
    found: list[list[dict[str, Any]]] = []
    query: dict[str, Any] = {"limit": limit}
    while True:
        answer = await http.get(f"/v1/articles/{id_of('a')}/revisions", params=query)
        assert answer.status_code == 200, answer.text
        assert len(answer.content) < 8_000_000
        found.append(answer.json()["revisions"])
        if answer.json()["next"] is None:
            return found
        query["page"] = answer.json()["next"]


@pytest.mark.parametrize("texts", [False, True])
@pytest.mark.parametrize("limit", [1, 3, 100])
async def test_pages_have_every_revision_once(
    db: Database, redis_client: RedisClient, texts: bool, limit: int
) -> None:
    told = [revision("a", number=n, body=f"{n} " * (_LONG // 2)) for n in range(1, 8)]
    await ReadSide(MongoFacts(db)).tell_batch(told)
    async with client(db, redis_client, texts=texts) as http:
        found = [one for page in await pages(http, limit) for one in page]
        refused = await http.get(f"/v1/articles/{id_of('a')}/revisions?page=x")
    assert [one["revision"] for one in found] == list(range(1, 8))
    assert [one["changed"] for one in found] == [[], *[["headline", "body"]] * 6]
    assert all(("body" in one) is texts for one in found)
    assert refused.status_code == 400


async def test_what_was_suppressed_is_on_no_page(db: Database, redis_client: RedisClient) -> None:
    await ReadSide(MongoFacts(db)).tell_batch(
        [revision("a", number=n, suppress_previous=n == 3) for n in range(1, 6)]
    )
    async with client(db, redis_client, texts=True) as http:
        found = [one for page in await pages(http, 2) for one in page]
    assert [one["revision"] for one in found] == [3, 4, 5]
    assert found[0]["differences"] == []
