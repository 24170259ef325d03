"""`newsroom reparse`: what was sent is read again, by adapters that have become better since."""

import asyncio
from typing import Annotated

import httpx
import typer

from newsroom.commands import target
from newsroom.commands.audit import Key, Query, Since, Source, Url, instant
from newsroom.commands.console import fail, out
from newsroom.stack.posting import client_of

_PATIENCE = 600.0  # seconds without a line: most documents change nothing, and say nothing


def reparse(
    source: Source = None,
    file_format: Annotated[str | None, typer.Option("--format", help="As `newsroom audit` names it.")] = None,
    since: Since = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")
    ] = False,
    url: Url = None,
    key: Key = None,
) -> None:
    """Read what was sent again, and correct what is read better now; tell what changes."""
    query = [("source", one) for one in source or []]
    query += [("format", file_format)] if file_format else []
    query += [("since", moment)] if (moment := instant(since)) else []
    query += [("dry_run", "true")] if dry_run else []
    try:
        asyncio.run(_reparse(target.ingest(url, key), query))
    except httpx.TransportError as error:
        fail(f"ingest does not answer: {error!r}; what was told is done, run it again for the rest")


async def _reparse(ingest: target.Ingest, query: Query) -> None:
    async with (
        client_of(ingest.url, ingest.key) as client,
        client.stream("POST", "/v1/reparse", params=tuple(query), timeout=_PATIENCE) as answer,
    ):
        if not answer.is_success:
            fail(f"ingest answered {answer.status_code}: {(await answer.aread()).decode()}")
        async for line in answer.aiter_lines():
            out.print(line, markup=False)
