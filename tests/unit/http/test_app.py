"""What every service's HTTP edge has in common."""

import contextlib
from collections.abc import AsyncIterator
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, Field

from newsroom.http.app import create_app, known_query
from newsroom.http.problems import FieldProblem, ProblemError
from newsroom.runtime.settings import ServiceSettings


class Tag(BaseModel):
    id: int


class Decision(BaseModel):
    verdict: str = Field(min_length=3)
    tags: list[Tag | Annotated[str, Field(max_length=1)]] = []


@contextlib.asynccontextmanager
async def nothing(_: FastAPI) -> AsyncIterator[None]:
    yield


def client(*reasons: str, open_reads: bool = False, metrics_port: int | None = None) -> httpx.AsyncClient:
    async def ready() -> list[str]:
        return list(reasons)

    settings = ServiceSettings(metrics_port=metrics_port)
    app = create_app(
        "test",
        ready=ready,
        lifespan=nothing,
        settings=settings,
        asyncapi=lambda: b"{}",
        open_reads=open_reads,
    )

    @app.post("/decide")
    async def decide(decision: Decision) -> str:
        return decision.verdict

    @app.get("/list", dependencies=[Depends(known_query)])
    async def list_(lang: Annotated[list[str] | None, Query()] = None, limit: int = 20) -> int:
        return limit

    @app.delete("/list")
    async def forget() -> None: ...

    @app.get("/slow-down")
    async def slow_down() -> None:
        raise ProblemError(429, "Memory is short.", retry_after=7, errors=[FieldProblem("a", "b", "c")])

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_live_and_ready() -> None:
    async with client() as http:
        assert (await http.get("/health/live")).status_code == 200
        assert (await http.get("/health/ready")).status_code == 200


async def test_not_ready_says_why() -> None:
    async with client("Redis is away") as http:
        assert (await http.get("/health/live")).status_code == 200
        answer = await http.get("/health/ready")
        shown = (await http.get("/metrics")).text
    assert answer.status_code == 503
    assert answer.json()["detail"] == "Redis is away"
    assert "newsroom_ready 0.0" in shown


async def test_metrics_are_on_the_port_unless_they_have_their_own() -> None:
    async with client() as http:
        assert "python_info" in (await http.get("/metrics")).text
    async with client(metrics_port=1) as http:
        assert (await http.get("/metrics")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("PUT", "/list", 405), ("GET", "/broken", 500), ("GET", "/list?limit=x", 400)],
)
async def test_errors_are_problems(method: str, path: str, status: int) -> None:
    async with client() as http:
        answer = await http.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


async def test_a_wrong_method_names_the_right_ones() -> None:
    async with client() as http:
        assert (await http.put("/list")).headers["allow"] == "DELETE, GET"


async def test_a_wrong_field_is_named() -> None:
    async with client() as http:
        answer = await http.post("/decide", json={"verdict": "no", "tags": ["x", "xy", {"id": "y"}]})
    assert answer.status_code == 422
    assert {error["field"] for error in answer.json()["errors"]} == {
        "verdict",
        "tags.1",
        "tags.2",
        "tags.2.id",
    }


async def test_malformed_json_is_a_400() -> None:
    async with client() as http:
        answer = await http.post("/decide", content=b"{", headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_an_unknown_query_parameter_is_a_400() -> None:
    async with client() as http:
        assert (await http.get("/list?lang=az&lang=ru&limit=3")).json() == 3
        answer = await http.get("/list?language=az")
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"field": "language", "problem": "there is no such query parameter", "cure": "known are lang, limit"}
    ]


async def test_a_problem_carries_its_headers_and_errors() -> None:
    async with client() as http:
        answer = await http.get("/slow-down")
    assert answer.headers["retry-after"] == "7"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Too Many Requests",
        "status": 429,
        "detail": "Memory is short.",
        "errors": [{"field": "a", "problem": "b", "cure": "c"}],
    }


async def test_only_open_reads_allow_any_origin() -> None:
    headers = {"origin": "https://elsewhere.example"}
    async with client(open_reads=True) as http:
        assert (await http.get("/list", headers=headers)).headers["access-control-allow-origin"] == "*"
    async with client() as http:
        assert "access-control-allow-origin" not in (await http.get("/list", headers=headers)).headers
