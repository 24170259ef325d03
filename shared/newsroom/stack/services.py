"""The three services as processes: how each is started, and when it is ready."""

import importlib.util
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from newsroom.stack.errors import StackError
from newsroom.stack.keys import Keys
from newsroom.stack.ports import Ports
from newsroom.stack.process import Child, Command

NAMES = ("ingest", "translate", "publish")
PROBE_PATIENCE = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every service is told."""

    ports: Ports
    keys: Keys
    redis_url: str
    mongo_url: str
    logs: Path

    def url_of(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports.of(service)}"


def commands(around: Surroundings) -> list[Command]:
    """Raises StackError if a service is not installed beside us."""
    if absent := missing(NAMES):
        raise StackError(f"Not installed here: {', '.join(absent)}. `make install` brings the services.")
    return [_command(name, around) for name in NAMES]


def missing(names: Iterable[str]) -> list[str]:
    return [name for name in names if importlib.util.find_spec(name) is None]


def _command(name: str, around: Surroundings) -> Command:
    environment = {
        "REDIS_URL": around.redis_url,
        "MONGO_URL": around.mongo_url,
        "NEWSROOM_HOST": "127.0.0.1",
        "NEWSROOM_PORT": str(around.ports.of(name)),
        "NEWSROOM_INSTANCE": "1",  # the consumer's name: whoever comes back finds its own pending entries
        "NEWSROOM_PUBLIC_URL": around.url_of("publish"),
        "NEWSROOM_INGEST_KEY": around.keys.ingest,
        "NEWSROOM_DESK_KEY": around.keys.desk,
    }
    return Command(name, (sys.executable, "-m", name), around.logs / f"{name}.log", environment)


async def is_ready(client: httpx.AsyncClient, url: str) -> bool:
    """Whether the service at `url` says so itself."""
    try:
        answer = await client.get(f"{url}/health/ready", timeout=PROBE_PATIENCE)
    except httpx.TransportError:
        return False
    return answer.is_success


def why_late(child: Child) -> str:
    """The sentence for a service that never became ready."""
    words = child.last_words()
    return f"{child.name} does not become ready ({child.command.log}): {words or 'it says nothing'}"
