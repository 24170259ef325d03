"""Keys that come and go while ingest runs, and how much each may send."""

import asyncio
import re
from collections.abc import Sequence
from pathlib import Path

import httpx
from typer.testing import CliRunner

from ingest.adapters.redis_rate_limiter import RedisRateLimiter
from newsroom.cli import app
from newsroom.stores.redis import RedisClient
from newsroom.streams.topology import Topology
from tests.support.ingest import ready
from tests.support.waiting import until

ARTICLE = {"source": "report", "source_id": "1", "headline": "One", "language": "en"}


def new_key(file: Path, *options: str) -> str:
    """A key of the command's."""
    made = CliRunner().invoke(app, ["keys", "new", "--name", "wire", "--file", str(file), *options])
    assert made.exit_code == 0, made.output
    found = re.search(r"nk_\S+", made.output)
    assert found is not None
    return found[0]


async def status(http: httpx.AsyncClient, key: str, source: str = "report") -> int:
    headers = {"Authorization": f"Bearer {key}"}
    return (await http.post("/v1/articles", json={**ARTICLE, "source": source}, headers=headers)).status_code


async def statuses(http: httpx.AsyncClient, keys: Sequence[str]) -> list[int]:
    return [await status(http, key) for key in keys]


async def test_keys_come_and_go_without_a_restart(redis_url: str, mongo_url: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    first = new_key(file, "--source", "report")
    assert first not in file.read_text()
    async with ready(redis_url, mongo_url, ingest_key=None, ingest_keys_file=file) as http:
        assert await status(http, first) == 202
        assert await status(http, first, "other") == 403
        second = new_key(file, "--source", "report", "--source", "other")

        async def answers(first_key: int, second_key: int) -> bool:
            return await statuses(http, [first, second]) == [first_key, second_key]

        await until(lambda: answers(202, 202), "the second key is known")
        with file.open("a") as lines:
            lines.write("{ half a line")
        await asyncio.to_thread(file.read_text)
        assert await statuses(http, [first, second]) == [202, 202]
        file.write_text("\n".join(file.read_text().splitlines()[1:2]))
        await until(lambda: answers(401, 202), "the first key is gone")


async def test_a_key_sends_no_more_than_its_share(redis_url: str, mongo_url: str, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    key = new_key(file, "--source", "report", "--per-minute", "3")
    async with ready(redis_url, mongo_url, ingest_keys_file=file) as http:
        headers = {"Authorization": f"Bearer {key}"}
        lines = "\n".join(f'{{"source": "report", "source_id": "{n}", "headline": "h"}}' for n in range(5))
        answer = await http.post(
            "/v1/articles", content=lines, headers={**headers, "Content-Type": "application/x-ndjson"}
        )
        found = [line["status"] for line in map(httpx.Response.json, _lines(answer))]
        assert found == ["created"] * 3 + ["refused"] * 2
        refused = await http.post("/v1/articles", json=ARTICLE, headers=headers)
        assert refused.status_code == 429
        assert 1 <= int(refused.headers["Retry-After"]) <= 20
        assert (await http.post("/v1/articles", json=ARTICLE)).status_code == 202


def _lines(answer: httpx.Response) -> list[httpx.Response]:
    return [httpx.Response(200, content=line) for line in answer.text.splitlines()]


async def test_a_share_is_let_in_at_an_even_pace_whoever_asks(redis_client: RedisClient) -> None:
    rates = [RedisRateLimiter(redis_client, Topology()) for _ in range(2)]
    grants = await asyncio.gather(*(rates[n % 2].take("k", 7, 60_000) for n in range(10)))
    assert sum(grant.granted for grant in grants) == 70
    spent = await rates[0].take("slow", 5, 2)
    assert (spent.granted, spent.retry_after) == (2, 30)
    assert (await rates[1].take("slow", 1, 2)).granted == 0
