"""Command `newsroom reparse`: reprocesses kept documents with today's adapters."""

import asyncio
from typing import Annotated

import typer

from newsroom.client.ingest_client import ingest_client
from newsroom.commands import endpoints
from newsroom.commands.console import out
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.http_calls import calling, check
from newsroom.commands.options import IngestKey, IngestUrl, Query, Since, Sources, instant, repeated

_READ_TIMEOUT = 600.0  # seconds between two lines: most documents change nothing and give no line


def reparse(
    source: Sources = None,
    file_format: Annotated[str | None, typer.Option("--format", help="As `newsroom audit` names it.")] = None,
    since: Since = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")
    ] = False,
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
        asyncio.run(_reparse(ingest, query))


async def _reparse(ingest: IngestEndpoint, query: Query) -> None:
    async with (
        ingest_client(ingest.url, ingest.key) as client,
        client.stream("POST", "/v1/reparse", params=tuple(query), timeout=_READ_TIMEOUT) as answer,
    ):
        if not answer.is_success:
            await answer.aread()
            check("ingest", ingest.url, answer)
        async for line in answer.aiter_lines():
            out.print(line, markup=False)
