"""What every subcommand says, and how it fails: one sentence, exit 1."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(reason: object) -> NoReturn:
    err.print(f"newsroom: {reason}", style="red", markup=False)
    raise typer.Exit(1)
