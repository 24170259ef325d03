"""`newsroom sources`: the sources that ingest asks: is their file right, what would they give, how are they.

A file is looked at by ingest's own code, in a process of its own: what it says here holds there.
"""

import asyncio
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import httpx
import typer
from pydantic import BaseModel, ConfigDict
from rich.markup import escape
from rich.table import Table

from newsroom.commands import target
from newsroom.commands.console import fail, out
from newsroom.stack.posting import client_of
from newsroom.stack.services import missing

app = typer.Typer(
    no_args_is_help=True, help="The feeds, sitemaps, pages, folders and mailboxes that ingest asks."
)
_INGEST = "ingest"
_FILE = typer.Argument(help="Else NEWSROOM_SOURCES.")
Url = Annotated[str | None, typer.Option(help="Of ingest; else NEWSROOM_INGEST_URL, else the system here.")]
Key = Annotated[str | None, typer.Option(help="Else NEWSROOM_INGEST_KEY, else that of the system here.")]


class Status(BaseModel):
    """As much of a source's state as is shown."""

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


class Statuses(BaseModel):
    """What ingest says of its sources."""

    sources: list[Status]
    problem: str | None = None


@app.command()
def check(file: Annotated[Path | None, _FILE] = None) -> None:
    """Say whether a sources file is right, and if not, what is wrong in which line."""
    _run("check", *([str(file)] if file else []))


@app.command("try")
def try_one(name: str, file: Annotated[Path | None, _FILE] = None) -> None:
    """Ask a source now, and show what would be ingested. Nothing is posted, moved or remembered."""
    _run("try", name, *([str(file)] if file else []))


@app.command("list")
def list_all(url: Url = None, key: Key = None) -> None:
    """Show every source, where it is and how it is."""
    table = Table("name", "kind", "state", "place", "problem", box=None, pad_edge=False)
    for one in _statuses(url, key):
        table.add_row(one.name, one.kind, one.state, escape(one.place), escape(one.problem or ""))
    out.print(table)


@app.command()
def state(
    name: Annotated[str | None, typer.Argument(help="One source; else all.")] = None,
    url: Url = None,
    key: Key = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Show when each source last answered, last gave a new article, and is asked next."""
    found = [one for one in _statuses(url, key) if name in (None, one.name)]
    if name is not None and not found:
        fail(f"no source is called {name}")
    if as_json:
        out.print(f"[{','.join(one.model_dump_json() for one in found)}]", markup=False)
    else:
        out.print(_table(found))


def _run(*words: str) -> None:
    """Ends as ingest's own command ends."""
    if missing([_INGEST]):
        fail("ingest is not installed here. `make install` brings it.")
    command = [sys.executable, "-m", "ingest.sources", *words]
    raise typer.Exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - ours, and through no shell


def _statuses(url: str | None, key: str | None) -> list[Status]:
    try:
        found = asyncio.run(_ask(target.ingest(url, key)))
    except httpx.TransportError as error:
        fail(f"ingest does not answer: {error!r}")
    if found.problem:
        out.print(f"The file on disk is wrong, the last good one holds:\n{found.problem}", markup=False)
    return found.sources


async def _ask(ingest: target.Ingest) -> Statuses:
    async with client_of(ingest.url, ingest.key) as client:
        answer = await client.get("/v1/sources")
    if not answer.is_success:
        fail(f"ingest answered {answer.status_code}: {answer.text}")
    return Statuses.model_validate_json(answer.content)


def _table(found: list[Status]) -> Table:
    headings = ("last success", "last new article", "next poll", "interval", "failures", "refused", "problem")
    table = Table("name", "state", *headings, box=None, pad_edge=False)
    for one in found:
        interval = "" if one.interval_seconds is None else f"{one.interval_seconds:.0f} s"
        times = (_time(one.last_success), _time(one.last_new_article), _time(one.next_poll))
        numbers = (interval, str(one.failures), str(one.refused))
        table.add_row(one.name, one.state, *times, *numbers, escape(one.problem or ""))
    return table


def _time(instant: datetime | None) -> str:
    return "never" if instant is None else f"{instant.astimezone():%Y-%m-%d %H:%M:%S}"
