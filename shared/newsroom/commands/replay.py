"""`newsroom replay`: fills the stream of a new consumer from the live log and its archive."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated

import httpx
import typer

from newsroom.commands import target
from newsroom.commands.console import fail, out
from newsroom.runtime.settings import ServiceSettings
from newsroom.streams.replay import LoggedEvent, append_as_they_were, newest_of, why_not
from newsroom.streams.topology import Topology

_EARLIEST = "earliest"
_PAGE = 100
_TIMEOUT = 30.0  # seconds


def replay(
    to: Annotated[str, typer.Option("--to", help="The stream to fill; never one of the newsroom's own.")],
    since: Annotated[
        str, typer.Option("--from", help="Begin behind this cursor; `earliest`: all that is kept.")
    ] = _EARLIEST,
    lang: Annotated[list[str] | None, typer.Option(help="Repeat for more than one.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Its slug.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Its id.")] = None,
    *,
    url: Annotated[
        str | None, typer.Option(help="Of publish; else NEWSROOM_PUBLISH_URL, else the system here.")
    ] = None,
) -> None:
    """Fill a consumer's stream with the live log as it may be shown today, under its own entry ids.

    Run again it goes on where the stream ends. What was withdrawn since is not there, nor is its headline.
    """
    if refused := why_not(to, Topology(ServiceSettings().partitions)):
        fail(refused)
    wanted = [("lang", one) for one in lang or ()]
    wanted += [("category", one) for one in category or ()] + [("tag", one) for one in tag or ()]
    appended, cursor = asyncio.run(_replay(f"{target.publish(url)}/v1/changes", wanted, since, to))
    out.print(f"{appended} entries appended to {to}; the log goes on behind {cursor}", markup=False)


async def _replay(address: str, wanted: Sequence[tuple[str, str]], since: str, to: str) -> tuple[int, str]:
    appended, cursor = 0, since
    async with target.redis_of_target() as redis:
        try:
            there = await newest_of(redis, to)
        except ValueError as error:
            fail(error)
        async for events, reached in _pages(address, wanted, _later(since, there)):
            appended += await append_as_they_were(redis, to, events)
            cursor = reached
    return appended, cursor


def _later(since: str, there: str | None) -> str:
    """Where to begin: what the stream has already is not read again."""
    if there is None:
        return since
    return there if since == _EARLIEST else max(since, there, key=_order)


def _order(cursor: str) -> tuple[int, int]:
    """As cursors are ordered; whatever else was written comes last, for publish to refuse."""
    milliseconds, _, number = cursor.partition("-")
    digits = milliseconds.isdecimal() and number.isdecimal()
    return (int(milliseconds), int(number)) if digits else (sys.maxsize, 0)


async def _pages(
    address: str, wanted: Sequence[tuple[str, str]], cursor: str
) -> AsyncGenerator[tuple[list[LoggedEvent], str]]:
    """The log behind a cursor, page by page, each with the cursor it reaches to."""
    async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
        while True:
            answer = await client.get(address, params=[*wanted, ("cursor", cursor), ("limit", str(_PAGE))])
            if answer.is_error:
                fail(answer.text)
            page = answer.json()
            events = [
                LoggedEvent(at, json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
                for at, event in zip(page["cursors"], page["events"], strict=True)
            ]
            yield events, page["cursor"]
            if page["cursor"] == cursor:
                return
            cursor = page["cursor"]
