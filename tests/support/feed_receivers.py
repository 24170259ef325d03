"""Subscribers of feeds after WebSub, on loopback: real servers, written from the specification's text.

https://www.w3.org/TR/websub/: 5.3 has the verification, 7 the distribution, 7.1 the signature.
"""

import contextlib
import hashlib
import hmac
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from aiohttp import web

from tests.support.receivers import listening


@dataclass(frozen=True, slots=True)
class Ping:
    """Request of a distribution. `signed` is by the secret that the subscriber has chosen."""

    headers: Mapping[str, str]
    body: bytes
    signed: bool

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class FeedReceivers:
    """A callback is a path; what is asked there is confirmed unless `refuses` has it.

    `answers` maps a path to the status that a ping is answered with, else 204; `echo` to another challenge.
    """

    port: int = 0
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    refuses: set[str] = field(default_factory=set[str])
    echo: dict[str, str] = field(default_factory=dict[str, str])
    redirects: dict[str, str] = field(default_factory=dict[str, str])
    answers: dict[str, int] = field(default_factory=dict[str, int])
    asked: dict[str, list[Mapping[str, str]]] = field(default_factory=lambda: defaultdict(list))
    pings: dict[str, list[Ping]] = field(default_factory=lambda: defaultdict(list))

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def modes(self, path: str) -> list[str]:
        return [query["hub.mode"] for query in self.asked[path]]

    async def verification(self, request: web.Request) -> web.Response:
        path, query = request.path, dict(request.query)
        self.asked[path].append(query)
        if path in self.redirects:
            return web.Response(status=302, headers={"Location": self.redirects[path]})
        if path in self.refuses:
            return web.Response(status=404)
        return web.Response(text=self.echo.get(path, query.get("hub.challenge", "")))

    async def distribution(self, request: web.Request) -> web.Response:
        body, path = await request.read(), request.path
        self.pings[path].append(Ping(dict(request.headers), body, self._signed(request, body)))
        return web.Response(status=self.answers.get(path, 204))

    def _signed(self, request: web.Request, body: bytes) -> bool:
        method, _, signature = request.headers.get("X-Hub-Signature", "").partition("=")
        secret = self.secrets.get(request.path)
        if secret is None:
            return False
        expected = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        return method == "sha256" and hmac.compare_digest(expected, signature)


def form(**fields: str | int) -> bytes:
    """The form of a request to a hub, fields without their `hub.`."""
    return urlencode({f"hub.{name}": value for name, value in fields.items()}).encode()


@contextlib.asynccontextmanager
async def feed_receivers() -> AsyncIterator[FeedReceivers]:
    world = FeedReceivers()
    app = web.Application(client_max_size=16 * 2**20)
    app.router.add_get("/{path:.*}", world.verification)
    app.router.add_post("/{path:.*}", world.distribution)
    async with listening(app) as world.port:
        yield world
