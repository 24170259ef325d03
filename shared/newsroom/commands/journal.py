"""Command `newsroom journal`: lists and abandons local journals of ingest."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import typer

from newsroom.commands.console import fail, out
from newsroom.commands.endpoints import mongo_connection

if TYPE_CHECKING:
    from newsroom.stores.journals import MongoJournals

app = typer.Typer(
    no_args_is_help=True, help="Tend local journals: what ingest promised while MongoDB was away."
)


@app.command("list")
def list_journals() -> None:
    """List those registered: a restoration after a loss of Redis waits for each."""
    asyncio.run(_list())


@app.command()
def abandon(journal_id: str) -> None:
    """Give up a journal whose disk is lost. What was promised in it alone is lost, too."""
    asyncio.run(_abandon(journal_id))


async def _list() -> None:
    async with _journals() as journals:
        registered = await journals.all()
    for journal in registered:
        state = "nobody has it open" if journal.is_silent else "in use"
        out.print(f"{journal.id}  {journal.place}  {state}", markup=False)
    if not registered:
        out.print("No local journals.")


async def _abandon(journal_id: str) -> None:
    async with _journals() as journals:
        if not await journals.remove(journal_id):
            fail(f"no journal {journal_id}: see `newsroom journal list`")
    out.print(f"abandoned: {journal_id}", markup=False)


@asynccontextmanager
async def _journals() -> AsyncGenerator["MongoJournals"]:
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.stores.journals import MongoJournals  # noqa: PLC0415 - see above

    async with mongo_connection() as db:
        yield MongoJournals(db)
