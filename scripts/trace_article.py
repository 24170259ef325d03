"""One article's way through the code: the files it runs through, and its moves from one to another.

`python scripts/trace_article.py [--files] [--moves]` starts embedded servers and all three services in this
process, posts one article as JSON and prints, for each service and in all, the files of ours whose code ran
for it, and the moves between them. A move is a call of a function in one file from code in another, through
whatever library lies between; a coroutine that goes on after waiting is no call. A step is any change of the
file that runs, such coroutines included. Counted are the request to ingest and what each consumer group does
with an entry; periodic tasks are not.
"""

import argparse
import asyncio
import dis
import logging
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

import httpx
import structlog
from fastapi import FastAPI

from ingest.app import build as build_ingest
from ingest.settings import IngestSettings
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base
from newsroom.streams.consumer import Consumer
from publish.app import build as build_publish
from publish.settings import PublishSettings
from translate.app import build as build_translate
from translate.settings import TranslateSettings

ROOT = Path(__file__).resolve().parent.parent
KEY = "key-of-the-trace"
SERVICES = ("ingest", "translate", "publish")
_OF_GROUP = {
    "ingest": "ingest",
    "translate": "translate",
    "translate-match": "translate",
    "publish": "publish",
    "publish-receipts": "publish",
    "publish-subscriptions": "publish",
    "archive": "publish",
}
_SECONDS = 60.0  # until everything has come to rest
_QUIET_SECONDS = 1.0  # without a call of ours: it has
_service: ContextVar[str | None] = ContextVar("service", default=None)


@dataclass(slots=True)
class Trace:
    """The files that ran for the article in one service, and moves by the pair of files.

    `steps` counts how often execution passed to another file, also where a coroutine goes on after waiting.
    """

    files: set[str] = field(default_factory=set[str])
    moves: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    steps: int = 0
    last: str = ""


