"""Command `newsroom keys`: generates API keys of ingest, and checks a file of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from newsroom.commands.console import fail, show
from newsroom.commands.options import AsJson, DryRun
from newsroom.http.api_keys import EVERY_SOURCE, KeyLine, digest, id_of, new_key, read_lines

app = typer.Typer(
    no_args_is_help=True, help="Make ingest's keys. NEWSROOM_INGEST_KEYS_FILE names their file."
)

_SHOWN_ONCE = "key, shown this once: "


@app.command()
def new(
    name: Annotated[str, typer.Option(help="Whose it is; the audit names it.")],
    source: Annotated[list[str], typer.Option(help="A source it may send for, again for more; `*` is all.")],
    days: Annotated[int | None, typer.Option(min=1, help="Until it ends; else it does not.")] = None,
    per_minute: Annotated[int | None, typer.Option(min=0, help="Articles; 0 is no limit.")] = None,
    file: Annotated[Path | None, typer.Option(help="Add the line to this file of keys.")] = None,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Make a key. It is shown this once; the file holds its hash."""
    key = new_key()
    line = KeyLine(
        id=id_of(key) or "",
        name=name,
        sha256=digest(key),
        sources=(EVERY_SOURCE,) if EVERY_SOURCE in source else tuple(source),
        expires_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=days) if days else None,
        per_minute=per_minute,
    )
    if file is not None and not dry_run:
        try:
            _add(file, line)
        except OSError as error:
            fail(f"{file} cannot be written ({error.strerror}): choose another with --file")
    fields = {"key": key, "line": line.model_dump(mode="json", exclude_defaults=True)}
    show(fields, f"{_SHOWN_ONCE}{key}\n{line.as_line()}", as_json)


@app.command()
def check(file: Path, *, as_json: AsJson = False) -> None:
    """List the keys of a file, or say what is wrong with it."""
    now = datetime.now(UTC)
    for line in _read(file):
        ends = "does not end" if line.expires_at is None else f"until {line.expires_at.isoformat()}"
        ended = " (ended)" if line.expires_at is not None and line.expires_at <= now else ""
        text = f"{line.id} {line.name}: {', '.join(line.sources)}, {ends}{ended}"
        show(line.model_dump(mode="json") | {"is_ended": bool(ended)}, text, as_json)


def _read(file: Path) -> tuple[KeyLine, ...]:
    try:
        return read_lines(file.read_text("utf-8").splitlines())
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    except ValueError as error:
        fail(f"{file}: {error}")


def _add(file: Path, line: KeyLine) -> None:
    """Appends the line in one write; a new file is readable by its owner alone."""
    if file.exists():
        _read(file)
    else:
        file.touch(mode=0o600)
    ended = file.read_bytes()[-1:] in (b"", b"\n")
    with file.open("a", encoding="utf-8") as lines:
        lines.write(("" if ended else "\n") + line.as_line() + "\n")
