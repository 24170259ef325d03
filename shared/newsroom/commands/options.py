"""Options that several subcommands share, and the query parameters made of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import typer
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from newsroom.commands.console import fail

Query = Sequence[tuple[str, str]]

IngestUrl = Annotated[
    str | None, typer.Option("--url", help="Of ingest; else NEWSROOM_INGEST_URL, else the system here.")
]
IngestKey = Annotated[
    str | None, typer.Option("--key", help="Else NEWSROOM_INGEST_KEY, else that of the system here.")
]
PublishUrl = Annotated[
    str | None, typer.Option("--url", help="Of publish; else NEWSROOM_PUBLISH_URL, else the system here.")
]
Languages = Annotated[list[str] | None, typer.Option("--lang", help="Repeat for more than one.")]
Categories = Annotated[list[str] | None, typer.Option("--category", help="Its slug.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Its id.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Of this source, again for more.")]
Since = Annotated[str | None, typer.Option("--since", help="An RFC 3339 time: 2026-02-27T19:33:00+04:00.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Tell what would change; change nothing.")]

_TIME: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


def repeated(name: str, values: Iterable[str] | None) -> Query:
    """A query parameter, once for each value."""
    return [(name, value) for value in values or ()]


def topics(
    languages: Sequence[str] | None, categories: Sequence[str] | None, tags: Sequence[str] | None
) -> Query:
    """Query parameters of a filter, as publish reads them."""
    return [*repeated("lang", languages), *repeated("category", categories), *repeated("tag", tags)]


def instant(text: str | None) -> str | None:
    """The time in RFC 3339, as ingest reads it. Ends the command for any other text."""
    try:
        return None if text is None else _TIME.validate_python(text).isoformat()
    except ValidationError:
        fail(f"{text} is no RFC 3339 time with an offset, such as 2026-02-27T19:33:00+04:00")
