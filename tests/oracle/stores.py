"""Stores of a run behind proxies: a process of its own that keeps them running, as `newsroom up` does.

`python -m tests.oracle.stores DATA REDIS_PORT MONGO_PORT PIDS` writes their pids whenever one was started.
"""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.server import EmbeddedServer
from newsroom.stack.supervisor import Supervisor
from newsroom.stack.tcp_ports import free_base
from tests.support.tcp_proxy import TcpProxy
from tests.support.waiting import START_PATIENCE, wait_until

_GRACE = 20.0  # seconds
NAMES = ("redis", "mongo")


@dataclass(slots=True)
class Stores:
    """Redis and MongoDB; `proxies` lead to them, by the name of who uses them: `services`, or a replica."""

    folder: Path
    _base: int = field(default_factory=free_base)
    proxies: dict[tuple[str, str], TcpProxy] = field(default_factory=dict[tuple[str, str], TcpProxy])

    @property
    def pids(self) -> Mapping[str, int]:
        found: dict[str, int] = json.loads(self._pids.read_text())
        return found

    @property
    def redis_url(self) -> str:
        """The address past the proxies."""
        return _redis_url(self._base)

    @property
    def mongo_url(self) -> str:
        return _mongo_url(self._base + 1)

    def environment(self, user: str) -> dict[str, str]:
        """The addresses for one user."""
        redis, mongo = (self.proxies[user, store].port for store in NAMES)
        return {"REDIS_URL": _redis_url(redis), "MONGO_URL": _mongo_url(mongo)}

    @contextlib.contextmanager
    def running(self, users: tuple[str, ...]) -> Iterator[None]:
        """Runs them for the block, with proxies for each of the users."""
        data = self.folder / "data"
        data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", __name__, str(data), str(self._base), str(self._base + 1)]
        with (self.folder / "stores.log").open("ab") as log:
            process = subprocess.Popen([*command, str(self._pids)], stdout=log, stderr=log)
        try:
            wait_until(self._pids.exists, "the stores are ready", START_PATIENCE)
            with contextlib.ExitStack() as stack:
                for user in users:
                    for place, store in enumerate(NAMES):
                        proxy = TcpProxy(self._base + place)
                        self.proxies[user, store] = stack.enter_context(proxy.running())
                yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(2 * _GRACE)

    @property
    def _pids(self) -> Path:
        return self.folder / "stores.json"


def _redis_url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


def _mongo_url(port: int) -> str:
    # Else its own address would be found out, and the proxy passed by.
    return f"mongodb://127.0.0.1:{port}/newsroom?directConnection=true"


async def _keep(servers: list[EmbeddedServer], pids: Path) -> None:
    """Keeps servers running until SIGTERM."""

    def written() -> None:
        beside = pids.with_suffix(".new")
        beside.write_text(json.dumps(supervisor.pids))
        beside.replace(pids)

    supervisor = Supervisor(lambda _: None, lambda *_: written(), lambda _: None)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    for server in servers:
        supervisor.keep(server.child)
    written()
    await ended.wait()
    await supervisor.stop([server.name for server in servers], _GRACE)


def _main(data: Path, redis_port: int, mongo_port: int, pids: Path) -> None:
    logs = data / "logs"
    servers: list[EmbeddedServer] = [
        EmbeddedRedis(data / "redis", redis_port, logs / "redis.log"),
        EmbeddedMongo(data / "mongo", mongo_port, logs / "mongo.log"),
    ]
    for server in servers:
        server.start()
    asyncio.run(_keep(servers, pids))


if __name__ == "__main__":
    _main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
