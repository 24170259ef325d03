"""Plays the sample wire: articles arrive at ingest one after another, as an agency would send them."""

import asyncio
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import httpx
from pydantic import BaseModel, ConfigDict

from newsroom.stack.posting import post


class Call(BaseModel):
    """One line of the wire: `after` is in seconds since its start, `body` what ingest's `call` takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: float
    call: Literal["articles", "withdrawals"]
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Played:
    """A call of the wire, and what ingest said to it."""

    call: Call
    status_code: int
    answer: str


def sample_wire() -> list[Call]:
    """In the order in which they arrive."""
    text = resources.files("newsroom.stack").joinpath("demo_wire.ndjson").read_text("utf-8")
    calls = [Call.model_validate_json(line) for line in text.splitlines() if line.strip()]
    return sorted(calls, key=lambda call: call.after)


async def play(client: httpx.AsyncClient, wire: Iterable[Call], told: Callable[[Played], None]) -> None:
    """Post each call at its time. Played again on the same data, everything is answered `unchanged` or `stale`."""
    start = time.monotonic()
    for call in wire:
        await asyncio.sleep(start + call.after - time.monotonic())
        body = json.dumps(call.body, ensure_ascii=False)
        answer = await post(client, f"/v1/{call.call}", body, "application/json")
        told(Played(call, answer.status_code, answer.text))
