"""Command `newsroom reparse`: reprocesses kept documents with today's adapters."""

import asyncio
from typing import Annotated

import typer
from pydantic import BaseModel

from newsroom.client.ingest_client import ingest_client
from newsroom.commands import endpoints
from newsroom.commands.console import out
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.http_calls import calling, check
from newsroom.commands.options import (
    AsJson,
    DryRun,
    IngestKey,
    IngestUrl,
    Query,
    Since,
    Sources,
    instant,
    repeated,
)

_READ_TIMEOUT = 600.0  # seconds between two lines: most documents change nothing and give no line


def reparse(
    source: Sources = None,
    file_format: Annotated[str | None, typer.Option("--format", help="As `newsroom audit` names it.")] = None,
    since: Since = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
    url: IngestUrl = None,
    key: IngestKey = None,
) -> None:
    """Read what was sent again, and correct what is read better now; tell what changes."""
    query = [*repeated("source", source)]
    query += [("format", file_format)] if file_format else []
    query += [("since", moment)] if (moment := instant(since)) else []
    query += [("dry_run", "true")] if dry_run else []
    ingest = endpoints.ingest(url, key)
    with calling("ingest", ingest.url, after="; what is printed is done, run it again for the rest"):
        asyncio.run(_reparse(ingest, query, as_json))


async def _reparse(ingest: IngestEndpoint, query: Query, as_json: bool) -> None:
    async with (
        ingest_client(ingest.url, ingest.key) as client,
        client.stream("POST", "/v1/reparse", params=tuple(query), timeout=_READ_TIMEOUT) as answer,
    ):
        if not answer.is_success:
            await answer.aread()
            check("ingest", ingest.url, answer)
        async for line in answer.aiter_lines():
            out.print(line if as_json else readable(line), markup=False)


class _Changed(BaseModel):
    """Article that is read otherwise now."""

    id: str
    status: str
    revision: int | None = None


class _Problem(BaseModel):
    """Problem with a part of a document."""

    title: str = ""
    detail: str = ""


class _Line(BaseModel):
    """Line of ingest's answer: a document that changes something, or the counts of all at the end."""

    document: str = ""
    format: str = ""
    changed: tuple[_Changed, ...] = ()
    problem: _Problem | None = None
    documents: int = 0
    answers: dict[str, int] = {}


def readable(line: str) -> str:
    """A line for a person."""
    answer = _Line.model_validate_json(line)
    if not answer.document:
        counts = ", ".join(f"{count} {status}" for status, count in answer.answers.items()) or "nothing"
        return f"{answer.documents} documents: {counts}"
    if answer.problem is not None:
        return f"{answer.document} {answer.format}: {answer.problem.title}: {answer.problem.detail}"
    changed = ", ".join(f"{own.status} {own.id} revision {own.revision}" for own in answer.changed)
    return f"{answer.document} {answer.format}: {changed}"
