"""Command `newsroom up`: runs the whole system on this machine until Ctrl-C."""

import asyncio
import os
import shlex
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import httpx
import typer
from rich.markup import escape
from rich.table import Table

from newsroom.client.ingest_client import ingest_client
from newsroom.commands.console import err, fail, out
from newsroom.stack import demo, sample_wire
from newsroom.stack.errors import StackError
from newsroom.stack.ready_file import RunningSystem
from newsroom.stack.sample_wire import WireLine
from newsroom.stack.supervisor import ChildEnd
from newsroom.stack.system import Options, running
from newsroom.stack.tcp_ports import DEFAULT_BASE, Ports

AGAIN_AND_AGAIN = 2  # ends in a row by itself, each soon after its start
EXAMPLE = '{"source": "me", "source_id": "1", "language": "en", "headline": "Hello", "body": "It works."}'


def up(
    data: Annotated[
        Path, typer.Option(help="Folder of the servers' data, the keys and the logs; kept.")
    ] = Path(".newsroom"),
    port_base: Annotated[int, typer.Option(help="First of five ports.")] = DEFAULT_BASE,
    ready_file: Annotated[Path | None, typer.Option(help="Written once everything is ready.")] = None,
    with_demo: Annotated[bool, typer.Option("--demo", help="Play the sample wire.")] = False,
) -> None:
    """Start servers and services, and keep them running until Ctrl-C.

    REDIS_URL and MONGO_URL name servers to use in place of embedded ones.
    """
    redis_url, mongo_url = (os.environ.get(name) or None for name in ("REDIS_URL", "MONGO_URL"))
    try:
        if warning := Ports.from_base(port_base).lent():
            err.print(warning, style="yellow")
        asyncio.run(
            _run_until_signalled(Options(data, port_base, ready_file, redis_url, mongo_url), with_demo)
        )
    except StackError as error:
        fail(error)


async def _run_until_signalled(options: Options, with_demo: bool) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP, then stops everything in order; a second one at once."""
    task = asyncio.create_task(_run(options, with_demo))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        out.print("Stopped.")


async def _run(options: Options, with_demo: bool) -> None:
    async with running(options, Terminal()) as system:
        _print_system(system, options)
        if with_demo:
            await _play(system)
        await asyncio.Event().wait()


async def _play(system: RunningSystem) -> None:
    out.print("\nThe sample wire is coming in; open the page and watch.")
    async with ingest_client(system.ingest, system.ingest_key) as client:
        try:
            await demo.play(client, sample_wire.read(), _print_played)
        except httpx.TransportError as error:
            err.print(f"The sample wire ended early: {error!r}", markup=False)
        else:
            out.print("The sample wire is through; the system goes on until Ctrl-C.")


class Terminal:
    """Observer of the processes that prints their starts, ends and restarts.

    One that ends again and again is said once, with its last words and its log.
    """

    def __init__(self) -> None:
        self._failing = set[str]()

    def starting(self, name: str) -> None:
        out.print(f"starting {name}", style="dim")

    def ended(self, end: ChildEnd, log: Path, log_tail: str) -> None:
        status = f"signal {-end.exit_code}" if end.exit_code < 0 else f"code {end.exit_code}"
        reason = f": {escape(log_tail)}" if end.exit_code > 0 and log_tail else ""
        if end.repeats < AGAIN_AND_AGAIN:
            self._failing.discard(end.name)
            err.print(f"{end.name} ended with {status}{reason}; starting it again", style="yellow")
        elif end.name not in self._failing:
            self._failing.add(end.name)
            err.print(
                f"{end.name} ends again and again, now with {status}{reason}\n"
                f"  its log is {escape(str(log))} (`newsroom logs {end.name}`); it is started again with "
                "growing pauses, and no more is said until it stays",
                style="red",
            )

    def restarted(self, name: str, pid: int) -> None:
        if name not in self._failing:
            err.print(f"{name} is back, pid {pid}", style="yellow")

    def steadied(self, name: str) -> None:
        self._failing.discard(name)
        err.print(f"{name} stays up again", style="green")


def _print_system(system: RunningSystem, options: Options) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "address", "pid"):
        table.add_column(heading)
    for name, url in _addresses(system).items():
        table.add_row(name, escape(url), str(system.pids.get(name, "not ours")))
    out.print(table)
    out.print(f"\nThe page: [bold]{system.publish}/en/[/]")
    out.print(f"The feed: {system.publish}/v1/feed   live: {system.publish}/v1/stream")
    out.print(f"The desk: [bold]{system.translate}/desk/[/]   key: {escape(system.desk_key)}")
    out.print(
        f"Data: {escape(str(options.data))}   logs: {escape(str(options.logs))}   Ctrl-C stops everything"
    )
    out.print("\nSend an article:\n", _curl(system), sep="", markup=False)


def _addresses(system: RunningSystem) -> Mapping[str, str]:
    return {name: getattr(system, name) for name in ("publish", "ingest", "translate", "redis", "mongo")}


def _curl(system: RunningSystem) -> str:
    arguments = [
        "curl",
        "-X",
        "POST",
        f"{system.ingest}/v1/articles",
        "-H",
        f"Authorization: Bearer {system.ingest_key}",
    ]
    return shlex.join([*arguments, "-H", "Content-Type: application/json", "-d", EXAMPLE])


def _print_played(line: WireLine, response: httpx.Response) -> None:
    description = line.body.headline if line.call == "articles" else f"withdrawal of {line.body.source_id}"
    if response.is_success:
        out.print(f"  {description}", markup=False)
    else:
        err.print(f"  refused, {response.status_code}: {description}\n{response.text}", markup=False)
