"""ingest as the process that it is: bodies in pieces, slow readers, SIGTERM."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from newsroom.stack.tcp_ports import free_base
from newsroom.stores.redis import RedisClient
from tests.support.ingest import ARTICLE_STREAMS, KEY
from tests.support.waiting import PATIENCE, START_PATIENCE, until


@dataclass(frozen=True, slots=True)
class Ingest:
    process: Process
    port: int

    async def connect(self, receive_buffer: int = 65536) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.setblocking(False)
        await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self.port))
        return await asyncio.open_connection(sock=client)


@pytest.fixture
async def ingest(redis_url: str, mongo_url: str) -> AsyncIterator[Ingest]:
    port = free_base()
    told = {
        "REDIS_URL": redis_url,
        "MONGO_URL": mongo_url,
        "NEWSROOM_PORT": str(port),
        "NEWSROOM_INGEST_KEY": KEY,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ingest", env={**os.environ, **told}, stdout=DEVNULL
    )
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:

        async def is_ready() -> bool:
            with contextlib.suppress(httpx.TransportError):
                return (await http.get("/health/ready")).is_success
            return False

        await until(is_ready, "ingest is ready", START_PATIENCE)
    yield Ingest(process, port)
    if process.returncode is None:
        process.kill()
    await process.wait()


def head(*fields: str) -> bytes:
    lines = [
        "POST /v1/articles HTTP/1.1",
        "Host: ingest",
        f"Authorization: Bearer {KEY}",
        "Content-Type: application/x-ndjson",
        *fields,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def line(n: int) -> bytes:
    article = {"source": "report", "source_id": str(n), "headline": "One", "language": "en"}
    return json.dumps(article).encode() + b"\n"


def chunk(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


async def test_a_line_is_answered_before_the_next_one_is_sent(ingest: Ingest) -> None:
    reader, writer = await ingest.connect()
    writer.write(head("Transfer-Encoding: chunked"))
    for n in range(3):
        writer.write(chunk(line(n)))
        answer = await asyncio.wait_for(reader.readuntil(b"}\n"), PATIENCE)
        assert b'"created"' in answer
    writer.close()


async def test_a_sender_may_send_everything_before_it_reads(ingest: Ingest) -> None:
    # Both the body and its answers, which name every wrong field, are more than the kernel keeps.
    lines = 16_000
    body = (json.dumps({f"no such field {n}": 0 for n in range(6)}).ljust(1000) + "\n").encode() * lines
    reader, writer = await ingest.connect(receive_buffer=4096)
    writer.write(head(f"Content-Length: {len(body)}", "Connection: close") + body)
    await asyncio.wait_for(writer.drain(), PATIENCE)
    answers = await asyncio.wait_for(reader.read(-1), PATIENCE)
    assert answers.count(b'"refused"') == lines
    writer.close()


async def test_a_sender_that_breaks_off_within_a_line_has_not_sent_it(
    ingest: Ingest, redis_client: RedisClient
) -> None:
    reader, writer = await ingest.connect()
    writer.write(head("Content-Length: 100000") + line(1) + line(2))
    for _ in range(2):
        await asyncio.wait_for(reader.readuntil(b"}\n"), PATIENCE)
    writer.write(line(3).rstrip(b"\n"))
    writer.close()
    reader, writer = await ingest.connect()
    writer.write(head(f"Content-Length: {len(line(4))}", "Connection: close") + line(4))
    assert b'"created"' in await asyncio.wait_for(reader.read(-1), PATIENCE)
    assert await redis_client.xlen("article-created") == 3
    writer.close()


async def test_sigterm_finishes_what_is_in_hand(ingest: Ingest, redis_client: RedisClient) -> None:
    lines = [line(n) for n in range(2000)]
    reader, writer = await ingest.connect()
    body = b"".join(lines)
    writer.write(head(f"Content-Length: {len(body)}", "Connection: close") + body)
    await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
    ingest.process.send_signal(signal.SIGTERM)
    answers = await asyncio.wait_for(reader.read(-1), PATIENCE)
    assert answers.count(b'"created"') == 2000
    await asyncio.wait_for(ingest.process.wait(), PATIENCE)
    said = [await redis_client.xlen(stream) for stream in ARTICLE_STREAMS]
    assert said == [2000, 0, 0]
    writer.close()
