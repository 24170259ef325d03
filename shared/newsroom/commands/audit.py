"""Command `newsroom audit`: the ledger of requests and documents, with the result of each article."""

import asyncio
from datetime import datetime
from typing import Annotated

import httpx
import typer
from pydantic import BaseModel, ConfigDict

from newsroom.client.ingest_client import ingest_client
from newsroom.commands import endpoints
from newsroom.commands.console import out
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.http_calls import calling, check
from newsroom.commands.options import IngestKey, IngestUrl, Query, Since, Sources, instant, repeated

_PAGE_SIZE = 100


class ArticleResult(BaseModel):
    """Result of one article."""

    model_config = ConfigDict(frozen=True)

    id: str = "-"
    revision: int | None = None
    status: str
    problem: str | None = None


class Receipt(BaseModel):
    """Receipt of a request or a fetched document, as ingest's `/v1/receipts` lists it."""

    model_config = ConfigDict(frozen=True)

    id: str
    received_at: datetime
    sender: str
    key_id: str = ""
    address: str = "-"
    format: str
    size: int
    url: str | None = None
    name: str | None = None
    receipts: tuple[ArticleResult, ...] | None = None


class Page(BaseModel):
    """Page of receipts; `next` is the cursor of the next one."""

    model_config = ConfigDict(frozen=True)

    receipts: tuple[Receipt, ...]
    next: str | None


def audit(
    source: Sources = None,
    article: Annotated[str | None, typer.Option("--id", help="Of this article.")] = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="Requests, the newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON text a request.")] = False,
    url: IngestUrl = None,
    key: IngestKey = None,
) -> None:
    """Show who sent what, the newest first."""
    query = [*repeated("source", source)]
    query += [("id", article)] if article else []
    query += [("since", moment)] if (moment := instant(since)) else []
    ingest = endpoints.ingest(url, key)
    with calling("ingest", ingest.url):
        asyncio.run(_audit(ingest, query, limit, as_json))


async def _audit(ingest: IngestEndpoint, query: Query, limit: int, as_json: bool) -> None:
    cursor: str | None = None
    async with ingest_client(ingest.url, ingest.key) as client:
        while limit > 0:
            page = await _page(
                client,
                [*query, ("limit", str(min(limit, _PAGE_SIZE))), *([("cursor", cursor)] if cursor else [])],
            )
            for receipt in page.receipts:
                _print(receipt, as_json)
            limit -= len(page.receipts)
            cursor = page.next
            if cursor is None:
                return


async def _page(client: httpx.AsyncClient, query: Query) -> Page:
    response = await client.get("/v1/receipts", params=tuple(query))
    check("ingest", str(client.base_url).rstrip("/"), response)
    return Page.model_validate_json(response.content)


def _print(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        out.print(receipt.model_dump_json(exclude_none=True), markup=False)
        return
    at = receipt.received_at.isoformat(timespec="seconds")
    origin = " ".join(part for part in (receipt.url, receipt.name) if part)
    sender = f"{receipt.sender} ({receipt.key_id}) from {receipt.address} {origin}".rstrip()
    out.print(f"{at} {receipt.id} {receipt.format} {receipt.size} bytes, {sender}", markup=False)
    if receipt.receipts is None:
        out.print("    not finished", markup=False)
    for result in receipt.receipts or ():
        detail = f"revision {result.revision}" if result.revision is not None else result.problem or ""
        out.print(f"    {result.status:<10} {result.id} {detail}", markup=False)
