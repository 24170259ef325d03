"""Command `newsroom doctor`: what is wrong with the configuration and the state, and what to do."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Group
from rich.text import Text

from newsroom.commands import endpoints
from newsroom.commands.console import out
from newsroom.commands.options import AsJson
from newsroom.commands.surveyed import surveyed

if TYPE_CHECKING:
    from newsroom.operations.doctor import Finding


def doctor(as_json: AsJson = False) -> None:
    """Examine settings, stores, groups, indexes, clocks, disks and files of keys, and say what to do.

    Exit code 1 if anything is wrong.
    """
    findings = asyncio.run(_examine())
    if as_json:
        out.print(json.dumps([finding.model_dump() for finding in findings]), markup=False)
    else:
        for finding in findings:
            out.print(_shown(finding))
        if not findings:
            out.print("Nothing is wrong.", style="green")
    if findings:
        raise typer.Exit(1)


async def _examine() -> "list[Finding]":
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.operations.examination import DOTENV, examine  # noqa: PLC0415 - see above

    folder = endpoints.READY_FILE.parent
    secrets = [DOTENV, folder, folder / "keys.json", endpoints.READY_FILE]
    hashes = os.environ.get("NEWSROOM_INGEST_KEYS_FILE")
    async with surveyed() as survey:
        return await examine(survey, os.environ, secrets, [Path(hashes)] if hashes else [])


def _shown(finding: "Finding") -> Group:
    return Group(Text(f"{finding.where}: {finding.problem}", style="red"), Text(f"  {finding.cure}"))
