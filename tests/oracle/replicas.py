"""Further replicas of services beside a running system, started again like its own."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
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
    """Replicas by name, such as `publish-2`; `environment_of` gives what is of one alone."""

    system: System
    folder: Path
    environment: Mapping[str, str]
    environment_of: Callable[[str], Mapping[str, str]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict[str, subprocess.Popen[bytes]])
    _bases: dict[str, int] = field(default_factory=dict[str, int])
    _ended: threading.Event = field(default_factory=threading.Event)

    @contextlib.contextmanager
    def running(self, names: tuple[str, ...]) -> Iterator[None]:
        """Runs them, ready, for the block."""
        self._bases |= {instance: free_base() for instance in sorted({_instance(name) for name in names})}
        keepers = [threading.Thread(target=self._keep, args=(name,), daemon=True) for name in names]
        for keeper in keepers:
            keeper.start()
        try:
            for name in names:
                wait_until(partial(self._is_ready, name), f"{name} is ready", START_PATIENCE)
            yield
        finally:
            self._ended.set()
            for process in self.processes.values():
                process.kill()
            for keeper in keepers:
                keeper.join()

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self._port(name)}"

    def pid(self, name: str) -> int:
        return self.processes[name].pid

    def _port(self, name: str) -> int:
        return self._bases[_instance(name)] + _PORT_AT[service_of(name)]

    def _keep(self, name: str) -> None:
        while not self._ended.is_set():
            with (self.folder / f"{name}.log").open("ab") as log:
                process = subprocess.Popen(
                    [sys.executable, "-m", service_of(name)],
                    env=self._environment(name),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            self.processes[name] = process
            process.wait()
            self._ended.wait(_RESTART)

    def _environment(self, name: str) -> dict[str, str]:
        ready, data = self.system.ready, self.folder / "data"
        keys = json.loads((data / "keys.json").read_text())
        own = {
            "REDIS_URL": ready["redis"],
            "MONGO_URL": ready["mongo"],
            "NEWSROOM_HOST": "127.0.0.1",
            "NEWSROOM_PORT": str(self._port(name)),
            "NEWSROOM_INSTANCE": _instance(name),
            "NEWSROOM_SEARCH_FOLDER": str(self.folder / f"search-{_instance(name)}"),
            "NEWSROOM_JOURNAL_FOLDER": str(data.absolute() / "journal"),
            "NEWSROOM_PUBLIC_URL": ready["publish"],
            "NEWSROOM_INGEST_KEY": keys["ingest"],
            "NEWSROOM_DESK_KEY": keys["desk"],
            "NEWSROOM_SECRETS_KEY": keys["secrets"],
            "NEWSROOM_EMBEDDER": "none",
        }
        return {**os.environ, **own, **self.environment, **self.environment_of(name)}

    def _is_ready(self, name: str) -> bool:
        try:
            return httpx.get(f"{self.url(name)}/health/ready", timeout=5).is_success
        except httpx.TransportError:
            return False


def service_of(name: str) -> str:
    return name.partition("-")[0]


def _instance(name: str) -> str:
    return name.partition("-")[2]
