"""Command `newsroom logs`: the logs of the system that runs here."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from newsroom.commands.console import fail, out
from newsroom.commands.endpoints import READY_FILE
from newsroom.commands.options import AsJson
from newsroom.stack.errors import StackError
from newsroom.stack.log_files import LogFiles, LogLine

_POLL_SECONDS = 0.3

Processes = Annotated[
    list[str] | None, typer.Argument(metavar="[SERVICE]...", help="ingest, translate, publish, redis, mongo.")
]


def logs(
    services: Processes = None,
    follow: Annotated[bool, typer.Option("--follow", "-f", help="Go on with what is appended.")] = False,
    lines: Annotated[int, typer.Option("--lines", "-n", min=0, help="The last of each log.")] = 20,
    data: Annotated[Path, typer.Option(help="The folder that `newsroom up` was given.")] = READY_FILE.parent,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the last lines of the logs of a system on this machine, and with -f what comes."""
    try:
        files = LogFiles(data / "logs", services or ())
    except StackError as error:
        fail(error)
    for line in files.last(lines):
        _print(line, as_json)
    while follow:
        for line in files.appended():
            _print(line, as_json)
        time.sleep(_POLL_SECONDS)


def _print(line: LogLine, as_json: bool) -> None:
    if as_json:
        fields = line.fields or {"event": line.text}
        out.print(json.dumps({"process": line.process, **fields}, ensure_ascii=False), markup=False)
    else:
        out.print(line.readable(), markup=False)
