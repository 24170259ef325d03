"""Command `newsroom tail`: follows the live stream of publish, across reconnections."""

import time
from collections.abc import Iterator
from typing import Annotated

import httpx
import typer
from httpx_sse import ServerSentEvent, SSEError, connect_sse

from newsroom.client.failures import is_lasting, unreachable
from newsroom.commands import endpoints
from newsroom.commands.console import err, fail, out
from newsroom.commands.http_calls import SUBSCRIBER_KEY, check
from newsroom.commands.options import Categories, Languages, PublishUrl, Query, Tags, repeated, topics
from newsroom.events.catalogue import ARTICLE_PUBLISHED
from newsroom.events.live import PublicArticle

RECONNECT_SECONDS = 1.0
READ_TIMEOUT = 60.0  # seconds without as much as a heartbeat: the connection is dead
RESET = "reset"  # the cursor is older than what is kept; the event names the oldest


def tail(
    lang: Languages = None,
    category: Categories = None,
    tag: Tags = None,
    cursor: Annotated[
        str | None, typer.Option(help="Begin behind this one; `earliest`: all that is kept.")
    ] = None,
    *,
    url: PublishUrl = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole CloudEvents, one a line.")] = False,
) -> None:
    """Show the live log as it grows."""
    for event in follow(endpoints.publish(url), topics(lang, category, tag), cursor):
        out.print(event.data if as_json else line(event), markup=False)


def follow(publish: str, wanted: Query, cursor: str | None) -> Iterator[ServerSentEvent]:
    """Every event behind `cursor`, across reconnections, for ever."""
    with httpx.Client(timeout=httpx.Timeout(10.0, read=READ_TIMEOUT), trust_env=False) as client:
        is_said = False
        while True:
            parameters = [*wanted, *repeated("cursor", [cursor] if cursor else None)]
            try:
                with connect_sse(client, "GET", f"{publish}/v1/stream", params=parameters) as source:
                    _check(source.response, publish)
                    is_said = False
                    for event in source.iter_sse():
                        cursor = event.id or cursor
                        if event.data:  # else it only moves the cursor, or sets the delay of reconnections
                            yield event
            except (httpx.TransportError, SSEError) as error:
                if isinstance(error, httpx.TransportError) and is_lasting(error):
                    fail(unreachable("publish", publish, error))
                if not is_said:  # once in each outage
                    reason = unreachable("publish", publish, error)
                    err.print(f"{reason} (reconnecting)", style="dim", markup=False)
                is_said = True
            time.sleep(RECONNECT_SECONDS)


def line(event: ServerSentEvent) -> str:
    """The event for a person: cursor, change, language, and headline and page if they may be shown."""
    if event.event == RESET:
        return f"reset  {event.data}"
    change = ARTICLE_PUBLISHED.decode(event.data).data
    article = change.article
    shown = (article.headline, article.url) if isinstance(article, PublicArticle) else (article.id,)
    return "  ".join((event.id, f"{change.change:<9}", article.language, *shown))


def _check(response: httpx.Response, publish: str) -> None:
    if response.is_client_error:
        response.read()
        check("publish", publish, response, SUBSCRIBER_KEY)
