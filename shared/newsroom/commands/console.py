"""What every subcommand says, and how it fails: one sentence, exit 1."""

import sys
from typing import NoReturn

import typer
from rich.console import Console

WIDE = 200  # columns for a table that goes to a file or a pipe: nothing is cut there

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(reason: object) -> NoReturn:
    err.print(f"newsroom: {reason}", style="red", markup=False)
    raise typer.Exit(1)
