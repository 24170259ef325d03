"""`python -m bench.flood`: the delay of other senders while a key of five articles a minute floods ingest.

The whole system runs with embedded servers. Two senders post as a wire does, an article at a time and a small
feed now and then: at first alone, then beside a process that sends garbage, withdrawals of articles that
nobody knows, lines by the thousand and documents of megabytes, as fast as it is answered.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from newsroom.http.api_keys import EVERY_SOURCE, KeyLine, digest, id_of, new_key
from newsroom.stack.supervisor import ChildEnd
from newsroom.stack.system import Options, running
from newsroom.stack.tcp_ports import free_base

FLOOD_SOURCE = "flood"
_ARTICLES_A_MINUTE = 5
_ARTICLE_EVERY, _FEED_EVERY = 0.05, 0.5  # seconds
_TEXT = "The council has decided to repair the old bridge over the river. " * 30


@dataclass(slots=True)
class Answers:
    """Delays of answers in seconds, by what was sent, and how often each status was answered."""

    delays: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    statuses: Counter[int] = field(default_factory=Counter[int])

    def add(self, kind: str, started: float, status: int) -> None:
        self.delays.setdefault(kind, []).append(time.perf_counter() - started)
        self.statuses[status] += 1

    def percentile(self, kind: str, share: float) -> float:
        delays = sorted(self.delays[kind])
        return delays[min(int(len(delays) * share), len(delays) - 1)]


class Observer:
    """A ProcessObserver that tells of nothing but ends."""

    def starting(self, name: str) -> None: ...
    def ended(self, end: ChildEnd, log: Path, log_tail: str) -> None:
        sys.stderr.write(f"{end.name} ended ({end.exit_code}, {log}): {log_tail}\n")

    def restarted(self, name: str, pid: int) -> None: ...
    def steadied(self, name: str) -> None: ...


async def send(url: str, key: str, seconds: float, run: str) -> Answers:
    """What a wire sends, at its own pace, whatever the answers take."""
    answers, ends = Answers(), time.perf_counter() + seconds
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as http:

        async def post(kind: str, content: bytes, media_type: str) -> None:
            started = time.perf_counter()
            path = "/v1/articles?source=wire" if kind == "feed" else "/v1/articles"
            answer = await http.post(path, content=content, headers={"content-type": media_type})
            answers.add(kind, started, answer.status_code)

        async def paced(kind: str, media_type: str, every: float) -> None:
            async with asyncio.TaskGroup() as posts:
                number = 0
                while time.perf_counter() < ends:
                    posts.create_task(post(kind, _honest(kind, f"{run}-{number}"), media_type))
                    number += 1
                    await asyncio.sleep(every)

        async with asyncio.TaskGroup() as senders:
            senders.create_task(paced("article", "application/json", _ARTICLE_EVERY))
            senders.create_task(paced("feed", "application/rss+xml", _FEED_EVERY))
    return answers


def _honest(kind: str, name: str) -> bytes:
    if kind == "article":
        article = {"source": "wire", "source_id": name, "headline": f"News of {name}", "language": "en"}
        return json.dumps({**article, "body": _TEXT}).encode()
    items = "".join(
        f"<item><title>Item {name} {n}</title><link>https://w.example/{name}/{n}</link>"
        f"<description>{_TEXT}</description></item>"
        for n in range(5)
    )
    return f"<rss version='2.0'><channel><language>en</language>{items}</channel></rss>".encode()


def garbage() -> Iterator[tuple[str, str, bytes]]:
    """Path, media type and body of what a flood sends, without end."""
    chance = random.Random(5)
    items = "<item><title>x</title><link>https://f.example/1</link></item>" * 30_000
    large = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
    lines = b'{"source": "flood", "source_id": "1", "headline": "h"}\n' * 5000
    broken = b"<rss><channel><item>" + b"<a>" * 5000
    while True:
        unknown = json.dumps({"source": FLOOD_SOURCE, "source_id": f"never seen {chance.random()}"}).encode()
        yield "/v1/withdrawals", "application/json", unknown
        yield "/v1/articles", "application/json", b'{"source": 1'
        yield "/v1/withdrawals", "application/json", unknown + b" "
        yield "/v1/articles?source=flood", "application/rss+xml", broken
        yield "/v1/articles", "application/x-ndjson", lines
        if chance.random() < 0.05:
            yield "/v1/articles?source=flood", "application/rss+xml", large


async def flood(url: str, key: str, connections: int) -> None:
    """Sends garbage until it is ended, each connection as fast as it is answered; prints the statuses."""
    headers = {"Authorization": f"Bearer {key}"}
    statuses: Counter[int] = Counter()
    bodies = garbage()
    limits = httpx.Limits(max_connections=connections)
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60, limits=limits) as http:

        async def sending() -> None:
            while True:
                path, media_type, body = next(bodies)
                with contextlib.suppress(httpx.TransportError):
                    answer = await http.post(path, content=body, headers={"content-type": media_type})
                    statuses[answer.status_code] += 1

        async def reporting() -> None:
            while True:
                await asyncio.sleep(1)
                print(json.dumps(statuses), flush=True)

        await asyncio.gather(reporting(), *(sending() for _ in range(connections)))


@contextlib.asynccontextmanager
async def flooding(url: str, key: str, connections: int) -> AsyncGenerator[Counter[str]]:
    """A flood in a process of its own, and its statuses once it has ended."""
    statuses = Counter[str]()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.flood", "--flood", url, "--connections", str(connections)),
        env={**os.environ, "FLOOD_KEY": key},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield statuses
    finally:
        process.terminate()
        printed, _ = await process.communicate()
        for line in printed.splitlines()[-1:]:
            statuses.update(json.loads(line))


def _key_lines(keys: Path) -> tuple[str, str]:
    """Keys of the wire and of the flood, in a file of keys."""
    wire, own = new_key(), new_key()
    lines = (
        KeyLine(id=id_of(wire) or "", name="wire", sha256=digest(wire), sources=(EVERY_SOURCE,)),
        KeyLine(
            id=id_of(own) or "",
            name=FLOOD_SOURCE,
            sha256=digest(own),
            sources=(FLOOD_SOURCE,),
            per_minute=_ARTICLES_A_MINUTE,
        ),
    )
    keys.write_text("".join(f"{line.as_line()}\n" for line in lines))
    return wire, own


async def measure(seconds: float, connections: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wire, own = _key_lines(folder / "keys")
        os.environ |= {"NEWSROOM_EMBEDDER": "none", "NEWSROOM_INGEST_KEYS_FILE": str(folder / "keys")}
        async with running(Options(folder / "data", free_base()), Observer()) as system:
            await send(system.ingest, wire, 5, "warm")
            alone = await send(system.ingest, wire, seconds, "alone")
            async with flooding(system.ingest, own, connections) as statuses:
                await asyncio.sleep(2)
                beside = await send(system.ingest, wire, seconds, "beside")
    print(f"{'sent':<9}{'share':>7}{'alone ms':>10}{'beside ms':>11}{'ratio':>7}")
    for kind in ("article", "feed"):
        for share in (0.5, 0.95, 0.99):
            before, after = alone.percentile(kind, share) * 1000, beside.percentile(kind, share) * 1000
            print(f"{kind:<9}{share:>7}{before:>10.1f}{after:>11.1f}{after / before:>7.2f}")
    print("statuses of the wire:", dict(beside.statuses))
    print("statuses of the flood:", dict(statuses))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.flood", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="alone, and as long beside the flood")
    parser.add_argument("--connections", type=int, default=16, help="of the flood")
    parser.add_argument("--flood", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.flood:
        asyncio.run(flood(options.flood, os.environ["FLOOD_KEY"], options.connections))
    else:
        asyncio.run(measure(options.seconds, options.connections))


if __name__ == "__main__":
    main()
