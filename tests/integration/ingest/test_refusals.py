"""Every wrong request has a clear answer, and changes nothing."""

import json
from typing import Any

import httpx
import pytest

from newsroom.events.identity import article_id
from newsroom.stores.redis import RedisClient
from tests.support.ingest import ready, said

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("request_fields", "status"),
    [
        ({"content": b"{", "headers": JSON}, 400),
        ({"content": b"\xff", "headers": JSON}, 400),
        ({"json": ARTICLE, "params": {"dry": "1"}}, 400),
        ({"json": ARTICLE, "headers": {"authorization": ""}}, 401),
        ({"json": ARTICLE, "headers": {"authorization": "Bearer x"}}, 401),
        ({"content": b"x" * 1_000_001, "headers": JSON}, 413),
        ({"content": json.dumps(ARTICLE), "headers": {"content-type": "text/plain"}}, 415),
        ({"content": json.dumps(ARTICLE), "headers": {**JSON, "content-encoding": "gzip"}}, 415),
        ({"json": {**ARTICLE, "headline": ""}}, 422),
        ({"json": {**ARTICLE, "language": "de"}}, 422),
        ({"json": {**ARTICLE, "embargo": "2099-01-01T00:00:00Z"}}, 422),
    ],
)
async def test_a_wrong_post_is_a_problem(
    http: httpx.AsyncClient, redis_client: RedisClient, request_fields: dict[str, Any], status: int
) -> None:
    answer = await http.post("/v1/articles", **request_fields)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert await said(redis_client) == []


async def test_a_wrong_method_is_a_problem(http: httpx.AsyncClient) -> None:
    answer = await http.get("/v1/articles")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


async def test_a_key_sends_for_its_own_sources(redis_url: str, mongo_url: str) -> None:
    async with ready(redis_url, mongo_url, ingest_keys={"the-key-of-one-source": ["report"]}) as http:
        http.headers["authorization"] = "Bearer the-key-of-one-source"
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202
        other = await http.post("/v1/articles", json={**ARTICLE, "source": "other"})
        assert other.status_code == 403
        assert "other" in other.json()["detail"]
        lines = "\n".join(json.dumps({**ARTICLE, "source": name}) for name in ("other", "report"))
        mixed = await http.post(
            "/v1/articles", content=lines, headers={"content-type": "application/x-ndjson"}
        )
        answers = [json.loads(line) for line in mixed.text.splitlines()]
        assert [one["status"] for one in answers] == ["refused", "unchanged"]
        assert answers[0]["problem"]["status"] == 403


async def test_withdrawing_another_source_or_an_unknown_one_is_refused(
    redis_url: str, mongo_url: str
) -> None:
    async with ready(redis_url, mongo_url, ingest_keys={"the-key-of-one-source": ["other"]}) as http:
        await http.post("/v1/articles", json=ARTICLE)
        http.headers["authorization"] = "Bearer the-key-of-one-source"
        for named in (
            {"source": "report", "source_id": "1"},
            {"id": article_id("report", "1")},
            {"id": article_id("nobody", "1")},
        ):
            assert (await http.post("/v1/withdrawals", json=named)).status_code == 403


@pytest.mark.parametrize("path", ["/v1/withdrawals", "/v1/restorations"])
@pytest.mark.parametrize(
    ("request_fields", "status"),
    [
        ({"json": {}}, 422),
        ({"json": {"source": "report"}}, 422),
        ({"json": {"id": "x"}}, 422),
        ({"content": b"[", "headers": JSON}, 400),
        ({"content": b"{}", "headers": {"content-type": "application/x-ndjson"}}, 415),
        ({"json": {"source": "report", "source_id": "1"}, "headers": {"authorization": "Bearer x"}}, 401),
    ],
)
async def test_a_wrong_naming_is_a_problem(
    http: httpx.AsyncClient, path: str, request_fields: dict[str, Any], status: int
) -> None:
    answer = await http.post(path, **request_fields)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


async def test_its_own_description_tells_what_it_takes(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert {"/v1/articles", "/v1/withdrawals", "/v1/restorations"} <= set(paths)
    takes = paths["/v1/articles"]["post"]["requestBody"]["content"]
    assert {"application/json", "application/x-ndjson"} <= set(takes)
    assert "headline" in takes["application/json"]["schema"]["properties"]
    streams = (await http.get("/asyncapi", headers={"authorization": ""})).json()
    assert streams["asyncapi"] == "3.0.0"


@pytest.mark.parametrize(
    ("field", "element", "most"), [("tags", "t", 100), ("media", {"kind": "photo"}, 200)]
)
async def test_a_list_over_its_maximum_is_refused_and_told_how_much_it_may_hold(
    http: httpx.AsyncClient, field: str, element: object, most: int
) -> None:
    assert (await http.post("/v1/articles", json={**ARTICLE, field: [element] * most})).status_code == 202
    answer = await http.post("/v1/articles", json={**ARTICLE, field: [element] * (most + 1)})
    assert answer.status_code == 422
    problem = {
        "field": field,
        "problem": f"it is a list of more than {most}",
        "cure": f"send at most {most}",
    }
    assert answer.json()["errors"] == [problem]
