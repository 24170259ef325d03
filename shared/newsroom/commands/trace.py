"""Command `newsroom trace`: one article's way through every stream, store and output."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from newsroom.commands.console import err, fail, out
from newsroom.commands.options import AsJson
from newsroom.commands.surveyed import surveyed
from newsroom.operations.subjects import UnknownSubjectError, subject_of

if TYPE_CHECKING:
    from newsroom.operations.trace import Trace

_SUBJECT = typer.Argument(
    metavar="ID", help="An id, source:source_id, an event's id, or the address of an article's page."
)


def trace(subject: Annotated[str, _SUBJECT], as_json: AsJson = False) -> None:
    """Show one article's way through every stream, store and output, and where it is stuck.

    Exit code 1 if it is stuck, unknown, or a store is away.
    """
    try:
        state = asyncio.run(_trace(subject_of(subject)))
    except UnknownSubjectError as error:
        fail(error)
    if as_json:
        out.print(state.model_dump_json(), markup=False)
    else:
        _print(state)
    if state.problems or state.stuck or not state.is_known:
        raise typer.Exit(1)


async def _trace(subject: str) -> "Trace":
    # Of the extra newsroom[mongo], which most commands do without.
    from newsroom.operations.tracer import traced  # noqa: PLC0415 - see above

    async with surveyed() as survey:
        return await traced(survey, subject)


def _print(state: "Trace") -> None:
    for line in _identity(state):
        out.print(line, markup=False)
    if state.streams.entries:
        out.print()
        out.print(_entries(state))
    out.print()
    stuck = frozenset(state.stuck)
    for line in state.verdict:
        out.print(line, style="red" if line in stuck else "green", markup=False)
    for line in state.problems:
        err.print(line, style="red", markup=False)


def _identity(state: "Trace") -> Iterator[str]:
    records = state.records
    article, story = records.article, records.story
    joined = f", joined from {state.joined_from}" if state.joined_from else ""
    yield f"id        {state.subject}{joined}"
    if article and article.source:
        headline = "" if article.status == "withdrawn" else f": {article.headline}"
        yield f"name      {article.source}:{article.source_id}, {article.language}{headline}"
    elif records.held:
        yield f"name      {records.held.source}:{records.held.source_id}"
    for receipt in records.receipts:
        place = f" {receipt.place}" if receipt.place else ""
        result = f"revision {receipt.revision}" if receipt.revision is not None else receipt.problem or ""
        yield (
            f"received  {_time(receipt.received_at)} {receipt.format} from {receipt.sender}{place}, "
            f"document {receipt.document_id}: {receipt.status} {result}".rstrip()
        )
    for stored in state.states:
        yield f"Redis     {stored.owner}: revision {stored.revision}, {stored.status}"
    if article and article.revision is not None:
        kept = ", ".join(map(str, records.revisions)) or "none"
        yield f"MongoDB   revision {article.revision}, {article.status}, seq {article.seq}; kept: {kept}"
    if records.held:
        yield f"held      {records.held.status} since {_time(records.held.changed_at)}"
    if story:
        others = ", ".join(f"{language} {own}" for language, own in story.articles.items())
        yield f"story     {story.id} version {story.version}: {others or f'merged into {story.merged_into}'}"
    for logged in records.live_log:
        yield f"live log  {logged.cursor} seq {logged.seq}: {logged.change}"
    if state.answer:
        yield f"asked     {state.answer.url}: {state.answer.code or state.answer.problem}"
    for stream in state.streams.unread:
        yield f"not read  {stream} beyond its newest entries"


def _entries(state: "Trace") -> Table:
    table = Table("appended", "stream", "entry", "groups", box=None, pad_edge=False)
    for entry in state.streams.entries:
        groups = ", ".join(f"{own.group} {own.state}" for own in entry.groups)
        table.add_row(_time(entry.at), entry.stream, entry.id, groups)
    return table


def _time(instant: datetime) -> str:
    """In the terminal's zone, to the millisecond."""
    return f"{instant.astimezone():%Y-%m-%d %H:%M:%S}.{instant.microsecond // 1000:03d}"
