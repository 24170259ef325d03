"""Lifecycle of a whole system: servers, then services, then the ready files; and back."""

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

from newsroom.runtime.build import build_of_checkout
from newsroom.stack import external_stores, services
from newsroom.stack.child_process import Child
from newsroom.stack.data_folder import folder_lock, keys_of
from newsroom.stack.errors import StackError
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.ready_file import ReadyFiles, RunningSystem
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.server import START_TIMEOUT, STOP_GRACE, EmbeddedServer
from newsroom.stack.services import ServiceEnvironment
from newsroom.stack.supervisor import ChildEnd, Supervisor
from newsroom.stack.tcp_ports import DEFAULT_BASE, Ports

PORT_TIMEOUT = 2.0  # seconds
READY_TIMEOUT = 120.0  # seconds for the services to become ready the first time
MAX_EARLY_EXITS = 3  # of a service by itself before it ever was ready
SERVICE_STOP_GRACE = 10.0  # seconds
POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Options:
    """Options of `newsroom up`. A server whose URL is given is not embedded."""

    data: Path = Path(".newsroom")
    port_base: int = DEFAULT_BASE
    ready_file: Path | None = None
    redis_url: str | None = None
    mongo_url: str | None = None

    @property
    def own_ready_file(self) -> Path:
        """Ready file in the data folder, where `newsroom send` and its like find the system."""
        return self.data / "ready.json"

    @property
    def ready_files(self) -> list[Path]:
        return [self.own_ready_file, *([self.ready_file] if self.ready_file else [])]

    @property
    def logs(self) -> Path:
        return self.data / "logs"


class ProcessObserver(Protocol):
    """Observer of the processes' starts, ends and restarts; `steadied` ends a row of ends."""

    def starting(self, name: str) -> None: ...
    def ended(self, end: ChildEnd, log: Path, log_tail: str) -> None: ...
    def restarted(self, name: str, pid: int) -> None: ...
    def steadied(self, name: str) -> None: ...


@asynccontextmanager
async def running(options: Options, observer: ProcessObserver) -> AsyncGenerator[RunningSystem]:
    """Runs the system for the block, ready. Raises StackError, with nothing left running, if it cannot."""
    with folder_lock(options.data):
        await external_stores.check(options.redis_url, options.mongo_url)
        ready_files = ReadyFiles(options.ready_files)
        ports = Ports.from_base(options.port_base)
        servers = embedded_servers(options, ports)
        environment = service_environment(options, ports, servers)
        children = [Child(command) for command in services.commands(environment)]
        server_names = [server.name for server in servers]
        await ports_free(ports, [*services.NAMES, *server_names])

        def restarted(name: str, pid: int) -> None:
            ready_files.update_pid(name, pid)
            observer.restarted(name, pid)

        by_name = {child.name: child for child in [*children, *(server.child for server in servers)]}
        ends = Counter[str]()

        def ended(end: ChildEnd) -> None:
            child = by_name[end.name]
            ends[end.name] += end.exit_code > 0  # a signal came from outside
            observer.ended(end, child.command.log, child.log_tail())

        supervisor = Supervisor(ended, restarted, observer.steadied)
        async with AsyncExitStack() as undo:
            for server in servers:
                undo.callback(server.kill)  # a no-op unless the start fails
            undo.push_async_callback(supervisor.stop, server_names, STOP_GRACE)
            undo.push_async_callback(supervisor.stop, services.NAMES, SERVICE_STOP_GRACE)
            undo.callback(ready_files.remove)

            await start_servers(servers, observer)
            for server in servers:
                supervisor.keep(server.child)
            for child in children:
                observer.starting(child.name)
                supervisor.keep(child)
            await services_ready(children, environment, ends)
            system = running_system(environment, supervisor.pids)
            ready_files.write(system)
            yield system


def embedded_servers(options: Options, ports: Ports) -> list[EmbeddedServer]:
    """Embedded servers for the stores whose URL is not given."""
    servers: list[EmbeddedServer] = []
    if options.redis_url is None:
        servers.append(EmbeddedRedis(options.data / "redis", ports.redis, options.logs / "redis.log"))
    if options.mongo_url is None:
        servers.append(EmbeddedMongo(options.data / "mongo", ports.mongo, options.logs / "mongo.log"))
    return servers


def service_environment(
    options: Options, ports: Ports, servers: Sequence[EmbeddedServer]
) -> ServiceEnvironment:
    """Environment of the services' processes, with the folder's keys."""
    urls = {server.name: server.url for server in servers}
    return ServiceEnvironment(
        ports=ports,
        keys=keys_of(options.data).or_from(os.environ),
        redis_url=options.redis_url or urls["redis"],
        mongo_url=options.mongo_url or urls["mongo"],
        logs=options.logs,
        search=options.data.absolute() / "search",
        journal=options.data.absolute() / "journal",
        commit=build_of_checkout().commit,
    )


async def ports_free(ports: Ports, names: Sequence[str]) -> None:
    """Waits 2 s for ports of a run that was killed just now. Raises StackError if one stays taken."""
    deadline = time.monotonic() + PORT_TIMEOUT
    while True:
        try:
            return ports.check_free(names)
        except StackError:
            if time.monotonic() > deadline:
                raise
        await asyncio.sleep(POLL_SECONDS)


async def start_servers(servers: Sequence[EmbeddedServer], observer: ProcessObserver) -> None:
    """Starts all at once and waits until each accepts writes. Raises StackError, with the reason."""
    for server in servers:
        observer.starting(server.name)
        server.spawn()
    deadline = time.monotonic() + START_TIMEOUT
    waiting = list(servers)
    while waiting := [server for server in waiting if not server.is_ready()]:
        for server in waiting:
            server.check_start(time.monotonic() > deadline)
        await asyncio.sleep(POLL_SECONDS)


async def services_ready(
    children: Sequence[Child], environment: ServiceEnvironment, ends: Mapping[str, int]
) -> None:
    """Waits until each is ready. Raises StackError after a timeout, or if one keeps ending by itself."""
    deadline = time.monotonic() + READY_TIMEOUT
    waiting = children
    async with httpx.AsyncClient(trust_env=False) as client:
        while waiting := await _not_ready(client, waiting, environment):
            failed = [child for child in waiting if ends.get(child.name, 0) >= MAX_EARLY_EXITS]
            if failed or time.monotonic() > deadline:
                raise StackError(services.start_failure([*failed, *waiting][0]))
            await asyncio.sleep(POLL_SECONDS)


async def _not_ready(
    client: httpx.AsyncClient, children: Sequence[Child], environment: ServiceEnvironment
) -> Sequence[Child]:
    answers = await asyncio.gather(*(services.is_ready(client, environment.url_of(c.name)) for c in children))
    return [child for child, ready in zip(children, answers, strict=True) if not ready]


def running_system(environment: ServiceEnvironment, pids: Mapping[str, int]) -> RunningSystem:
    """Contents of the ready files."""
    return RunningSystem(
        publish=environment.url_of("publish"),
        ingest=environment.url_of("ingest"),
        translate=environment.url_of("translate"),
        redis=environment.redis_url,
        mongo=environment.mongo_url,
        ingest_key=environment.keys.ingest,
        desk_key=environment.keys.desk,
        subscriber_key=environment.keys.subscriber,
        pids=pids,
    )
