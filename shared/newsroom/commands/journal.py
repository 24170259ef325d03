"""Command `newsroom journal`: lists and abandons local journals of ingest."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from newsroom.commands.console import fail, out, show
from newsroom.commands.endpoints import mongo_connection
from newsroom.commands.options import AsJson, DryRun

if TYPE_CHECKING:
    from newsroom.stores.journals import MongoJournals

app = typer.Typer(
    no_args_is_help=True, help="Tend local journals: what ingest promised while MongoDB was away."
)


@app.command("list")
def list_journals(*, as_json: AsJson = False) -> None:
    """List those registered: a restoration after a loss of Redis waits for each."""
    asyncio.run(_list(as_json))


@app.command()
def abandon(journal_id: str, *, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Give up a journal whose disk is lost. What was promised in it alone is lost, too."""
    asyncio.run(_abandon(journal_id, dry_run, as_json))


async def _list(as_json: bool) -> None:
    async with _journals() as journals:
        registered = await journals.all()
    for journal in registered:
        state = "nobody has it open" if journal.is_silent else "in use"
        show(asdict(journal), f"{journal.id}  {journal.place}  {state}", as_json)
    if not registered and not as_json:
        out.print("No local journals.")


async def _abandon(journal_id: str, dry_run: bool, as_json: bool) -> None:
    async with _journals() as journals:
        known = {journal.id for journal in await journals.all()}
        if journal_id not in known or not (dry_run or await journals.remove(journal_id)):
            fail(f"no journal {journal_id}: see `newsroom journal list`")
    act = "would be abandoned" if dry_run else "abandoned"
    show({"journal": journal_id, "act": act}, f"{act}: {journal_id}", as_json)


@asynccontextmanager
async def _journals() -> AsyncGenerator["MongoJournals"]:
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.stores.journals import MongoJournals  # noqa: PLC0415 - see above

    async with mongo_connection() as db:
        yield MongoJournals(db)
