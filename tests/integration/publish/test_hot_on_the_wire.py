"""What is kept goes out the same however the server is made: written without a task, or through `send`."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import pytest
import uvicorn

from newsroom.http.asgi import Receive, Scope, Send
from newsroom.runtime.clock import SystemClock
from publish.hot.cacheable import places
from publish.hot.front import Front
from publish.hot.invalidation import Heard
from publish.hot.log_head import Freshness
from publish.hot.uvicorn_front import protocol_with
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


Http = Literal["httptools", "h11", "front"]


@asynccontextmanager
async def served(http: Http, tasks: list[str] | None = None) -> AsyncIterator[int]:
    """A server with what is kept in front of `answering`; the port it is at.

    `tasks` is told the path of each request that became a task.
    """
    heard = Heard()
    heard.began("1-0")
    freshness = Freshness(Quiet(), heard, SystemClock())
    looking = asyncio.create_task(freshness.run())
    front = Front(answering, places(LANGUAGES, ()), heard, freshness, SystemClock(), "language")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if tasks is not None:
            tasks.append(f"{scope['method']} {scope['query_string'].decode()}")
        await front(scope, receive, send)

    protocol = protocol_with(front) if http == "front" else http
    config = uvicorn.Config(app, port=0, http=protocol, lifespan="off", log_level="warning", access_log=False)
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
    told: dict[Http, bytes] = {}
    servers: tuple[Http, ...] = ("httptools", "h11", "front")
    for http in servers:
        async with served(http) as port:
            await said(port, LAST, request())  # so that what follows is kept
            told[http] = await said(port, *CASES[case])
    assert _parts(told["front"]) == _parts(told["h11"])
    assert told["front"] == told["httptools"]
    assert b"HTTP/1.1 200" in told["front"]


def _parts(answers: bytes) -> list[bytes]:
    """Heads' lines in any order and case, as servers spell them each in their own way."""
    return sorted(line.lower() for line in answers.split(b"\r\n"))


async def test_what_is_kept_costs_no_task() -> None:
    """Or the case above compared tasks with tasks."""
    tasks: list[str] = []
    unlike = [request("?limit=5"), request("", "1.1", "Accept-Encoding: gzip"), request(method="HEAD")]
    async with served("front", tasks) as port:
        await said(port, request(), request(), *unlike, LAST)
        first, tasks[:] = list(tasks), []
        await said(port, request(), request(), *unlike, LAST)
    assert first == ["GET ", "GET limit=5", "GET ", "HEAD ", "GET lang=az"]
    assert tasks == ["HEAD ", "GET lang=az"]  # the last ends its connection


async def test_who_leaves_before_the_answer_costs_the_others_nothing() -> None:
    async with served("front") as port:
        await said(port, LAST)
        _, leaver = await asyncio.open_connection("127.0.0.1", port)
        leaver.write(request().encode())
        leaver.transport.abort()
        assert (await said(port, request(), LAST)).count(b"HTTP/1.1 200 OK") == 2
