"""Connections that are half sent, oversized, too slow or too many: each ends, and others are served."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import uvicorn

from newsroom.http.guarded_protocol import ConnectionBounds, Door, GuardedProtocol
from newsroom.http.proxies import TrustedProxies
from tests.integration.publish.live.lab import until

BOUNDS = ConnectionBounds(
    head=4096,
    target=1024,
    headers=20,
    head_seconds=0.2,
    body_seconds=0.2,
    body_rate=1000,
    stall_seconds=0.2,
    look_seconds=0.05,
    of_an_address=3,
)
OK = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = 50_000_000  # bytes: more than sockets hold


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Reads a body whole; answers much where much is asked for."""
    while (await receive()).get("more_body"):
        pass
    size = LARGE if scope["path"] == "/large" else 2
    head = [(b"content-length", str(size).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": b"x" * size})


@pytest.fixture
async def server() -> AsyncIterator[uvicorn.Server]:
    door = Door(BOUNDS, TrustedProxies.parse("127.0.0.9"))
    protocol = type("Protocol", (GuardedProtocol,), {"door": door})
    config = uvicorn.Config(application, port=0, http=protocol, lifespan="off", log_config=None)
    running = uvicorn.Server(config)
    task = asyncio.create_task(running._serve())  # without its signal handlers
    await until(lambda: running.started)
    yield running
    running.should_exit = running.force_exit = True
    await task


class Peer:
    """A connection from an address."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, server: uvicorn.Server, address: str = "127.0.0.1") -> "Peer":
        port = server.servers[0].sockets[0].getsockname()[1]
        return cls(*await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0)))

    async def answer(self) -> bytes:
        """All that comes until the connection ends."""
        async with asyncio.timeout(20):
            try:
                return await self.reader.read()
            except ConnectionError:
                return b""
            finally:
                self.writer.close()


async def ask(server: uvicorn.Server, sent: bytes, address: str = "127.0.0.1") -> bytes:
    peer = await Peer.open(server, address)
    peer.writer.write(sent)
    return await peer.answer()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", b"408"),
        (b"GET / HT", b"408"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", b"408"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 5000, b"431"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 5000 + b"\r\n\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 30 + b"\r\n", b"431"),
        (b"GET /" + b"a" * 2000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nx", b"408"),
        (b"nonsense\r\n\r\n", b"400"),
    ],
)
async def test_what_is_half_sent_or_too_large_is_refused_and_the_connection_ends(
    server: uvicorn.Server, sent: bytes, status: bytes
) -> None:
    answer = await ask(server, sent)
    assert answer.startswith(b"HTTP/1.1 " + status), answer[:100]
    assert b"application/problem+json" in answer


async def test_a_head_without_an_end_is_not_read_on(server: uvicorn.Server) -> None:
    peer = await Peer.open(server)
    peer.writer.write(b"GET / HTTP/1.1\r\nA: ")
    with pytest.raises(ConnectionError):  # within 60 MB, or the head was read
        for _ in range(600):
            peer.writer.write(b"a" * 100_000)
            await peer.writer.drain()
        raise AssertionError("60 MB of a head were read")


async def test_the_answer_before_a_refusal_still_comes(server: uvicorn.Server) -> None:
    answer = await ask(server, OK + b"GET / HTTP/1.1\r\nA: " + b"a" * 5000 + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 200")


async def test_a_body_that_comes_steadily_is_taken_however_long_it_takes(server: uvicorn.Server) -> None:
    peer = await Peer.open(server)
    peer.writer.write(b"POST / HTTP/1.1\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n")
    for _ in range(100):
        peer.writer.write(b"x" * 1000)
        await asyncio.sleep(0.01)  # what is shown is that time alone refuses nobody
    assert (await peer.answer()).startswith(b"HTTP/1.1 200")


async def test_a_peer_that_takes_nothing_of_its_answer_is_dropped(server: uvicorn.Server) -> None:
    peer = await Peer.open(server)
    peer.writer.transport.pause_reading()  # type: ignore[attr-defined]  # of the reading half
    peer.writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    await until(lambda: len(server.server_state.connections) == 1)
    await until(lambda: not server.server_state.connections)
    peer.writer.transport.abort()


async def test_one_address_has_so_many_connections_and_others_are_served(server: uvicorn.Server) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(BOUNDS.of_an_address):
            stack.callback((await Peer.open(server, "127.0.0.2")).writer.close)
        assert (await ask(server, OK, "127.0.0.2")).startswith(b"HTTP/1.1 429")
        closing = OK.replace(b"Host", b"Connection: close\r\nHost")
        assert (await ask(server, closing, "127.0.0.3")).startswith(b"HTTP/1.1 200")
        proxied = [ask(server, closing, "127.0.0.9") for _ in range(2 * BOUNDS.of_an_address)]
        assert all(answer.startswith(b"HTTP/1.1 200") for answer in await asyncio.gather(*proxied))
    await until(lambda: not server.server_state.connections)
    assert (await ask(server, closing, "127.0.0.2")).startswith(b"HTTP/1.1 200")
