"""`newsroom tail`: follows the live log of publish."""

import json
import time
from collections.abc import Iterator
from typing import Annotated

import httpx
import typer
from httpx_sse import ServerSentEvent, SSEError, connect_sse

from newsroom.commands import target
from newsroom.commands.console import err, fail, out

RECONNECT_PAUSE = 1.0  # seconds
QUIET = 60.0  # seconds without as much as a heartbeat: the connection is dead


def tail(
    lang: Annotated[list[str] | None, typer.Option(help="Repeat for more than one.")] = None,
    category: Annotated[list[str] | None, typer.Option()] = None,
    tag: Annotated[list[str] | None, typer.Option(help="A tag's id.")] = None,
    cursor: Annotated[str | None, typer.Option(help="Begin behind this one; `earliest` for all that is kept.")] = None,
    url: Annotated[str | None, typer.Option(help="Of publish; else NEWSROOM_PUBLISH_URL, else the system here.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Whole CloudEvents, one a line.")] = False,
) -> None:
    """Show what happens on the live log, as it happens."""
    topics = [*_named("lang", lang), *_named("category", category), *_named("tag", tag)]
    try:
        for event in follow(f"{target.publish(url)}/v1/stream", topics, cursor):
            out.print(event.data if as_json else _line(event), markup=False)
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


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
                        yield event
            except (httpx.TransportError, SSEError) as error:
                err.print(f"reconnecting: {error!r}", style="dim", markup=False)
            time.sleep(RECONNECT_PAUSE)


def _check(answer: httpx.Response) -> None:
    if answer.is_client_error:
        answer.read()
        fail(answer.text)


def _named(name: str, values: list[str] | None) -> list[tuple[str, str]]:
    return [(name, value) for value in values or ()]


def _line(event: ServerSentEvent) -> str:
    """`event`'s change, language, headline and page, as far as it has them."""
    said = json.loads(event.data).get("data", {})
    article = said.get("article", said)
    words = (event.event, article.get("language", "--"), article.get("headline", ""), article.get("url", ""))
    return "  ".join(word for word in words if word)
