"""Receivers of web hooks on loopback: real servers that verify each request and answer as they are told."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from standardwebhooks import Webhook, WebhookVerificationError

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Received:
    """One request. `verified` is by the published library of Standard Webhooks."""

    headers: Mapping[str, str]
    body: bytes
    verified: bool

    @property
    def events(self) -> list[dict[str, Any]]:
        parsed = json.loads(self.body)
        events: list[dict[str, Any]] = parsed if isinstance(parsed, list) else [parsed]
        return events


@dataclass(slots=True)
class Receivers:
    """`answers` maps a path to what is answered there, else 204; challenges are always answered."""

    port: int = 0
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    received: dict[str, list[Received]] = field(default_factory=lambda: defaultdict(list))
    challenged: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    silent: set[str] = field(default_factory=set[str])

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def events(self, path: str) -> list[dict[str, Any]]:
        """The events that came in requests answered with success or not, in order of arrival."""
        return [event for request in self.received[path] for event in request.events]

    def kinds(self, path: str) -> list[tuple[str, str]]:
        """Those events as (change, article id)."""
        return [(event["data"]["change"], event["subject"]) for event in self.events(path)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        body, path = await request.read(), request.path
        event = json.loads(body)
        if isinstance(event, dict) and event["type"] == "newsroom.subscription-verified.v1":
            self.challenged[path] += 1
            if path in self.silent:
                return web.Response(status=404)
            return web.json_response({"challenge": event["data"]["challenge"]})
        self.received[path].append(Received(dict(request.headers), body, self._verified(request, body)))
        answer = self.answers.get(path)
        return await answer(request) if answer else web.Response(status=204)

    def _verified(self, request: web.Request, body: bytes) -> bool:
        try:
            Webhook(self.secrets[request.path]).verify(body, dict(request.headers))
        except (KeyError, WebhookVerificationError):
            return False
        return True


def status(code: int, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer of this status, always."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=code, headers=headers)

    return answer


def failing_first(times: int, code: int = 500, headers: Mapping[str, str] | None = None) -> Answer:
    """A failure some times, then success."""
    left = times

    async def answer(_: web.Request) -> web.StreamResponse:
        nonlocal left
        left -= 1
        return web.Response(status=code, headers=headers) if left >= 0 else web.Response(status=204)

    return answer


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3600)  # until the sender leaves
    return web.Response()


@contextlib.asynccontextmanager
async def listening(app: web.Application) -> AsyncIterator[int]:
    """The port at which an application is served on loopback, until the end of the block."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def receivers() -> AsyncIterator[Receivers]:
    world = Receivers()
    app = web.Application()
    app.router.add_post("/{path:.*}", world.answer)
    async with listening(app) as world.port:
        yield world
