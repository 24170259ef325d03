"""`newsroom send`: posts articles from files and folders, in any format that ingest reads."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

import httpx
import typer
from pydantic import BaseModel, ConfigDict, ValidationError
from rich.progress import Progress

from newsroom.commands import parcels, target
from newsroom.commands.console import err, fail, out
from newsroom.commands.drafts import Format
from newsroom.commands.parcels import NDJSON, Parcel
from newsroom.stack.posting import client_of, post

STDIN = Path("-")
MANY = 3  # files; from so many on, progress is worth showing
# What is wrong with one file, or with all of them.
_OF_ONE_FILE = {
    *(HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    *(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY),
}


class Problem(BaseModel):
    """As much of a problem detail as a person needs."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    detail: str = ""


class Answer(BaseModel):
    """What ingest says of one article."""

    model_config = ConfigDict(frozen=True)

    status: Literal["created", "updated", "unchanged", "stale", "withdrawn", "restored", "refused"]
    id: str = ""
    revision: int | None = None
    problem: Problem | None = None


def send(
    files: Annotated[list[Path], typer.Argument(help="Files and folders; `-` reads standard input.")],
    file_format: Annotated[
        Format | None, typer.Option("--format", help="Of the files; else what each of them holds.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Who the articles are from, in formats that do not say it.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Of ingest; else NEWSROOM_INGEST_URL, else the system here.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Else NEWSROOM_INGEST_KEY, else that of the system here.")
    ] = None,
) -> None:
    """Post the articles in FILES, and show what becomes of each. Exit code 1 if any is refused."""
    paths = list(parcels.files_in(files))
    if not paths:
        fail("there is no file in there")
    try:
        refused, total = asyncio.run(_post_all(paths, file_format, source, target.ingest(url, key)))
    except httpx.TransportError as error:
        fail(f"ingest does not answer: {error!r}")
    if refused:
        fail(f"{refused} of {total} refused")


async def _post_all(
    paths: Sequence[Path], file_format: Format | None, source: str | None, ingest: target.Ingest
) -> tuple[int, int]:
    """Shows each answer as it comes; returns how many were refused, of how many."""
    refused = total = 0
    with Progress(console=err, transient=True, disable=len(paths) < MANY or not err.is_terminal) as progress:
        task = progress.add_task("sending", total=len(paths))
        async with client_of(ingest.url, ingest.key) as client:
            for path in paths:
                for parcel in _parcels_of(path, file_format, source):
                    async for answer in _answers(client, parcel):
                        _tell(answer, parcel.origin if len(paths) > 1 else None)
                        refused, total = refused + (answer.status == "refused"), total + 1
                progress.advance(task)
    return refused, total


def _parcels_of(path: Path, file_format: Format | None, source: str | None) -> Iterator[Parcel]:
    try:
        content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        yield from parcels.parcels(str(path), content, file_format, source)
    except (OSError, ValueError) as error:
        fail(f"{path}: {error}")


async def _answers(client: httpx.AsyncClient, parcel: Parcel) -> AsyncIterator[Answer]:
    answer = await post(client, parcel.path, parcel.body, parcel.media_type, parcel.disposition)
    if answer.status_code in _OF_ONE_FILE:
        yield Answer(status="refused", problem=_problem_of(answer))
    elif not answer.is_success:
        fail(f"ingest answered {answer.status_code}: {answer.text}")
    elif answer.headers.get("content-type", "").startswith(NDJSON):
        for line in answer.text.splitlines():
            yield Answer.model_validate_json(line)
    else:
        yield Answer.model_validate_json(answer.content)


def _problem_of(answer: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(answer.content)
    except ValidationError:
        return Problem(title=str(answer.status_code), detail=answer.text)


def _tell(answer: Answer, origin: str | None) -> None:
    where = f"{origin}: " if origin else ""
    if answer.problem is not None:
        err.print(f"refused    {where}{answer.problem.title}: {answer.problem.detail}", markup=False)
    else:
        behind = f"  {origin}" if origin else ""
        out.print(f"{answer.status:<10} {answer.id} revision {answer.revision}{behind}", markup=False)
