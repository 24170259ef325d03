"""Replicas of publish as processes of their own, over stores that a test shares among them."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from newsroom.events.articles import ArticleRevision
from newsroom.events.catalogue import ARTICLE_CREATED
from newsroom.stack.tcp_ports import free_base
from newsroom.stores.redis import connect
from newsroom.streams.publisher import Emission
from tests.support.articles import NOON
from tests.support.plumbing import publisher
from tests.support.waiting import START_PATIENCE, wait_until

_STOP = 60.0


@dataclass(slots=True)
class PublishProcess:
    """One replica, under a name that it keeps; `start` again after `kill` is its restart."""

    name: str
    redis_url: str
    mongo_url: str
    folder: Path
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it; it is not ready yet."""
        environment = {
            "REDIS_URL": self.redis_url,
            "MONGO_URL": self.mongo_url,
            "NEWSROOM_PORT": str(self.port),
            "NEWSROOM_INSTANCE": self.name,
        }
        with (self.folder / f"{self.name}.log").open("ab") as log:
            command = [sys.executable, "-m", "publish"]
            self.process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)

    def await_ready(self) -> None:
        wait_until(self._is_ready, f"{self.name} is ready", START_PATIENCE)

    def kill(self) -> None:
        """SIGKILL."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(_STOP)
            self.process = None

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", timeout=20, trust_env=False)

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.folder / f"{self.name}.log").read_text()[-2000:]
        with contextlib.suppress(httpx.TransportError):
            return self.get("/health/ready").status_code == 200
        return False


@contextlib.contextmanager
def publishing(
    names: Sequence[str], redis_url: str, mongo_url: str, folder: Path
) -> Iterator[list[PublishProcess]]:
    """Replicas, not started yet, until the end of the block."""
    base = free_base()
    processes = [PublishProcess(name, redis_url, mongo_url, folder, base + n) for n, name in enumerate(names)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()


def say(redis_url: str, *told: ArticleRevision) -> None:
    """Says new articles as ingest would."""

    async def append() -> None:
        redis = connect(redis_url)
        ingest = await publisher(redis, "ingest")
        await ingest.append_once(
            [Emission.of(ARTICLE_CREATED, ARTICLE_CREATED.event(revision, time=NOON)) for revision in told]
        )
        await redis.aclose()

    asyncio.run(append())
