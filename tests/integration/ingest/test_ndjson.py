"""Many articles in one body."""

import json
from typing import Any

import httpx

from newsroom.stores.redis import RedisClient
from tests.support.ingest import ready, said

NDJSON = {"content-type": "application/x-ndjson"}


def line(name: str, **fields: Any) -> bytes:
    article = {"source": "report", "source_id": name, "headline": "One", "language": "en", **fields}
    return json.dumps(article).encode()


async def answers(http: httpx.AsyncClient, *lines: bytes) -> list[dict[str, Any]]:
    response = await http.post("/v1/articles", content=b"\n".join(lines), headers=NDJSON)
    assert (response.status_code, response.headers["content-type"]) == (202, "application/x-ndjson")
    return [json.loads(one) for one in response.text.splitlines()]


async def test_each_line_has_its_answer_in_order(http: httpx.AsyncClient, redis_client: RedisClient) -> None:
    found = await answers(http, *(line(str(n)) for n in range(1000)), line("7"), line("7", headline="Two"))
    assert [one["status"] for one in found] == ["created"] * 1000 + ["unchanged", "updated"]
    assert found[1000]["id"] == found[7]["id"]
    assert len(await said(redis_client)) == 1001


async def test_posts_of_one_article_in_one_body_chain(
    http: httpx.AsyncClient, redis_client: RedisClient
) -> None:
    found = await answers(http, line("1"), line("1", headline="Two"), line("1"), line("1"))
    assert [(one["revision"], one["status"]) for one in found] == [
        (1, "created"),
        (2, "updated"),
        (2, "stale"),
        (2, "stale"),
    ]
    assert [one.event.data.headline for one in await said(redis_client)] == ["One", "Two"]


async def test_a_bad_line_ends_nothing(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, article_limit=500) as http:
        found = await answers(
            http,
            line("1"),
            b"{",
            b'{"headline": "\xff"}',
            line("2", headline="x" * 500),
            line("3", language="de"),
            b"",
            line("4"),
        )
    assert [one["status"] for one in found] == ["created", *["refused"] * 4, "created"]
    assert [one["problem"]["status"] for one in found[1:5]] == [400, 400, 413, 422]
    assert found[4]["problem"]["errors"][0]["field"] == "language"


async def test_an_empty_body_has_an_empty_answer(http: httpx.AsyncClient) -> None:
    assert await answers(http, b"") == []
