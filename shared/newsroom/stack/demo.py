"""Player of the sample wire: posts its lines to ingest one after another, as an agency would."""

import asyncio
import time
from collections.abc import Callable, Iterable

import httpx

from newsroom.client.ingest_client import post_with_retries
from newsroom.stack.sample_wire import WireLine, body_of

ResponseCallback = Callable[[WireLine, httpx.Response], None]


async def play(client: httpx.AsyncClient, wire: Iterable[WireLine], on_response: ResponseCallback) -> None:
    """Posts each line at its time, and passes each response on.

    Idempotent: replayed on the same data, every status is `unchanged`, `stale` or `withdrawn`. Raises
    httpx.TransportError if ingest is away for a minute.
    """
    start = time.monotonic()
    for line in wire:
        await asyncio.sleep(start + line.after - time.monotonic())
        on_response(
            line, await post_with_retries(client, f"/v1/{line.call}", body_of(line), "application/json")
        )
