"""`newsroom send`: posts articles from files."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

import httpx
import typer
from pydantic import BaseModel, ConfigDict

from newsroom.commands import drafts, target
from newsroom.commands.console import err, fail, out
from newsroom.commands.drafts import Format
from newsroom.stack.posting import client_of, post

AT_ONCE = 200  # articles in one post
STDIN = Path("-")


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
    files: Annotated[list[Path], typer.Argument(help="`-` reads standard input.")],
    file_format: Annotated[Format, typer.Option("--format", help="Of the files.")] = Format.NATIVE,
    source: Annotated[str, typer.Option(help="Who the articles of a page text are from.")] = "report",
    url: Annotated[
        str | None, typer.Option(help="Of ingest; else NEWSROOM_INGEST_URL, else the system here.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Else NEWSROOM_INGEST_KEY, else that of the system here.")
    ] = None,
) -> None:
    """Post the articles in FILES, and show what becomes of each. Exit code 1 if any is refused."""
    articles = [article for path in files for article in _articles_in(path, file_format, source)]
    try:
        refused = asyncio.run(_post_all(articles, target.ingest(url, key)))
    except httpx.TransportError as error:
        fail(f"ingest does not answer: {error!r}")
    if refused:
        fail(f"{refused} of {len(articles)} refused")


def _articles_in(path: Path, file_format: Format, source: str) -> list[str]:
    try:
        text = sys.stdin.read() if path == STDIN else path.read_text("utf-8")
        return drafts.read(text, file_format, source)
    except (OSError, ValueError) as error:
        fail(f"{path}: {error}")


async def _post_all(articles: Sequence[str], ingest: target.Ingest) -> int:
    """Shows each answer as it comes; returns how many were refused."""
    refused = 0
    async with client_of(ingest.url, ingest.key) as client:
        async for answer in _answers(client, articles):
            _tell(answer)
            refused += answer.status == "refused"
    return refused


async def _answers(client: httpx.AsyncClient, articles: Sequence[str]) -> AsyncIterator[Answer]:
    for start in range(0, len(articles), AT_ONCE):
        lines = "\n".join(articles[start : start + AT_ONCE])
        answer = await post(client, "/v1/articles", lines.encode(), "application/x-ndjson")
        if not answer.is_success:
            fail(f"ingest answered {answer.status_code}: {answer.text}")
        for line in answer.text.splitlines():
            yield Answer.model_validate_json(line)


def _tell(answer: Answer) -> None:
    if answer.problem is not None:
        err.print(f"refused    {answer.problem.title}: {answer.problem.detail}", markup=False)
    else:
        out.print(f"{answer.status:<10} {answer.id} revision {answer.revision}", markup=False)
