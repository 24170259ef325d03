"""Command `newsroom verify`: proves that a copy of the live log is complete, or names what it lacks."""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from newsroom.client.verify import Copy, Verification
from newsroom.client.verify import verify as verify_copy
from newsroom.commands import endpoints
from newsroom.commands.console import fail, out, show
from newsroom.commands.http_calls import SUBSCRIBER_KEY, calling
from newsroom.commands.options import AsJson, PublishUrl
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import LiveChange


def verify(
    file: Annotated[str, typer.Argument(help="Events, one a line, in any order; `-` is standard input.")],
    cursor: Annotated[str | None, typer.Option(help="The position that the copy has reached.")] = None,
    since: Annotated[
        datetime | None, typer.Option(help="Compare what was first published from then.")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Compare what was first published before.")] = None,
    *,
    url: PublishUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare a copy, as `newsroom tail --json` writes it, with the digest of publish."""
    publish = endpoints.publish(url)
    try:
        copy = Copy(_changes(file))
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    call = verify_copy(publish, copy.last, cursor=cursor, since=_aware(since), until=_aware(until))
    with calling("publish", publish, SUBSCRIBER_KEY):
        verification = asyncio.run(call)
    if as_json:
        show(asdict(verification) | {"is_complete": verification.is_complete}, "", as_json)
    else:
        _print(verification)
    if not verification.is_complete:
        raise typer.Exit(1)


def _changes(file: str) -> Iterator[LiveChange]:
    with sys.stdin if file == "-" else Path(file).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield ARTICLE_PUBLISHED.decode(line).data
                except ValidationError as error:
                    fail(f"line {number} is no event of the live log: {error.errors()[0]['msg']}")


def _print(verification: Verification) -> None:
    for difference in verification.differences:
        copy, log = (
            f"{change.change} {change.seq}" if change else "nothing"
            for change in (difference.copy, difference.log)
        )
        text = f"{difference.verdict:<8}  {difference.article_id}  copy: {copy}, log: {log}"
        out.print(text, markup=False)
    for hour, language in verification.unexplained:
        out.print(f"differs   {hour} {language}, by changes that are not kept any more", markup=False)
    wrong = len(verification.differences) + len(verification.unexplained)
    verdict = "the copy is complete" if verification.is_complete else f"{wrong} differences"
    out.print(f"{verification.articles} articles at {verification.cursor}: {verdict}", markup=False)


def _aware(instant: datetime | None) -> datetime | None:
    return instant.astimezone() if instant is not None and instant.tzinfo is None else instant
