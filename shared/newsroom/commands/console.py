"""Console of every subcommand: output, errors, and failure with one sentence and exit code 1."""

import json
import sys
from collections.abc import Mapping
from typing import NoReturn

import typer
from rich.console import Console

WIDE = 200  # columns of a table in a file or a pipe: nothing is cut there

out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDE)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def show(fields: Mapping[str, object], text: str, as_json: bool) -> None:
    """Prints the fields as one line of JSON, or the text."""
    out.print(json.dumps(fields, ensure_ascii=False, default=str) if as_json else text, markup=False)


def fail(reason: object) -> NoReturn:
    """Ends the command with exit code 1 and this reason on standard error."""
    err.print(f"newsroom: {reason}", style="red", markup=False)
    raise typer.Exit(1)
