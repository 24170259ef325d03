"""Two processes of ingest poll the same sources: each poll by one, each article once, and one is killed."""

import asyncio
import contextlib
import json
import os
import re
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web

from newsroom.stack.tcp_ports import free_base
from newsroom.stores.redis import RedisClient
from tests.support.ingest import KEY, said
from tests.support.outside import Handler, Outside, hang
from tests.support.sources import native
from tests.support.waiting import START_PATIENCE, until


@dataclass(frozen=True, slots=True)
class Replica:
    process: Process
    http: httpx.AsyncClient

    async def sources(self) -> dict[str, Any]:
        answer = await self.http.get("/v1/sources")
        assert answer.status_code == 200
        return {one["name"]: one for one in answer.json()["sources"]}


@contextlib.asynccontextmanager
async def replica(redis_url: str, mongo_url: str, file: Path, name: str) -> AsyncIterator[Replica]:
    port = free_base()
    told = {
        "REDIS_URL": redis_url,
        "MONGO_URL": mongo_url,
        "NEWSROOM_PORT": str(port),
        "NEWSROOM_INSTANCE": name,
        "NEWSROOM_INGEST_KEY": KEY,
        "NEWSROOM_SOURCES": str(file),
        "NEWSROOM_SOURCE_LEASE_SECONDS": "1.5",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ingest", env={**os.environ, **told}, stdout=DEVNULL
    )
    headers = {"Authorization": f"Bearer {KEY}"}
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx.AsyncClient(base_url=url, headers=headers, trust_env=False) as http:

            async def is_ready() -> bool:
                with contextlib.suppress(httpx.TransportError):
                    return (await http.get("/health/ready")).is_success
                return False

            await until(is_ready, "ingest is ready", START_PATIENCE)
            yield Replica(process, http)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def two(redis_url: str, mongo_url: str, tmp_path: Path, world: Outside) -> AsyncIterator[list[Replica]]:
    places = {
        "one": world.url("/one"),
        "two": world.url("/two"),
        "hanging": world.url("/hanging", "localhost"),
        "lost": world.url("/lost", "localhost."),
    }
    often: dict[str, Any] = {"kind": "feed", "interval": {"min": 1, "max": 1}, "timeout": 60}
    allowed = {"allow_hosts": ["127.0.0.1", "localhost"]}
    sources = [{"name": name, "url": url, **often, **allowed} for name, url in places.items()]
    file = tmp_path / "sources.yaml"
    file.write_text(json.dumps({"sources": sources}))
    async with contextlib.AsyncExitStack() as stack:
        started = [stack.enter_async_context(replica(redis_url, mongo_url, file, name)) for name in "12"]
        yield list(await asyncio.gather(*started))


@pytest.mark.soak
async def test_each_article_is_emitted_once_whoever_polls_and_whoever_is_killed(
    two: list[Replica], world: Outside, redis_client: RedisClient
) -> None:
    counts = {"one": 0, "two": 0}

    def growing(name: str) -> Handler:
        async def feed(request: web.BaseRequest) -> web.StreamResponse:
            counts[name] += 1  # one more article with every poll
            body = native([str(n) for n in range(counts[name])], source=name)
            return web.Response(body=body, content_type="application/x-ndjson")

        return feed

    world.says |= {"/one": growing("one"), "/two": growing("two"), "/hanging": hang}
    for one in two:
        await shows_its_sources(one, world)

    async def holder() -> str:
        return str((await two[0].sources())["hanging"]["polled_by"] or "")

    held = await until(holder, "somebody polls what hangs")
    dead, alive = two if held.startswith("1-") else two[::-1]
    dead.process.kill()
    before = dict(counts)

    async def is_taken_over() -> bool:
        by = (await alive.sources())["hanging"]["polled_by"]
        return by is not None and by != held and all(counts[name] > before[name] + 1 for name in counts)

    await until(is_taken_over, "the other takes it over, and polls the rest on")
    events = await said(redis_client)
    assert len(events) >= sum(before.values())
    assert len({one.event.subject for one in events}) == len(events), "each article once"
    assert {one.stream for one in events} == {"article-created"}


async def shows_its_sources(replica: Replica, world: Outside) -> None:
    """To whoever has a key, over HTTP, and to everybody as metrics."""
    assert (await replica.http.get("/v1/sources", headers={"Authorization": ""})).status_code == 401

    async def is_failing() -> bool:
        return bool((await replica.sources())["lost"]["failures"])

    await until(is_failing, "a 404 is a failure, whoever met it")
    shown = await replica.sources()
    assert set(shown) == {"one", "two", "hanging", "lost"}
    assert shown["one"]["place"] == world.url("/one")

    async def is_measured() -> bool:
        text = (await replica.http.get("/metrics")).text
        return bool(re.search(r'newsroom_source_failures{source="lost"} [1-9]', text))

    await until(is_measured, "the metrics say so too")
