"""Command `newsroom send`: posts articles from files and folders, in any format that ingest reads."""

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

from newsroom.client.failures import unreachable
from newsroom.client.ingest_client import ingest_client, post_with_retries
from newsroom.commands import endpoints
from newsroom.commands.article_files import Format
from newsroom.commands.console import err, fail, out, show
from newsroom.commands.endpoints import IngestEndpoint
from newsroom.commands.http_calls import calling, check
from newsroom.commands.options import AsJson, DryRun, IngestKey, IngestUrl
from newsroom.commands.post_requests import NDJSON, PostRequest, files_in, post_requests

STDIN = Path("-")
MANY = 3  # files; from so many on, progress is worth showing
# Refusals that concern one file; any other error ends the command.
_OF_ONE_FILE = {
    *(HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    *(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY),
}


class Problem(BaseModel):
    """Problem details, as far as a person needs them."""

    model_config = ConfigDict(frozen=True)

    title: str = ""
    detail: str = ""


class ArticleResult(BaseModel):
    """Result of one article, as ingest answers it."""

    model_config = ConfigDict(frozen=True)

    status: Literal["created", "updated", "unchanged", "stale", "held", "withdrawn", "restored", "refused"]
    id: str = ""
    revision: int | None = None
    problem: Problem | None = None


class Waiting:
    """Observer of failed posts: says once in each outage that they are tried again."""

    def __init__(self, ingest: IngestEndpoint) -> None:
        self.is_said = False
        self._url = ingest.url

    def failed(self, error: httpx.TransportError) -> None:
        """Prints the first failure in a row."""
        if not self.is_said:
            reason = unreachable("ingest", self._url, error)
            err.print(f"{reason} (trying again for a minute)", style="yellow", markup=False)
        self.is_said = True


def send(
    files: Annotated[list[Path], typer.Argument(help="Files and folders; `-` reads standard input.")],
    file_format: Annotated[
        Format | None, typer.Option("--format", help="Of the files; else what each of them holds.")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Who the articles are from, in formats that do not say it.")
    ] = None,
    url: IngestUrl = None,
    key: IngestKey = None,
    *,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Post the articles in FILES, and show what becomes of each. Exit code 1 if any is refused."""
    paths = list(files_in(files))
    if not paths:
        fail("there is no file in there")
    if dry_run:
        for request in (request for path in paths for request in _requests_of(path, file_format, source)):
            fields = {"file": request.origin, "media_type": request.media_type, "bytes": len(request.body)}
            text = f"would be sent: {request.origin}, {request.media_type}, {len(request.body)} bytes"
            show(fields | {"act": "would be sent"}, text, as_json)
        return
    ingest = endpoints.ingest(url, key)
    with calling("ingest", ingest.url):
        refused, total = asyncio.run(_post_all(paths, file_format, source, ingest, as_json))
    if refused:
        fail(f"{refused} of {total} refused")


async def _post_all(
    paths: Sequence[Path],
    file_format: Format | None,
    source: str | None,
    ingest: IngestEndpoint,
    as_json: bool,
) -> tuple[int, int]:
    """Prints each result as it comes; returns the numbers of refused articles and of all."""
    refused = total = 0
    waiting = Waiting(ingest)
    with Progress(console=err, transient=True, disable=len(paths) < MANY or not err.is_terminal) as progress:
        task = progress.add_task("sending", total=len(paths))
        async with ingest_client(ingest.url, ingest.key) as client:
            for path in paths:
                for request in _requests_of(path, file_format, source):
                    async for result in _results(client, request, ingest, waiting):
                        _print(result, request.origin if len(paths) > 1 else None, as_json)
                        refused, total = refused + (result.status == "refused"), total + 1
                progress.advance(task)
    return refused, total


def _requests_of(path: Path, file_format: Format | None, source: str | None) -> Iterator[PostRequest]:
    try:
        content = sys.stdin.buffer.read() if path == STDIN else path.read_bytes()
        yield from post_requests(str(path), content, file_format, source)
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    except ValueError as error:
        fail(f"{path}: {error}")


async def _results(
    client: httpx.AsyncClient, request: PostRequest, ingest: IngestEndpoint, waiting: Waiting
) -> AsyncIterator[ArticleResult]:
    response = await post_with_retries(
        client, request.path, request.body, request.media_type, request.disposition, waiting.failed
    )
    waiting.is_said = False
    if response.status_code in _OF_ONE_FILE:
        yield ArticleResult(status="refused", problem=_problem_of(response))
    elif not response.is_success:
        check("ingest", ingest.url, response)
    elif response.headers.get("content-type", "").startswith(NDJSON):
        for line in response.text.splitlines():
            yield ArticleResult.model_validate_json(line)
    else:
        yield ArticleResult.model_validate_json(response.content)


def _problem_of(response: httpx.Response) -> Problem:
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return Problem(title=str(response.status_code), detail=response.text)


def _print(result: ArticleResult, origin: str | None, as_json: bool) -> None:
    if as_json:
        show({"file": origin, **result.model_dump(exclude_none=True)}, "", as_json)
    elif result.problem is not None:
        prefix = f"{origin}: " if origin else ""
        err.print(f"refused    {prefix}{result.problem.title}: {result.problem.detail}", markup=False)
    else:
        suffix = f"  {origin}" if origin else ""
        out.print(f"{result.status:<10} {result.id} revision {result.revision}{suffix}", markup=False)
