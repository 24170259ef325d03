"""Command `newsroom sources`: checks a sources file, tries a source, and lists the state of all.

A file is checked by ingest's own code, in a process of its own, so that the verdict holds there too.
"""

import asyncio
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel, ConfigDict
from rich.markup import escape
from rich.table import Table

from newsroom.client.ingest_client import ingest_client
from newsroom.commands import endpoints
from newsroom.commands.console import err, fail, out, show
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.http_calls import calling
from newsroom.commands.http_calls import check as check_answer
from newsroom.commands.options import AsJson, IngestKey, IngestUrl
from newsroom.events.desk import FieldChanges
from newsroom.stack.services import missing

app = typer.Typer(
    no_args_is_help=True, help="The feeds, sitemaps, pages, folders and mailboxes that ingest asks."
)
_INGEST = "ingest"
_FILE = typer.Argument(help="Else NEWSROOM_SOURCES.")


class SourceState(BaseModel):
    """State of a source, as far as it is shown."""

    model_config = ConfigDict(frozen=True)

    name: str
    kind: str
    place: str
    state: str
    interval_seconds: float | None = None
    next_poll: datetime | None = None
    last_success: datetime | None = None
    last_new_article: datetime | None = None
    failures: int = 0
    problem: str | None = None
    refused: int = 0


class SourceAnswer(BaseModel):
    """An editor's answer that is a setting of a source; `overruled` where the configuration sets it too."""

    model_config = ConfigDict(frozen=True)

    source: str
    kind: str
    about: str
    answer: FieldChanges
    overruled: bool
    editor: str
    answered_at: datetime


class SourceStates(BaseModel):
    """States of all sources; `problem` is that of the file on disk, if it is wrong."""

    sources: list[SourceState]
    answers: list[SourceAnswer] = []
    problem: str | None = None


@app.command()
def check(file: Annotated[Path | None, _FILE] = None, *, as_json: AsJson = False) -> None:
    """Say whether a sources file is right, and if not, what is wrong in which line."""
    _run(["check", *([str(file)] if file else [])], as_json)


@app.command("try")
def try_one(name: str, file: Annotated[Path | None, _FILE] = None, *, as_json: AsJson = False) -> None:
    """Ask a source now, and show what would be ingested. Nothing is posted, moved or remembered."""
    _run(["try", name, *([str(file)] if file else [])], as_json)


@app.command("list")
def list_all(url: IngestUrl = None, key: IngestKey = None, *, as_json: AsJson = False) -> None:
    """Show every source, where it is and how it is; and what the desk has answered about sources."""
    table = Table("name", "kind", "state", "place", "problem", box=None, pad_edge=False)
    states = _states(url, key)
    if as_json:
        out.print(states.model_dump_json(), markup=False)
        return
    for source in states.sources:
        problem = escape(source.problem or "")
        table.add_row(source.name, source.kind, source.state, escape(source.place), problem)
    out.print(table)
    if states.answers:
        out.print(_answers(states.answers))


@app.command()
def state(
    name: Annotated[str | None, typer.Argument(help="One source; else all.")] = None,
    url: IngestUrl = None,
    key: IngestKey = None,
    as_json: AsJson = False,
) -> None:
    """Show when each source last answered, last gave a new article, and is asked next."""
    states = [source for source in _states(url, key).sources if name in (None, source.name)]
    if name is not None and not states:
        fail(f"no source is called {name}")
    if as_json:
        out.print(f"[{','.join(source.model_dump_json() for source in states)}]", markup=False)
    else:
        out.print(_table(states))


def _run(words: list[str], as_json: bool) -> None:
    """Runs ingest's own command and ends with its exit code."""
    if missing([_INGEST]):
        fail("ingest is not installed here. `make install` brings it.")
    command = [sys.executable, "-m", "ingest.sources", *words]
    run = subprocess.run(command, capture_output=as_json, text=True, check=False)  # noqa: S603 - ours, and through no shell
    if as_json:
        lines = [*run.stdout.splitlines(), *run.stderr.splitlines()]
        show({"is_right": run.returncode == 0, "lines": lines}, "", as_json)
    raise typer.Exit(run.returncode)


def _states(url: str | None, key: str | None) -> SourceStates:
    ingest = endpoints.ingest(url, key)
    with calling("ingest", ingest.url):
        states = asyncio.run(_request(ingest))
    if states.problem:
        err.print(f"The file on disk is wrong, the last good one holds:\n{states.problem}", markup=False)
    return states


async def _request(ingest: IngestEndpoint) -> SourceStates:
    async with ingest_client(ingest.url, ingest.key) as client:
        response = await client.get("/v1/sources")
    check_answer("ingest", ingest.url, response)
    return SourceStates.model_validate_json(response.content)


def _answers(answers: list[SourceAnswer]) -> Table:
    table = Table("answered of", "question", "answer", "by", "at", box=None, pad_edge=False)
    for answered in answers:
        question = f"{answered.kind} {answered.about}".strip()
        answer = (
            ", ".join(f"{name} {value}" for name, value in answered.answer.model_dump().items()) or "released"
        )
        standing = f"{answer} (the configuration holds)" if answered.overruled else answer
        cells = (answered.source, question, standing, answered.editor)
        table.add_row(*map(escape, cells), _time(answered.answered_at))
    return table


def _table(states: list[SourceState]) -> Table:
    headings = ("last success", "last new article", "next poll", "interval", "failures", "refused", "problem")
    table = Table("name", "state", *headings, box=None, pad_edge=False)
    for source in states:
        interval = "" if source.interval_seconds is None else f"{source.interval_seconds:.0f} s"
        times = (_time(source.last_success), _time(source.last_new_article), _time(source.next_poll))
        numbers = (interval, str(source.failures), str(source.refused))
        table.add_row(source.name, source.state, *times, *numbers, escape(source.problem or ""))
    return table


def _time(instant: datetime | None) -> str:
    return "never" if instant is None else f"{instant.astimezone():%Y-%m-%d %H:%M:%S}"
