"""A whole system from start to stop: servers, then services, then the ready file; and back."""

import asyncio
import os
import time
from collections import Counter
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from newsroom.stack import services
from newsroom.stack.errors import StackError
from newsroom.stack.files import held
from newsroom.stack.keys import keys_of
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.ports import DEFAULT_BASE, Ports
from newsroom.stack.process import Child
from newsroom.stack.ready import Announcement, Ready
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.server import START_PATIENCE, STOP_PATIENCE, EmbeddedServer
from newsroom.stack.services import Surroundings
from newsroom.stack.supervisor import Supervisor

PORT_PATIENCE = 2.0  # seconds
READY_PATIENCE = 120.0  # seconds for the services to become ready the first time
HOPELESS = 3  # times that a service may end by itself before it ever was ready
SERVICE_STOP_PATIENCE = 10.0
LOOK = 0.1  # seconds between looks at what is starting


@dataclass(frozen=True, slots=True)
class Options:
    """What `newsroom up` was asked for. A server whose URL is given is not embedded."""

    data: Path = Path(".newsroom")
    port_base: int = DEFAULT_BASE
    ready_file: Path | None = None
    redis_url: str | None = None
    mongo_url: str | None = None

    @property
    def own_ready_file(self) -> Path:
        """Where `newsroom send` and its like find a system that runs in this data folder."""
        return self.data / "ready.json"

    @property
    def ready_files(self) -> list[Path]:
        return [self.own_ready_file, *([self.ready_file] if self.ready_file else [])]

    @property
    def logs(self) -> Path:
        return self.data / "logs"


class Watcher(Protocol):
    """Somebody who is told what happens to the processes."""

    def starting(self, name: str) -> None: ...
    def ended(self, name: str, exit_code: int, last_words: str) -> None: ...
    def restarted(self, name: str, pid: int) -> None: ...


@asynccontextmanager
async def running(options: Options, watcher: Watcher) -> AsyncGenerator[Ready]:
    """The system, ready, until the block ends. Raises StackError, with nothing left running, if it fails."""
    with held(options.data):
        announcement = Announcement(options.ready_files)
        ports = Ports.from_base(options.port_base)
        servers = embedded_servers(options, ports)
        around = surroundings(options, ports, servers)
        children = [Child(command) for command in services.commands(around)]
        server_names = [server.name for server in servers]
        await ports_free(ports, [*services.NAMES, *server_names])

        def restarted(name: str, pid: int) -> None:
            announcement.amend(name, pid)
            watcher.restarted(name, pid)

        by_name = {child.name: child for child in [*children, *(server.child for server in servers)]}
        ends = Counter[str]()

        def ended(name: str, exit_code: int) -> None:
            ends[name] += exit_code > 0  # a signal is somebody's will, not its own
            watcher.ended(name, exit_code, by_name[name].last_words())

        supervisor = Supervisor(ended, restarted)
        async with AsyncExitStack() as undo:
            for server in servers:
                undo.callback(server.kill)  # in case the start fails; else it is gone by then
            undo.push_async_callback(supervisor.stop, server_names, STOP_PATIENCE)
            undo.push_async_callback(supervisor.stop, services.NAMES, SERVICE_STOP_PATIENCE)
            undo.callback(announcement.withdraw)

            await start_servers(servers, watcher)
            for server in servers:
                supervisor.keep(server.child)
            for child in children:
                watcher.starting(child.name)
                supervisor.keep(child)
            await services_ready(children, around, ends)
            ready = ready_state(around, supervisor.pids)
            announcement.make(ready)
            yield ready


def embedded_servers(options: Options, ports: Ports) -> list[EmbeddedServer]:
    """Those that no URL stands in for."""
    servers: list[EmbeddedServer] = []
    if options.redis_url is None:
        servers.append(EmbeddedRedis(options.data / "redis", ports.redis, options.logs / "redis.log"))
    if options.mongo_url is None:
        servers.append(EmbeddedMongo(options.data / "mongo", ports.mongo, options.logs / "mongo.log"))
    return servers


def surroundings(options: Options, ports: Ports, servers: Sequence[EmbeddedServer]) -> Surroundings:
    urls = {server.name: server.url for server in servers}
    return Surroundings(
        ports=ports,
        keys=keys_of(options.data).or_from(os.environ),
        redis_url=options.redis_url or urls["redis"],
        mongo_url=options.mongo_url or urls["mongo"],
        logs=options.logs,
    )


async def ports_free(ports: Ports, names: Sequence[str]) -> None:
    """Raises StackError if one is taken; those of a run that was killed just now are free in a moment."""
    deadline = time.monotonic() + PORT_PATIENCE
    while True:
        try:
            return ports.check_free(names)
        except StackError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(LOOK)


async def start_servers(servers: Sequence[EmbeddedServer], watcher: Watcher) -> None:
    """All at once. Raises StackError, with the reason, if one does not start."""
    for server in servers:
        watcher.starting(server.name)
        server.spawn()
    deadline = time.monotonic() + START_PATIENCE
    waiting = list(servers)
    while waiting := [server for server in waiting if not server.is_ready()]:
        for server in waiting:
            server.check_start(time.monotonic() > deadline)
        await asyncio.sleep(LOOK)


async def services_ready(children: Sequence[Child], around: Surroundings, ends: Mapping[str, int]) -> None:
    """Wait until each has said so. Raises StackError if one never does, or keeps ending."""
    deadline = time.monotonic() + READY_PATIENCE
    waiting = children
    async with httpx.AsyncClient(trust_env=False) as client:
        while waiting := await _not_ready(client, waiting, around):
            hopeless = [child for child in waiting if ends.get(child.name, 0) >= HOPELESS]
            if hopeless or time.monotonic() > deadline:
                raise StackError(services.why_late([*hopeless, *waiting][0]))
            await asyncio.sleep(LOOK)


async def _not_ready(
    client: httpx.AsyncClient, children: Sequence[Child], around: Surroundings
) -> Sequence[Child]:
    answers = await asyncio.gather(*(services.is_ready(client, around.url_of(c.name)) for c in children))
    return [child for child, ready in zip(children, answers, strict=True) if not ready]


def ready_state(around: Surroundings, pids: Mapping[str, int]) -> Ready:
    return Ready(
        publish=around.url_of("publish"),
        ingest=around.url_of("ingest"),
        translate=around.url_of("translate"),
        redis=around.redis_url,
        mongo=around.mongo_url,
        ingest_key=around.keys.ingest,
        desk_key=around.keys.desk,
        pids=pids,
    )
