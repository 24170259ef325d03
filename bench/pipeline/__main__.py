"""Sends the same articles to the newsroom and to the peer, in turn, and prints what came of them."""

import argparse
import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import httpx
import pymongo

from bench.fanout.processes import await_port
from bench.pipeline.articles import batches, last_word, lines
from bench.pipeline.counters import Counts, counts, cpu_seconds
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.server import EmbeddedServer
from newsroom.stack.supervisor import ChildEnd
from newsroom.stack.system import Options, running
from newsroom.stack.tcp_ports import free_base

_POLL_SECONDS = 0.1
_PATIENCE = 600.0
_MEDIA = {"Content-Type": "application/x-ndjson"}


@dataclass(frozen=True, slots=True)
class Target:
    """Pipeline to be measured. `shown` is the collection and the condition of what is public."""

    name: str
    ingest: str
    search: str | None
    headers: Mapping[str, str]
    pids: Mapping[str, int]
    shown: tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of one run: seconds, and work an article."""

    articles: int
    seconds: float
    searchable: float | None  # seconds after all were public
    cpu_us: Mapping[str, float]
    counts: Counts

    @property
    def rate(self) -> float:
        return self.articles / self.seconds


class Observer:
    """Observer that says nothing."""

    def starting(self, name: str) -> None: ...
    def ended(self, end: ChildEnd, log: Path, log_tail: str) -> None:
        sys.stderr.write(f"{end.name} ended ({end.exit_code}, {log}): {log_tail}\n")

    def restarted(self, name: str, pid: int) -> None: ...
    def steadied(self, name: str) -> None: ...


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000, help="of a round")
    parser.add_argument("--batch", type=int, default=100, help="articles a post; 1 for single posts")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--idle", type=float, default=10.0, help="seconds of rest that are counted")
    parser.add_argument("--json", type=Path, help="write all figures to a file")
    return parser.parse_args()


class Stores:
    """The embedded servers that both use."""

    def __init__(self, redis: EmbeddedRedis, mongo: EmbeddedMongo) -> None:
        self.redis, self.mongo = redis, mongo
        self.pids = {"redis": redis.pid, "mongo": mongo.pid}

    def counts(self) -> Counts:
        return counts(self.redis.url, self.mongo.url)

    def shown(self, collection: str, condition: Mapping[str, Any]) -> int:
        with pymongo.MongoClient[dict[str, Any]](self.mongo.url) as client:
            return client.get_default_database()[collection].count_documents(condition)


async def measure(target: Target, stores: Stores, count: int, batch: int, run: str) -> Figures:
    """One round: posts, one after the other, until the last article is public, and until it is found."""
    bodies = batches(lines(count, run), batch)
    pids = {**target.pids, **stores.pids}
    there = stores.shown(*target.shown)
    before, cpu_before = stores.counts(), {name: cpu_seconds(pid) for name, pid in pids.items()}
    started = time.monotonic()
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        for body in bodies:
            while True:
                answer = await client.post(target.ingest, content=body, headers={**_MEDIA, **target.headers})
                if answer.status_code == 202:
                    break
                await asyncio.sleep(_POLL_SECONDS)
        await _until(lambda: stores.shown(*target.shown) >= there + count)
        seconds = time.monotonic() - started
        searchable = await _searchable(client, target, last_word(count, run))
    cpu = {name: (cpu_seconds(pid) - cpu_before[name]) / count * 1e6 for name, pid in pids.items()}
    return Figures(count, seconds, searchable, cpu, stores.counts() - before)


async def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not await asyncio.to_thread(reached):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not all were public after {_PATIENCE:.0f} s")
        await asyncio.sleep(_POLL_SECONDS)


async def _searchable(client: httpx.AsyncClient, target: Target, word: str) -> float | None:
    started = time.monotonic()
    while target.search is not None and time.monotonic() < started + _PATIENCE:
        answer = await client.get(target.search, params={"q": word})
        if answer.status_code == 200 and answer.json()["items"]:
            return time.monotonic() - started
        await asyncio.sleep(_POLL_SECONDS)
    return None


@asynccontextmanager
async def newsroom(folder: Path, stores: Stores) -> Any:
    """The newsroom over the stores, linking by words alone."""
    os.environ["NEWSROOM_EMBEDDER"] = "none"
    options = Options(folder, free_base(), redis_url=stores.redis.url, mongo_url=stores.mongo.url)
    async with running(options, Observer()) as system:
        yield Target(
            "newsroom",
            f"{system.ingest}/v1/articles",
            f"{system.publish}/v1/feed",
            {"Authorization": f"Bearer {system.ingest_key}"},
            {name: system.pids[name] for name in ("ingest", "translate", "publish")},
            ("articles", {"seq": {"$gte": 1}}),
        )


@contextmanager
def peer(folder: Path, stores: Stores) -> Generator[Target]:
    """The hand-written pipeline over the same stores."""
    folder.mkdir(parents=True, exist_ok=True)
    port, log = free_base(), folder / "peer.log"
    environment = {"REDIS_URL": stores.redis.url, "MONGO_URL": stores.mongo.url}
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        with log.open("ab") as output:
            for role in ("ingest", "link", "publish"):
                command = [sys.executable, "-m", "bench.pipeline.peer", role, str(port)]
                processes[role] = subprocess.Popen(
                    command, env={**os.environ, **environment}, stdout=output, stderr=output
                )
        await_port(port, processes["ingest"], log)
        pids = {role: process.pid for role, process in processes.items()}
        ingest = f"http://127.0.0.1:{port}/v1/articles"
        yield Target("by hand", ingest, None, {}, pids, ("peer_articles", {"headline": {"$exists": True}}))
    finally:
        for process in processes.values():
            process.kill()
            process.wait()


async def idle(stores: Stores, seconds: float) -> float:
    """Redis commands a second while nothing comes."""
    await asyncio.sleep(5)
    before, started = stores.counts(), time.monotonic()
    await asyncio.sleep(seconds)
    return (stores.counts() - before).redis_commands / (time.monotonic() - started)


def print_figures(name: str, figures: Sequence[Figures]) -> None:
    """Medians over the rounds."""

    def middle(figure: Callable[[Figures], float]) -> float:
        return median(map(figure, figures))

    print(f"\n{name}: {middle(lambda one: one.rate):,.0f} articles/s until public")
    if figures[0].searchable is not None:
        print(f"  the last found by search {middle(lambda one: one.searchable or 0):.2f} s later")
    cpu = {process: middle(lambda one, process=process: one.cpu_us[process]) for process in figures[0].cpu_us}  # type: ignore[misc]  # a default binds it
    print("  CPU us an article: " + ", ".join(f"{process} {spent:,.0f}" for process, spent in cpu.items()))
    for field in asdict(figures[0].counts):
        each = middle(lambda one, field=field: getattr(one.counts, field) / one.articles)  # type: ignore[misc]  # a default binds it
        print(f"  {field.replace('_', ' ')} an article: {each:,.2f}")


async def main() -> None:
    options = arguments()
    with contextlib.ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="bench-pipeline-")))
        servers: Sequence[EmbeddedServer] = (
            EmbeddedRedis(folder / "redis", free_base()),
            EmbeddedMongo(folder / "mongo", free_base() + 1),
        )
        redis, mongo = (undo.enter_context(server) for server in servers)
        assert isinstance(redis, EmbeddedRedis)
        assert isinstance(mongo, EmbeddedMongo)
        stores = Stores(redis, mongo)
        kept: dict[str, list[Figures]] = {"newsroom": [], "by hand": []}
        resting = 0.0
        for number in range(options.rounds):
            run = f"r{number}"
            with peer(folder, stores) as target:
                await measure(target, stores, 50, options.batch, f"warm{number}")
                kept["by hand"].append(await measure(target, stores, options.articles, options.batch, run))
            async with AsyncExitStack() as up:
                target = await up.enter_async_context(newsroom(folder / "data", stores))
                await measure(target, stores, 50, options.batch, f"warm{number}")
                kept["newsroom"].append(await measure(target, stores, options.articles, options.batch, run))
                if number == 0:
                    resting = await idle(stores, options.idle)
    for name, figures in kept.items():
        print_figures(name, figures)
    ratios = [ours.rate / other.rate for ours, other in zip(kept["newsroom"], kept["by hand"], strict=True)]
    print(f"\nnewsroom / by hand: {median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})")
    print(f"idle: {resting:.1f} Redis commands/s")
    if options.json:
        rounds = {name: [asdict(one) for one in figures] for name, figures in kept.items()}
        options.json.write_text(json.dumps({"rounds": rounds, "ratios": ratios, "idle": resting}, indent=1))


if __name__ == "__main__":
    asyncio.run(main())
