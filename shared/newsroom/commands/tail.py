"""`newsroom tail`: follows the live log of publish."""

import time
from collections.abc import Iterator
from typing import Annotated

import httpx
import typer
from httpx_sse import ServerSentEvent, SSEError, connect_sse

from newsroom.commands import target
from newsroom.commands.console import err, fail, out
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import PublicArticle

RECONNECT_PAUSE = 1.0  # seconds
QUIET = 60.0  # seconds without as much as a heartbeat: the connection is dead
RESET = "reset"  # the cursor is older than what is kept; the event names the oldest


def tail(
    lang: Annotated[list[str] | None, typer.Option(help="Repeat for more than one.")] = None,
    category: Annotated[list[str] | None, typer.Option(help="Its slug.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Its id.")] = None,
    cursor: Annotated[
        str | None, typer.Option(help="Begin behind this one; `earliest`: all that is kept.")
    ] = None,
    *,
    url: Annotated[
        str | None, typer.Option(help="Of publish; else NEWSROOM_PUBLISH_URL, else the system here.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole CloudEvents, one a line.")] = False,
) -> None:
    """Show the live log as it grows."""
    topics = [*_named("lang", lang), *_named("category", category), *_named("tag", tag)]
    for event in follow(f"{target.publish(url)}/v1/stream", topics, cursor):
        out.print(event.data if as_json else line(event), markup=False)


def follow(url: str, topics: list[tuple[str, str]], cursor: str | None) -> Iterator[ServerSentEvent]:
    """Every event behind `cursor`, across reconnections, for ever."""
    with httpx.Client(timeout=httpx.Timeout(10.0, read=QUIET), trust_env=False) as client:
        while True:
            parameters = [*topics, *_named("cursor", [cursor] if cursor else None)]
            try:
                with connect_sse(client, "GET", url, params=parameters) as source:
                    _check(source.response)
                    for event in source.iter_sse():
                        cursor = event.id or cursor
                        if event.data:  # else it only moves the cursor, or sets the pause between tries
                            yield event
            except (httpx.TransportError, SSEError) as error:
                err.print(f"reconnecting: {error!r}", style="dim", markup=False)
            time.sleep(RECONNECT_PAUSE)


def line(event: ServerSentEvent) -> str:
    """The event for a person: cursor, change, language, and headline and page if they may be shown."""
    if event.event == RESET:
        return f"reset  {event.data}"
    change = ARTICLE_PUBLISHED.decode(event.data).data
    article = change.article
    shown = (article.headline, article.url) if isinstance(article, PublicArticle) else (article.id,)
    return "  ".join((event.id, f"{change.change:<9}", article.language, *shown))


def _check(answer: httpx.Response) -> None:
    if answer.is_client_error:
        answer.read()
        fail(answer.text)


def _named(name: str, values: list[str] | None) -> list[tuple[str, str]]:
    return [(name, value) for value in values or ()]
