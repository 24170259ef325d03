"""`newsroom audit`: who sent what, when, from where, and what became of it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import httpx
import typer
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError

from newsroom.commands import target
from newsroom.commands.console import fail, out
from newsroom.stack.posting import client_of

Source = Annotated[list[str] | None, typer.Option(help="Of this source, again for more.")]
Since = Annotated[str | None, typer.Option(help="An RFC 3339 time: 2026-02-27T19:33:00+04:00.")]
Url = Annotated[str | None, typer.Option(help="Of ingest; else NEWSROOM_INGEST_URL, else the system here.")]
Key = Annotated[str | None, typer.Option(help="Else NEWSROOM_INGEST_KEY, else that of the system here.")]
_TIME: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
_PAGE = 100
Query = Sequence[tuple[str, str]]


class Outcome(BaseModel):
    """What became of one article."""

    model_config = ConfigDict(frozen=True)

    id: str = "-"
    revision: int | None = None
    status: str
    problem: str | None = None


class Receipt(BaseModel):
    """One request or fetched document; see `ingest.auditing`."""

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
    receipts: tuple[Outcome, ...] | None = None


class Page(BaseModel):
    model_config = ConfigDict(frozen=True)

    receipts: tuple[Receipt, ...]
    next: str | None


def audit(
    source: Source = None,
    article: Annotated[str | None, typer.Option("--id", help="Of this article.")] = None,
    since: Since = None,
    limit: Annotated[int, typer.Option(min=1, help="Requests, the newest first.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON text a request.")] = False,
    url: Url = None,
    key: Key = None,
) -> None:
    """Show who sent what, the newest first."""
    query = [("source", one) for one in source or []]
    query += [("id", article)] if article else []
    query += [("since", moment)] if (moment := instant(since)) else []
    asyncio.run(_audit(target.ingest(url, key), query, limit, as_json))


def instant(text: str | None) -> str | None:
    """The time as ingest takes it. Ends the command where it is none."""
    try:
        return None if text is None else _TIME.validate_python(text).isoformat()
    except ValidationError:
        fail(f"{text} is no RFC 3339 time with an offset, such as 2026-02-27T19:33:00+04:00")


async def _audit(ingest: target.Ingest, query: Query, limit: int, as_json: bool) -> None:
    cursor: str | None = None
    async with client_of(ingest.url, ingest.key) as client:
        while limit > 0:
            page = await _page(
                client, [*query, ("limit", str(min(limit, _PAGE))), *([("cursor", cursor)] if cursor else [])]
            )
            for receipt in page.receipts:
                _tell(receipt, as_json)
            limit -= len(page.receipts)
            cursor = page.next
            if cursor is None:
                return


async def _page(client: httpx.AsyncClient, query: Query) -> Page:
    try:
        answer = await client.get("/v1/receipts", params=tuple(query))
    except httpx.TransportError as error:
        fail(f"ingest does not answer: {error!r}")
    if not answer.is_success:
        fail(f"ingest answered {answer.status_code}: {answer.text}")
    return Page.model_validate_json(answer.content)


def _tell(receipt: Receipt, as_json: bool) -> None:
    if as_json:
        out.print(receipt.model_dump_json(exclude_none=True), markup=False)
        return
    at = receipt.received_at.isoformat(timespec="seconds")
    about = " ".join(part for part in (receipt.url, receipt.name) if part)
    who = f"{receipt.sender} ({receipt.key_id}) from {receipt.address} {about}".rstrip()
    out.print(f"{at} {receipt.id} {receipt.format} {receipt.size} bytes, {who}", markup=False)
    if receipt.receipts is None:
        out.print("    not finished", markup=False)
    for one in receipt.receipts or ():
        became = f"revision {one.revision}" if one.revision is not None else one.problem or ""
        out.print(f"    {one.status:<10} {one.id} {became}", markup=False)
