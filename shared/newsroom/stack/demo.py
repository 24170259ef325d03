"""Plays the sample wire: articles arrive at ingest one after another, as an agency would send them."""

import asyncio
import time
from collections.abc import Callable, Iterable

import httpx

from newsroom.stack.demo_wire import WireLine, body_of
from newsroom.stack.posting import post

Told = Callable[[WireLine, httpx.Response], None]


async def play(client: httpx.AsyncClient, wire: Iterable[WireLine], told: Told) -> None:
    """Post each line at its time, and tell what ingest says to it.

    Played again on the same data, it is answered `unchanged`, `stale` or `withdrawn` throughout.
    Raises httpx.TransportError if ingest stays away for a minute.
    """
    start = time.monotonic()
    for line in wire:
        await asyncio.sleep(start + line.after - time.monotonic())
        told(line, await post(client, f"/v1/{line.call}", body_of(line), "application/json"))
