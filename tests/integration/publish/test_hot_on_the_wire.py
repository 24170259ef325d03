"""What is kept goes out the same however the server is made: written in one go, or through its `send`."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

import pytest
import uvicorn

from newsroom.runtime.clock import SystemClock
from publish.hot.freshness import Freshness
from publish.hot.front import Front
from publish.hot.heard import Heard
from publish.hot.places import places
from publish.live.asgi import Receive, Scope, Send
from tests.support.published import LANGUAGES
from tests.support.waiting import until

BODY = b'{"items":[]}' * 5000
GET = "GET /v1/feed{query} HTTP/{version}\r\nHost: x\r\n{headers}\r\n"
DATE = re.compile(rb"date: [^\r]+\r\n")


class Quiet:
    """A log that says nothing."""

    async def newest_above(self, cursor: str) -> None: ...


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        return
    headers = [(b"content-type", b"application/json"), (b"etag", b'"made"'), (b"vary", b"Accept, Origin")]
    headers.append((b"content-length", b"%d" % len(BODY)))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


@asynccontextmanager
async def served(http: Literal["httptools", "h11"], cycles: list[Any] | None = None) -> AsyncIterator[int]:
    """A server with what is kept in front of `answering`; the port it is at. Its request cycles are kept."""
    heard = Heard()
    heard.began("1-0")
    freshness = Freshness(Quiet(), heard, SystemClock())
    looking = asyncio.create_task(freshness.run())
    front = Front(answering, places(LANGUAGES, ()), heard, freshness, SystemClock(), "language")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if cycles is not None:
            cycles.append(getattr(send, "__self__"))  # noqa: B009 - a method's, which its type does not tell
        await front(scope, receive, send)

    config = uvicorn.Config(app, port=0, http=http, lifespan="off", log_level="warning", access_log=False)
    config.proxy_headers = False
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started, "it is served")
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving
    looking.cancel()


async def said(port: int, *requests: str) -> bytes:
    """All that comes back for these requests, sent at once; the last of them ends the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write("".join(requests).encode())
    async with asyncio.timeout(20):
        answer = await reader.read(-1)
    writer.close()
    return DATE.sub(b"", answer)


def request(query: str = "", version: str = "1.1", *headers: str, method: str = "GET") -> str:
    lines = "".join(f"{header}\r\n" for header in headers)
    return GET.format(query=query, version=version, headers=lines).replace("GET", method, 1)


LAST = request("?lang=az", "1.1", "Connection: close")
CASES = {
    "one": [LAST],
    "one after the other": [request(), request(), request("?limit=5"), LAST],
    "304": [request("", "1.1", 'If-None-Match: "made"'), LAST],
    "gzip": [request("", "1.1", "Accept-Encoding: gzip"), LAST],
    "HEAD": [request(method="HEAD"), LAST],
    "HTTP/1.0": [request("", "1.0")],
    "not kept": [request("?q=oil"), LAST],
}


@pytest.mark.parametrize("case", CASES)
async def test_every_server_says_the_same(case: str) -> None:
    told: list[bytes] = []
    servers: tuple[Literal["httptools", "h11"], ...] = ("httptools", "h11")
    for http in servers:
        async with served(http) as port:
            await said(port, LAST, request())  # so that what follows is kept
            told.append(await said(port, *CASES[case]))
    assert _parts(told[0]) == _parts(told[1])
    assert b"HTTP/1.1 200" in told[0]


def _parts(answers: bytes) -> list[bytes]:
    """Heads' lines in any order and case, as servers spell them each in their own way."""
    return sorted(line.lower() for line in answers.split(b"\r\n"))


async def test_what_is_kept_is_written_in_one_go() -> None:
    """Or the case above compared `send` with itself: the cycle never came to think of the length."""
    cycles: list[Any] = []
    async with served("httptools", cycles) as port:
        await said(port, request(), request(), LAST)
    assert [cycle.chunked_encoding for cycle in cycles] == [None, None, False]
    assert all(cycle.response_complete for cycle in cycles)
