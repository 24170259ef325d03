"""`python -m ingest.sources`: checks a sources file, and tries a source; `newsroom sources` calls it."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from ingest.settings import IngestSettings
from ingest.sources.config.file import Sources, SourcesFileError, read_sources
from ingest.sources.config.schema import schema
from ingest.sources.trial import try_source
from newsroom.runtime.settings import from_environment

File = Annotated[Path | None, typer.Argument(help="Else NEWSROOM_SOURCES.")]
app = typer.Typer(
    name="python -m ingest.sources",
    help="Checks a sources file, and tries a source.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command()
def check(file: File = None) -> None:
    """Is the file right?"""
    path, sources = _read(file)
    for source in sources.file.sources:
        state = "" if source.enabled else "  (off)"
        typer.echo(f"{source.name:<24} {source.kind:<8} {sources.shown[source.name]}{state}")
    typer.echo(f"{path}: right; sources: {len(sources.file.sources)}")


@app.command("try")
def try_one(name: str, file: File = None) -> None:
    """What would be ingested from a source now?"""
    _, sources = _read(file)
    source = sources.named(name)
    if source is None:
        known = ", ".join(source.name for source in sources.file.sources) or "none"
        _fail(f"no source is called {name}; there are: {known}")
    raise typer.Exit(asyncio.run(try_source(source, sources, from_environment(IngestSettings), sys.stdout)))


@app.command("schema")
def write_schema() -> None:
    """The JSON Schema of the file."""
    sys.stdout.buffer.write(schema())


def _read(file: Path | None) -> tuple[Path, Sources]:
    """The file and its sources. Ends the command where there are none, or they are wrong."""
    path = file or from_environment(IngestSettings).sources
    if path is None:
        _fail("which file? Name it, or set NEWSROOM_SOURCES")
    try:
        return path, read_sources(path, os.environ)
    except SourcesFileError as error:
        _fail(str(error))


def _fail(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(1)


if __name__ == "__main__":
    app()
