"""`newsroom up`: the whole system on this machine, until Ctrl-C."""

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

from newsroom.commands.console import err, fail, out
from newsroom.stack import demo, demo_wire
from newsroom.stack.demo_wire import WireLine
from newsroom.stack.errors import StackError
from newsroom.stack.ports import DEFAULT_BASE
from newsroom.stack.posting import client_of
from newsroom.stack.ready import Ready
from newsroom.stack.system import Options, running

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
        asyncio.run(_until_told(Options(data, port_base, ready_file, redis_url, mongo_url), with_demo))
    except StackError as error:
        fail(error)


async def _until_told(options: Options, with_demo: bool) -> None:
    """SIGINT, SIGTERM and SIGHUP stop everything in order; a second one at once."""
    task = asyncio.create_task(_run(options, with_demo))
    for told in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        out.print("Stopped.")


async def _run(options: Options, with_demo: bool) -> None:
    async with running(options, Terminal()) as ready:
        _tell(ready, options)
        if with_demo:
            await _play(ready)
        await asyncio.Event().wait()


async def _play(ready: Ready) -> None:
    out.print("\nThe sample wire is coming in; open the page and watch.")
    async with client_of(ready.ingest, ready.ingest_key) as client:
        try:
            await demo.play(client, demo_wire.read(), _tell_played)
        except httpx.TransportError as error:
            err.print(f"The sample wire ended early: {error!r}", markup=False)
        else:
            out.print("The sample wire is through; the system goes on until Ctrl-C.")


class Terminal:
    """Tells what happens to the processes."""

    def starting(self, name: str) -> None:
        out.print(f"starting {name}", style="dim")

    def ended(self, name: str, exit_code: int, last_words: str) -> None:
        how = f"signal {-exit_code}" if exit_code < 0 else f"code {exit_code}"
        why = f": {escape(last_words)}" if exit_code > 0 and last_words else ""
        err.print(f"{name} ended with {how}{why}; starting it again", style="yellow")

    def restarted(self, name: str, pid: int) -> None:
        err.print(f"{name} is back, pid {pid}", style="yellow")


def _tell(ready: Ready, options: Options) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("", "address", "pid"):
        table.add_column(heading)
    for name, url in _addresses(ready).items():
        table.add_row(name, escape(url), str(ready.pids.get(name, "not ours")))
    out.print(table)
    out.print(f"\nThe page: [bold]{ready.publish}/en/[/]")
    out.print(f"The feed: {ready.publish}/v1/feed   live: {ready.publish}/v1/stream")
    out.print(f"The desk: [bold]{ready.translate}/desk/[/]   key: {escape(ready.desk_key)}")
    out.print(
        f"Data: {escape(str(options.data))}   logs: {escape(str(options.logs))}   Ctrl-C stops everything"
    )
    out.print("\nSend an article:\n", _curl(ready), sep="", markup=False)


def _addresses(ready: Ready) -> Mapping[str, str]:
    return {name: getattr(ready, name) for name in ("publish", "ingest", "translate", "redis", "mongo")}


def _curl(ready: Ready) -> str:
    words = [
        "curl",
        "-X",
        "POST",
        f"{ready.ingest}/v1/articles",
        "-H",
        f"Authorization: Bearer {ready.ingest_key}",
    ]
    return shlex.join([*words, "-H", "Content-Type: application/json", "-d", EXAMPLE])


def _tell_played(line: WireLine, answer: httpx.Response) -> None:
    what = line.body.headline if line.call == "articles" else f"withdrawal of {line.body.source_id}"
    if answer.is_success:
        out.print(f"  {what}", markup=False)
    else:
        err.print(f"  refused, {answer.status_code}: {what}\n{answer.text}", markup=False)