class Tracer:
    """Watches calls by `sys.setprofile`, in the context of the article alone."""

    def __init__(self) -> None:
        self.traces = {service: Trace() for service in SERVICES}
        self.calls = 0
        self.is_on = False

    def start(self) -> None:
        """Watches this thread and those that begin from now on."""
        sys.setprofile(self._watch)
        threading.setprofile(self._watch)

    def stop(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _watch(self, frame: FrameType, event: str, _: object) -> None:
        if event != "call" or not self.is_on:
            return
        file = _file_of(frame.f_code)
        if file is None:
            return
        if frame.f_code is Consumer.handle.__code__:
            _service.set(_OF_GROUP[frame.f_locals["self"].group])
        service = _service.get()
        if service is None:
            return
        self.calls += 1
        trace = self.traces[service]
        trace.files.add(file)
        trace.steps += trace.last not in ("", file)
        trace.last = file
        caller = _calling_file(frame)
        if frame.f_lasti <= _entry_of(frame.f_code) and caller not in (None, file):
            trace.moves[str(caller), file] += 1


@cache
def _file_of(code: CodeType) -> str | None:
    """The file of ours that code is of, from the root; None for everybody else's."""
    try:
        path = Path(code.co_filename).resolve().relative_to(ROOT)
    except ValueError:
        return None
    return str(path) if path.parts[0] in ("services", "shared") else None


@cache
def _entry_of(code: CodeType) -> int:
    """Where a call begins; a coroutine that goes on does so further down."""
    return next((step.offset for step in dis.get_instructions(code) if step.opname == "RESUME"), 0)


def _calling_file(frame: FrameType) -> str | None:
    """The nearest file of ours up the stack."""
    caller = frame.f_back
    while caller is not None:
        if file := _file_of(caller.f_code):
            return file
        caller = caller.f_back
    return None


def article(source_id: str) -> dict[str, object]:
    """An ordinary article: text, tags, a picture, the sender's own page and date."""
    return {
        "source": "report",
        "source_id": source_id,
        "language": "en",
        "headline": f"Cable deal signed in Baku, part {source_id}",
        "lead": "Four countries agreed on a cable under the Black Sea.",
        "body": "The deal of the four countries was signed in Baku on Friday.\n\nWork begins in the spring.",
        "category": "economy",
        "tags": ["energy", {"id": "amy-carlon", "label": "Amy Carlon"}],
        "media": [{"kind": "photo", "url": "https://report.example/cable.jpg", "caption": "The signing"}],
        "published_at": "2026-02-27T19:33:00+04:00",
        "url": f"https://report.example/news/{source_id}",
    }


@asynccontextmanager
async def newsroom(redis_url: str, mongo_url: str, embedder: str) -> AsyncIterator[httpx.AsyncClient]:
    """All three services in this process; the client is ingest's."""
    stores = {"redis_url": redis_url, "mongo_url": mongo_url}
    ingest = build_ingest(IngestSettings.model_validate({**stores, "ingest_key": KEY}))
    translate = build_translate(TranslateSettings.model_validate({**stores, "embedder": embedder}))
    publish = build_publish(PublishSettings.model_validate(stores))
    apps: tuple[FastAPI, ...] = (publish.app, translate.app, ingest)
    async with AsyncExitStack() as stack:
        for app in apps:
            await stack.enter_async_context(app.router.lifespan_context(app))
            await _ready(await stack.enter_async_context(_client(app)))
        yield await stack.enter_async_context(_client(ingest))


def _client(app: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # an ASGI app of whichever framework
    headers = {"Authorization": f"Bearer {KEY}"}
    return httpx.AsyncClient(transport=transport, base_url="http://newsroom", headers=headers)


async def _ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(_SECONDS):
        while not (await client.get("/health/ready")).is_success:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.1)


async def trace(embedder: str) -> Tracer:
    """Posts an article so that all is loaded, and another, traced until nothing more is done for it."""
    tracer = Tracer()
    tracer.start()
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            EmbeddedRedis(Path(folder) / "redis", free_base()) as redis,
            EmbeddedMongo(Path(folder) / "mongo", free_base()) as mongo,
        ):
            async with newsroom(redis.url, mongo.url, embedder) as client:
                await _post(client, "1", tracer)
                tracer.traces = {service: Trace() for service in SERVICES}
                await _post(client, "2", tracer)
    finally:
        tracer.stop()
    return tracer


async def _post(client: httpx.AsyncClient, source_id: str, tracer: Tracer) -> None:
    tracer.is_on = True
    token = _service.set("ingest")
    answer = await client.post("/v1/articles", json=article(source_id))
    _service.reset(token)
    answer.raise_for_status()
    async with asyncio.timeout(_SECONDS):
        while True:
            calls = tracer.calls
            await asyncio.sleep(_QUIET_SECONDS)
            if calls == tracer.calls:
                break
    tracer.is_on = False


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", action="store_true", help="name the files")
    parser.add_argument("--moves", action="store_true", help="name the moves, with how often each was made")
    parser.add_argument("--embedder", default="none", help="translate's: `none`, or `auto` for the model")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    traces = asyncio.run(trace(options.embedder)).traces
    print(f"{'':<10}{'files':>7}{'own':>6}{'shared':>8}{'moves':>7}{'steps':>7}")
    for service, found in traces.items():
        own = sum(file.startswith("services/") for file in found.files)
        files, moves = len(found.files), sum(found.moves.values())
        print(f"{service:<10}{files:>7}{own:>6}{files - own:>8}{moves:>7}{found.steps:>7}")
    everywhere = set[str]().union(*(found.files for found in traces.values()))
    moves_in_all = sum(sum(found.moves.values()) for found in traces.values())
    print(f"{'in all':<10}{len(everywhere):>7}{'':>14}{moves_in_all:>7}")
    for service, found in traces.items():
        for file in sorted(found.files) if options.files else ():
            print(f"{service}: {file}")
        for (caller, file), times in sorted(found.moves.items()) if options.moves else ():
            print(f"{service}: {times:>4} {caller} -> {file}")


if __name__ == "__main__":
    main()
