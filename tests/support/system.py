"""The whole system, run by its own command, and looked at from outside."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import redis

from newsroom.stack.tcp_ports import free_base
from newsroom.streams.topology import GROUPS, Topology
from tests.support.waiting import START_PATIENCE, wait_until

_STOP = 60.0
_RETRIED = (429, 502, 503, 504)


@dataclass(slots=True)
class System:
    """A running system, by its ready file."""

    ready_file: Path

    @property
    def ready(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ready_file.read_text())
        return found

    def url(self, service: str) -> str:
        return str(self.ready[service])

    def get(self, path: str, **query: Any) -> httpx.Response:
        """A read of publish."""
        return httpx.get(f"{self.url('publish')}{path}", params=query, timeout=10)

    def post(self, articles: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Posts articles as NDJSON, again until ingest has taken each: resending is harmless."""
        lines = [json.dumps(article, ensure_ascii=False) for article in articles]
        taken: dict[int, dict[str, Any]] = {}
        deadline = time.monotonic() + 60
        while waiting := [n for n in range(len(lines)) if n not in taken]:
            assert time.monotonic() < deadline, "ingest never took all"
            body = "\n".join(lines[n] for n in waiting).encode()
            answers = self._send("/v1/articles", body, "application/x-ndjson")
            taken |= {
                n: answer for n, answer in zip(waiting, answers, strict=False) if not _to_be_resent(answer)
            }
        return [taken[n] for n in range(len(lines))]

    def withdraw(self, source: str, source_id: str, call: str = "withdrawals") -> dict[str, Any]:
        naming = {"source": source, "source_id": source_id, "reason": "a test"}
        [answer] = self._send(f"/v1/{call}", json.dumps(naming).encode(), "application/json")
        return answer

    def _send(self, path: str, body: bytes, media_type: str) -> list[dict[str, Any]]:
        deadline = time.monotonic() + 60
        while True:
            with contextlib.suppress(httpx.TransportError):
                answer = httpx.post(
                    f"{self.url('ingest')}{path}",
                    content=body,
                    headers={
                        "Authorization": f"Bearer {self.ready['ingest_key']}",
                        "Content-Type": media_type,
                    },
                    timeout=30,
                )
                if answer.status_code == 202:
                    return [json.loads(line) for line in answer.text.splitlines()]
                assert answer.status_code in _RETRIED, answer.text
            assert time.monotonic() < deadline, f"ingest never answered {path}"
            time.sleep(0.05)

    def article(self, article_id: str) -> dict[str, Any]:
        """An article, once it is visible."""

        def probe() -> dict[str, Any] | None:
            answer = self.get(f"/v1/articles/{article_id}")
            found: dict[str, Any] | None = answer.json() if answer.status_code == 200 else None
            return found

        found = wait_until(probe, f"{article_id} is visible")
        assert found is not None
        return found

    def feed(self, **query: Any) -> list[dict[str, Any]]:
        """All of a feed, page by page."""
        items: list[dict[str, Any]] = []
        page: str | None = None
        while True:
            answer = self.get("/v1/feed", limit=100, **query, **({"page": page} if page else {})).json()
            items += answer["items"]
            page = answer["next"]
            if page is None:
                return items

    def log(self) -> list[dict[str, Any]]:
        """All of the live log."""
        events: list[dict[str, Any]] = []
        cursor = "earliest"
        while True:
            answer = self.get("/v1/changes", limit=100, cursor=cursor).json()
            if not answer["events"]:
                return events
            events += answer["events"]
            cursor = answer["cursor"]

    def unfinished(self) -> list[str]:
        """The services' groups that have not handled everything yet, as (stream, group)."""
        waiting: list[str] = []
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.ready["redis"]) as client:
            for name, configured in GROUPS.items():
                stream = Topology().stream(name)
                groups: Any = client.xinfo_groups(stream) if client.exists(stream) else []
                # A lag of None is one that Redis does not know, since entries were deleted.
                waiting += [
                    f"{stream} {group['name'].decode()}"
                    for group in groups
                    if group["name"].decode() in configured and (group["pending"] or group["lag"] != 0)
                ]
            return waiting
        return ["Redis is away"]

    def run(self, *words: str) -> str:
        """What a command of `newsroom` prints about this system."""
        stores = {
            "REDIS_URL": self.ready["redis"],
            "MONGO_URL": self.ready["mongo"],
            "NEWSROOM_PUBLISH_URL": self.ready["publish"],
            "NEWSROOM_SUBSCRIBER_KEY": self.ready["subscriber_key"],
        }
        command = [sys.executable, "-m", "newsroom", *words]
        return subprocess.run(
            command, env=os.environ | stores, capture_output=True, check=True, text=True, timeout=120
        ).stdout

    def wait_until_finished(self, patience: float = 120) -> None:
        """Until every group has handled everything."""

        wait_until(lambda: not self.unfinished(), "every group has finished", patience)

    def kill(self, process: str) -> None:
        """SIGKILL, by pid; the supervisor will bring it back."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.ready["pids"][process], signal.SIGKILL)


def _to_be_resent(answer: dict[str, Any]) -> bool:
    return answer.get("problem", {}).get("status") in _RETRIED


@contextlib.contextmanager
def running(folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[System]:
    """`newsroom up` on free ports, until the end of the block."""
    ready_file, log = folder / "ready.json", folder / "up.log"
    folder.mkdir(parents=True, exist_ok=True)
    ready_file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "newsroom", "up"]
    places = [
        "--data",
        str(folder / "data"),
        "--port-base",
        str(free_base()),
        "--ready-file",
        str(ready_file),
    ]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, *places, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            # The sentence model costs seconds of both cores; where it matters a test asks for it.
            env={**os.environ, "NEWSROOM_EMBEDDER": "none", **(environment or {})},
        )
    try:

        def started() -> bool:
            assert process.poll() is None, f"it ended: {log.read_text()[-2000:]}"
            return ready_file.exists()

        wait_until(started, "the system is ready", START_PATIENCE)
        yield System(ready_file)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_STOP)


class Killer:
    """Kills services at random while a test goes on."""

    def __init__(self, system: System, seed: int) -> None:
        self._system = system
        self._chance = random.Random(seed)
        self.kills = {"ingest": 0, "translate": 0, "publish": 0}

    def strike(self) -> None:
        """Kills one service, the one that was killed least first."""
        fewest = min(self.kills.values())
        victim = self._chance.choice([name for name, count in self.kills.items() if count == fewest])
        self._system.kill(victim)
        self.kills[victim] += 1
