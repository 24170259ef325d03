"""Second replicas of services beside a running system, started again like its own."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from newsroom.stack.tcp_ports import free_base
from tests.support.system import System
from tests.support.waiting import START_PATIENCE, wait_until

_PORT_AT = {"publish": 0, "ingest": 1, "translate": 2}
_RESTART = 0.3  # seconds


@dataclass(slots=True)
class Replicas:
    """Replicas by name, such as `publish-2`."""

    system: System
    folder: Path
    environment: Mapping[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, subprocess.Popen[bytes]])
    _base: int = field(default_factory=free_base)
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self, services: tuple[str, ...]) -> Iterator[None]:
        """Runs them, ready, for the block."""
        keepers = [threading.Thread(target=self._keep, args=(service,), daemon=True) for service in services]
        for keeper in keepers:
            keeper.start()
        try:
            for service in services:
                wait_until(partial(self._is_ready, service), f"{service}-2 is ready", START_PATIENCE)
            yield
        finally:
            self._ended.set()
            for process in self.processes.values():
                process.kill()
            for keeper in keepers:
                keeper.join()

    def url(self, service: str) -> str:
        return f"http://127.0.0.1:{self._base + _PORT_AT[service]}"

    def pid(self, name: str) -> int:
        return self.processes[name].pid

    def _keep(self, service: str) -> None:
        while not self._ended.is_set():
            with (self.folder / f"{service}-2.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", service],
                    env=self._environment(service),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            self.processes[f"{service}-2"] = process
            process.wait()
            self._ended.wait(_RESTART)

    def _environment(self, service: str) -> dict[str, str]:
        ready, data = self.system.ready, self.folder / "data"
        keys = json.loads((data / "keys.json").read_text())
        own = {
            "REDIS_URL": ready["redis"],
            "MONGO_URL": ready["mongo"],
            "NEWSROOM_HOST": "127.0.0.1",
            "NEWSROOM_PORT": str(self._base + _PORT_AT[service]),
            "NEWSROOM_INSTANCE": "2",
            "NEWSROOM_SEARCH_FOLDER": str(self.folder / "search-2"),
            "NEWSROOM_JOURNAL_FOLDER": str(data.absolute() / "journal"),
            "NEWSROOM_PUBLIC_URL": ready["publish"],
            "NEWSROOM_INGEST_KEY": keys["ingest"],
            "NEWSROOM_DESK_KEY": keys["desk"],
            "NEWSROOM_SECRETS_KEY": keys["secrets"],
            "NEWSROOM_EMBEDDER": "none",
        }
        return {**os.environ, **own, **self.environment}

    def _is_ready(self, service: str) -> bool:
        try:
            return httpx.get(f"{self.url(service)}/health/ready", timeout=5).is_success
        except httpx.TransportError:
            return False
