"""Processes of the three services: their commands, and their readiness."""

import importlib.util
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import httpx

from newsroom.runtime.build import COMMIT_VARIABLE
from newsroom.stack.child_process import Child, Command
from newsroom.stack.data_folder import Keys
from newsroom.stack.errors import StackError
from newsroom.stack.tcp_ports import Ports

NAMES = ("ingest", "translate", "publish")
PROBE_TIMEOUT = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class ServiceEnvironment:
    """Environment of the services' processes: ports, keys, addresses of the stores, folders of the logs,
    of the search index and of ingest's local journals, and the commit they are of.
    """

    ports: Ports
    keys: Keys
    redis_url: str
    mongo_url: str
    logs: Path
    search: Path
    journal: Path
    commit: str = ""

    def url_of(self, service: str) -> str:
        """Address of a service, without a trailing slash."""
        return f"http://127.0.0.1:{self.ports.of(service)}"


def commands(environment: ServiceEnvironment) -> list[Command]:
    """Command of each service. Raises StackError if one is not installed here."""
    if absent := missing(NAMES):
        raise StackError(f"Not installed here: {', '.join(absent)}. `make install` brings the services.")
    return [_command(name, environment) for name in NAMES]


def missing(names: Iterable[str]) -> list[str]:
    """The packages that are not installed here."""
    return [name for name in names if importlib.util.find_spec(name) is None]


def _command(name: str, environment: ServiceEnvironment) -> Command:
    variables = {
        "REDIS_URL": environment.redis_url,
        "MONGO_URL": environment.mongo_url,
        "NEWSROOM_HOST": "127.0.0.1",
        "NEWSROOM_PORT": str(environment.ports.of(name)),
        "NEWSROOM_INSTANCE": "1",  # the consumer's name: after a restart it finds its own pending entries
        "NEWSROOM_SEARCH_FOLDER": str(environment.search),
        "NEWSROOM_JOURNAL_FOLDER": str(environment.journal),
        "NEWSROOM_PUBLIC_URL": environment.url_of("publish"),
        "NEWSROOM_INGEST_KEY": environment.keys.ingest,
        "NEWSROOM_DESK_KEY": environment.keys.desk,
        "NEWSROOM_SUBSCRIBER_KEYS": _subscriber_keys(environment.keys),
        "NEWSROOM_SECRETS_KEY": environment.keys.secrets,
        COMMIT_VARIABLE: environment.commit,
    }
    return Command(name, (sys.executable, "-m", name), environment.logs / f"{name}.log", variables)


def _subscriber_keys(keys: Keys) -> str:
    """The folder's own subscriber beside those of the environment; what is no JSON, publish refuses."""
    given = os.environ.get("NEWSROOM_SUBSCRIBER_KEYS") or "{}"
    try:
        return json.dumps({"subscriber": keys.subscriber, **json.loads(given)})
    except (ValueError, TypeError):
        return given


async def is_ready(client: httpx.AsyncClient, url: str) -> bool:
    """Whether the service at `url` answers its readiness check with success."""
    try:
        response = await client.get(f"{url}/health/ready", timeout=PROBE_TIMEOUT)
    except httpx.TransportError:
        return False
    return response.is_success


def start_failure(child: Child) -> str:
    """One sentence on a service that does not become ready, with the end of its log."""
    return (
        f"{child.name} does not become ready ({child.command.log}): {child.log_tail() or 'its log is empty'}"
    )
