"""Command `newsroom replay`: fills a new consumer's stream from the live log and its archive."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from typing import Annotated

import httpx
import typer

from newsroom.commands import endpoints
from newsroom.commands.console import fail, show
from newsroom.commands.http_calls import SUBSCRIBER_KEY, calling, check
from newsroom.commands.options import AsJson, Categories, DryRun, Languages, PublishUrl, Query, Tags, topics
from newsroom.runtime.settings import ServiceSettings, from_environment
from newsroom.streams.replay import LoggedEvent, append_under_cursors, newest_id, refusal
from newsroom.streams.topology import Topology

_EARLIEST = "earliest"
_PAGE_SIZE = 100
_TIMEOUT = 30.0  # seconds


def replay(
    to: Annotated[str, typer.Option("--to", help="The stream to fill; never one of the newsroom's own.")],
    since: Annotated[
        str, typer.Option("--from", help="Begin behind this cursor; `earliest`: all that is kept.")
    ] = _EARLIEST,
    lang: Languages = None,
    category: Categories = None,
    tag: Tags = None,
    *,
    url: PublishUrl = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Fill a consumer's stream with the live log as it may be shown today, under its own entry ids.

    Run again it goes on where the stream ends. What was withdrawn since is not there, nor is its headline.
    """
    if reason := refusal(to, Topology(from_environment(ServiceSettings).partitions)):
        fail(reason)
    wanted = topics(lang, category, tag)
    publish = endpoints.publish(url)
    with calling("publish", publish, SUBSCRIBER_KEY):
        appended, cursor = asyncio.run(_replay(publish, wanted, since, to, dry_run))
    act = "would be appended" if dry_run else "appended"
    text = f"{appended} entries {act} to {to}; the log goes on behind {cursor}"
    show({"entries": appended, "stream": to, "cursor": cursor, "act": act}, text, as_json)


async def _replay(publish: str, wanted: Query, since: str, to: str, dry_run: bool) -> tuple[int, str]:
    appended, cursor = 0, since
    async with endpoints.redis_connection() as redis:
        try:
            newest = await newest_id(redis, to)
        except ValueError as error:
            fail(error)
        async for events, reached in _pages(publish, wanted, _start(since, newest)):
            appended += len(events) if dry_run else await append_under_cursors(redis, to, events)
            cursor = reached
    return appended, cursor


def _start(since: str, newest: str | None) -> str:
    """Cursor to start behind: entries that the stream has already are not read again."""
    if newest is None:
        return since
    return newest if since == _EARLIEST else max(since, newest, key=_order)


def _order(cursor: str) -> tuple[int, int]:
    """Sort key of cursors; any other text sorts last, for publish to refuse."""
    milliseconds, _, number = cursor.partition("-")
    digits = milliseconds.isdecimal() and number.isdecimal()
    return (int(milliseconds), int(number)) if digits else (sys.maxsize, 0)


async def _pages(publish: str, wanted: Query, cursor: str) -> AsyncGenerator[tuple[list[LoggedEvent], str]]:
    """Pages of the log behind a cursor, each with the cursor it reaches to."""
    async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
        while True:
            response = await client.get(
                f"{publish}/v1/changes", params=[*wanted, ("cursor", cursor), ("limit", str(_PAGE_SIZE))]
            )
            check("publish", publish, response, SUBSCRIBER_KEY)
            page = response.json()
            events = [
                LoggedEvent(at, json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode())
                for at, event in zip(page["cursors"], page["events"], strict=True)
            ]
            yield events, page["cursor"]
            if page["cursor"] == cursor:
                return
            cursor = page["cursor"]
