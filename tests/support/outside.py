"""The outside world as sources meet it: a server on loopback that answers as it is told, and remembers."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

Handler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. With `etag`, a request that has it already is answered 304."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    etag: str | None = None

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        tagged = {"ETag": self.etag} if self.etag else {}
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            return web.Response(status=304, headers=tagged)
        # A Content-Encoding given here is told, not applied: the body is what it is.
        return web.Response(body=self.body, status=self.status, headers={**self.headers, **tagged})


@dataclass(slots=True)
class Outside:
    """`says` maps paths to what is answered there; anything else is a 404."""

    port: int = 0
    says: dict[str, Handler] = field(default_factory=dict[str, Handler])
    asked: dict[str, list[Mapping[str, str]]] = field(default_factory=lambda: defaultdict(list))
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked[request.path].append(request.headers)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self.says.get(request.path, Reply(status=404))(request)
        finally:
            self.at_once -= 1


@contextlib.asynccontextmanager
async def outside() -> AsyncIterator[Outside]:
    """A running server."""
    world = Outside()
    server = web.Server(world.answer)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    [address] = runner.addresses
    world.port = address[1]
    try:
        yield world
    finally:
        await runner.cleanup()


async def hang(request: web.BaseRequest) -> web.StreamResponse:
    """Never answers."""
    await asyncio.Event().wait()
    raise AssertionError


async def endless(request: web.BaseRequest) -> web.StreamResponse:
    """A chunked answer without an end."""
    response = web.StreamResponse(headers={"Content-Type": "application/rss+xml"})
    response.enable_chunked_encoding()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b"<!-- more -->" * 1000)
    return response


async def dripping(request: web.BaseRequest) -> web.StreamResponse:
    """A byte now and then, without an end."""
    response = web.StreamResponse()
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.01)
    return response


def huge(size: int) -> Handler:
    """So many bytes, announced."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(size)})
        await response.prepare(request)
        with contextlib.suppress(ConnectionError):
            for _ in range(size // 65536):
                await response.write(b"x" * 65536)
        return response

    return answer
