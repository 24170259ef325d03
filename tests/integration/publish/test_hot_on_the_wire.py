"""Cached responses go out the same however the server is built: written without a task, or through `send`."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
import uvicorn

from newsroom.http.asgi import Receive, Scope, Send
from newsroom.http.guarded_protocol import GuardedProtocol
from newsroom.runtime.clock import SystemClock
from publish.hot.cacheable import cacheable_resources
from publish.hot.front import Front
from publish.hot.invalidation import InvalidationIndex
from publish.hot.log_head import LogHeadCheck
from publish.hot.request_head import LONGEST
from publish.hot.uvicorn_protocol import served as served_by
from tests.support.published import LANGUAGES
from tests.support.waiting import until

BODY = b'{"items":[]}' * 5000
GET = "GET /v1/feed{query} HTTP/{version}\r\nHost: x\r\n{headers}\r\n"
DATE = re.compile(rb"date: [^\r]+\r\n")


class Quiet:
    """A log without new entries, which answers once it may."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.looks = 0

    async def newest_above(self, cursor: str) -> None:
        self.looks += 1
        await self.may_answer.wait()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        return
    if scope["path"] == "/broken":
        raise RuntimeError("broken on purpose")
    request = await receive()
    headers = [(b"content-type", b"application/json"), (b"etag", b'"made"'), (b"vary", b"Accept, Origin")]
    headers += [(b"content-length", b"%d" % len(BODY)), (b"x-taken", b"%d" % len(request["body"]))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


Http = Literal["httptools", "h11", "front"]


@dataclass(slots=True)
class Server:
    """A server with a front before `application`. `tasks` are the requests that became a task."""

    port: int
    log: Quiet
    tasks: list[str] = field(default_factory=list[str])
    server: uvicorn.Server | None = None

    async def ask(self, *requests: str) -> bytes:
        """All that comes back for these requests, sent at once; the last of them ends the connection."""
        return await self.ask_in_pieces("".join(requests).encode())

    async def ask_in_pieces(self, *pieces: bytes) -> bytes:
        """The same for bytes that come in several reads."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            for _ in range(3):  # turns of the loop, which is the server's too: it reads each by itself
                await asyncio.sleep(0)
        async with asyncio.timeout(20):
            answer = await reader.read(-1)
        writer.close()
        return DATE.sub(b"", answer)


@asynccontextmanager
async def served(http: Http, keep_alive: int = 5) -> AsyncIterator[Server]:
    log, index = Quiet(), InvalidationIndex()
    index.restart("1-0")
    head_check = LogHeadCheck(log, index, SystemClock())
    checking = asyncio.create_task(head_check.run())
    front = Front(
        application, cacheable_resources(LANGUAGES, ()), index, head_check, SystemClock(), "language"
    )
    tasks: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            tasks.append(f"{scope['method']} {scope['query_string'].decode()}")
        await front(scope, receive, send)

    hot = served_by(app, front)
    config = uvicorn.Config(
        hot.app,
        port=0,
        http={"front": hot.protocol, "httptools": GuardedProtocol}.get(http, "h11"),
        lifespan="off",
        log_level="critical",
        access_log=False,
        timeout_keep_alive=keep_alive,
    )
    config.proxy_headers = False
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await until(started, "it is served")
    yield Server(server.servers[0].sockets[0].getsockname()[1], log, tasks, server)
    server.should_exit = True
    await serving
    checking.cancel()


def request(query: str = "", version: str = "1.1", *headers: str, method: str = "GET") -> str:
    lines = "".join(f"{header}\r\n" for header in headers)
    return GET.format(query=query, version=version, headers=lines).replace("GET", method, 1)


LAST = request("?lang=az", "1.1", "Connection: close")
LONG = f"X-Long: {'a' * LONGEST}"
BODIED = request("", "1.1", "Content-Length: 3") + "abc"
CHUNKED = request("", "1.1", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n"
CASES: dict[str, Sequence[str]] = {
    "one": [LAST],
    "one after the other": [request(), request(), request("?limit=5"), LAST],
    "very many at once": [*[request()] * 300, LAST],
    "304": [request("", "1.1", 'If-None-Match: "made"'), LAST],
    "gzip": [request("", "1.1", "Accept-Encoding: gzip"), LAST],
    "HEAD": [request(method="HEAD"), LAST],
    "HTTP/1.0": [request("", "1.0")],
    "HTTP/1.0, kept alive": [request("", "1.0", "Connection: keep-alive"), LAST],
    "keep-alive": [request("", "1.1", "Connection: keep-alive"), LAST],
    "not cached": [request("?q=oil"), request(), request("?q=oil"), LAST],
    "a body": [request(), BODIED, request(), LAST],
    "a chunked body": [request(), CHUNKED, request(), LAST],
    "a body of a POST": [request(), BODIED.replace("GET", "POST"), request(), LAST],
    "Expect": [request("", "1.1", "Expect: 100-continue"), request(), LAST],
    "a large header": [request(), request("", "1.1", LONG), request(), LAST],
    "many large headers": [request(), request("", "1.1", *[LONG] * 4), request(), LAST],
    "percent-encoded": [request().replace("feed", "fe%65d"), LAST],
    "an absolute address": [request().replace("/v1", "http://x/v1"), LAST],
    "spaces around values": [request("", "1.1", "Accept-Encoding:   gzip  "), LAST],
    "an upgrade that is not offered": [
        request("", "1.1", "Connection: Upgrade, keep-alive", "Upgrade: h2c"),
        LAST,
    ],
    "empty lines before a request": [request(), "\r\n\r\n", request(), LAST],
    "an error": [request(), request().replace("/v1/feed", "/broken"), request()],
}
MALFORMED = {
    "not HTTP": "nonsense\r\n\r\n",
    "not even its beginning": "nonsense",
    "bare line feeds": request().replace("\r\n", "\n"),
    "a bare line feed between two": request().replace("\r\n", "\n") + request(),
    "a name that no header has": request("", "1.1", "a b: c"),
    "two lengths": request("", "1.1", "Content-Length: 3", "Content-Length: 4") + "abc",
    "a length and chunks": CHUNKED.replace("Host: x", "Host: x\r\nContent-Length: 3"),
    "an address without a path": request().replace("/v1/feed", "http://x"),
    "a zero byte": request("", "1.1", "X: a\0b"),
    "a length that is none": request("", "1.1", "Content-Length: x"),
}


@pytest.mark.parametrize("case", CASES)
async def test_every_server_says_the_same(case: str) -> None:
    answers: dict[Http, bytes] = {}
    servers: tuple[Http, ...] = ("httptools", "h11", "front")
    for http in servers:
        async with served(http) as server:
            await server.ask(LAST, request())  # so that what follows is cached
            answers[http] = await server.ask(*CASES[case])
    assert answers["front"] == answers["httptools"]
    if case in OF_H11:
        assert _parts(answers["front"]) == _parts(answers["h11"])
        assert b"HTTP/1.1 200" in answers["front"]


@pytest.mark.parametrize("case", MALFORMED)
async def test_what_is_malformed_is_refused_as_ever_after_the_requests_before_it(case: str) -> None:
    async with served("httptools") as server:
        refused = await server.ask(MALFORMED[case])
    async with served("front") as server:
        await server.ask(request(), LAST)
        alone = await server.ask(MALFORMED[case])
        behind = await server.ask(request(), request(), MALFORMED[case], request())
    assert refused.startswith(b"HTTP/1.1 400")
    assert alone == refused
    assert behind.count(b"HTTP/1.1 200 OK") == 2
    assert behind.endswith(refused)


# h11 reads the other, odd requests in a way of its own.
OF_H11 = ("one", "one after the other", "304", "gzip", "HEAD", "HTTP/1.0", "keep-alive", "not cached")


def _parts(answers: bytes) -> list[bytes]:
    """Heads' lines in any order and case, as servers spell them each in their own way."""
    return sorted(line.lower() for line in answers.split(b"\r\n"))


@pytest.mark.parametrize("case", ["one after the other", "not cached", "a body", "gzip", "a large header"])
@pytest.mark.parametrize("size", [1, 7, 40])
async def test_requests_may_come_in_pieces(case: str, size: int) -> None:
    whole = "".join(part.replace(LONG, LONG[:40]) for part in CASES[case]).encode()[-400:]
    whole = whole[whole.index(b"GET ") :]
    pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
    async with served("front") as server:
        expected = await server.ask_in_pieces(whole)
        assert await server.ask_in_pieces(*pieces) == expected
        assert await server.ask_in_pieces(whole[:-3], whole[-3:]) == expected


async def test_what_is_cached_costs_no_task() -> None:
    """Or the cases above compared tasks with tasks."""
    unlike = [request("?limit=5"), request("", "1.1", "Accept-Encoding: gzip"), request(method="HEAD")]
    async with served("front") as server:
        await server.ask(request(), request(), *unlike, LAST)
        first = list(server.tasks)
        server.tasks.clear()
        await server.ask(request(), request(), *unlike, LAST)
        second = list(server.tasks)
    assert first == ["GET ", "GET limit=5", "GET ", "HEAD ", "GET lang=az"]
    assert second == ["HEAD ", "GET lang=az"]  # the last ends its connection


async def test_a_connection_that_was_passed_on_comes_back() -> None:
    """What the server's own protocol had to answer does not keep it."""
    async with served("front") as server:
        await server.ask(request(), request("?q=oil"), request(), request("?q=oil"), request(), LAST)
    assert server.tasks == ["GET ", "GET q=oil", "GET q=oil", "GET lang=az"]


async def test_a_request_in_pieces_is_answered_from_memory() -> None:
    half, rest = request().encode()[:20], request().encode()[20:]
    async with served("front") as server:
        await server.ask(request(), LAST)
        server.tasks.clear()
        answer = await server.ask_in_pieces(half, rest + half, rest, LAST.encode())
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert server.tasks == ["GET lang=az"]


async def test_who_leaves_before_the_answer_costs_the_others_nothing() -> None:
    async with served("front") as server:
        await server.ask(LAST)
        _, leaver = await asyncio.open_connection("127.0.0.1", server.port)
        leaver.write(request().encode())
        leaver.transport.abort()
        assert (await server.ask(request(), LAST)).count(b"HTTP/1.1 200 OK") == 2


async def test_a_request_in_hand_is_answered_before_the_server_ends() -> None:
    async with served("front") as server:
        await server.ask(request(), LAST)
        server.log.may_answer.clear()
        looks = server.log.looks
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(request().encode())

        async def looked() -> bool:
            return server.log.looks > looks

        await until(looked, "the request is in hand")
        assert server.server is not None
        server.server.should_exit = True
        await asyncio.sleep(0)
        server.log.may_answer.set()
        async with asyncio.timeout(20):
            answer = await reader.read(-1)
        writer.close()
    assert answer.endswith(BODY)


@pytest.mark.parametrize("passed_on", [False, True])
async def test_an_idle_connection_is_closed_and_a_busy_one_is_not(passed_on: bool) -> None:
    """The server's own timer for a request it answered ends no connection that goes on from memory."""
    async with served("front", keep_alive=1) as server:
        await server.ask(request(), LAST)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        loop = asyncio.get_running_loop()
        begun, asked = loop.time(), 0
        if passed_on:
            writer.write(request("?q=oil").encode())
            await _one(reader)
        while loop.time() - begun < 2.5:
            writer.write(request().encode())
            await _one(reader)
            asked += 1
        async with asyncio.timeout(20):
            assert await reader.read(-1) == b""
        writer.close()
    assert asked > 2


async def _one(reader: asyncio.StreamReader) -> None:
    async with asyncio.timeout(20):
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200")
        assert await reader.readexactly(len(BODY)) == BODY


async def test_who_reads_slowly_gets_everything_in_order() -> None:
    """More than any buffer holds, asked for at once."""
    async with served("front") as server:
        await server.ask(request(), LAST)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=2**16)
        writer.write((request() * 200 + LAST).encode())
        async with asyncio.timeout(60):
            for _ in range(201):
                await _one(reader)
            assert await reader.read(-1) == b""
        writer.close()
