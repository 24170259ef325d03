"""One NDJSON upload of a gigabyte into a real ingest, whose memory is watched."""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.fanout.processes import free_port, running
from newsroom.stack.mongo_server import EmbeddedMongo
from newsroom.stack.redis_server import EmbeddedRedis
from newsroom.stack.tcp_ports import free_base

KEY = "key-of-the-bench"
ARTICLES = 2_000  # different ones; they come round again, since Redis is not what is measured
_PIECE = 256  # articles a piece
_SENTENCES = "Azerbaijan and the European Union signed a deal on a cable under the Black Sea. "
_PAGE = os.sysconf("SC_PAGE_SIZE")
_DEADLINE = 60.0  # seconds, to become ready


@dataclass(frozen=True, slots=True)
class Upload:
    """What one upload took. `peak` is ingest's resident memory above that before it, in megabytes."""

    megabytes: float
    articles: int
    refused: int
    seconds: float
    before: float
    peak: float


async def upload(gigabytes: float) -> Upload:
    """Starts everything, uploads, and ends everything."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(EmbeddedRedis(folder / "redis", free_base()))
        mongo = stack.enter_context(EmbeddedMongo(folder / "mongo", free_base()))
        port = free_port()
        environment = {
            **{"REDIS_URL": redis.url, "MONGO_URL": mongo.url, "NEWSROOM_INGEST_KEY": KEY},
            **{"NEWSROOM_HOST": "127.0.0.1", "NEWSROOM_PORT": str(port), "NEWSROOM_LOG_LEVEL": "WARNING"},
        }
        process = stack.enter_context(
            running([sys.executable, "-m", "ingest"], environment, folder / "ingest.log", core=0)
        )
        await _ready(port)
        return await _measured(port, process.pid, int(gigabytes * 1e9))


async def _measured(port: int, pid: int, size: int) -> Upload:
    await _send(port, 1_000_000)  # what is loaded once is not the upload's
    before = _resident(pid)
    peak = before
    started = time.perf_counter()
    sending = asyncio.create_task(_send(port, size))
    while not sending.done():
        peak = max(peak, _resident(pid))
        await asyncio.wait([sending], timeout=0.05)
    sent, answered, refused = sending.result()
    seconds = time.perf_counter() - started
    return Upload(sent / 1e6, answered, refused, seconds, before / 1e6, peak / 1e6)


async def _send(port: int, size: int) -> tuple[int, int, int]:
    """Sends so many bytes and reads the answers meanwhile: bytes sent, answers, refusals among them."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /v1/articles HTTP/1.1\r\nHost: ingest\r\nAuthorization: Bearer {KEY}\r\n"
        "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode())
    counting = asyncio.create_task(_count(reader))
    sent = 0
    for piece in _pieces():
        writer.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        await writer.drain()
        sent += len(piece)
        if sent >= size:
            break
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    answered, refused = await counting
    writer.close()
    return sent, answered, refused


async def _count(reader: asyncio.StreamReader) -> tuple[int, int]:
    answered = refused = 0
    while line := await reader.readline():
        answered += b'"status"' in line
        refused += b'"refused"' in line
    return answered, refused


def _pieces() -> Iterator[bytes]:
    """Without end."""
    lines = [_line(number) for number in range(ARTICLES)]
    pieces = [b"".join(lines[start : start + _PIECE]) for start in range(0, ARTICLES, _PIECE)]
    while True:
        yield from pieces


def _line(number: int) -> bytes:
    article = {
        "source": "bench",
        "source_id": str(number),
        "language": "en",
        "headline": f"Cable deal number {number} signed",
        "body": f"{number}. " + _SENTENCES * (20 + number % 20),
        "published_at": "2026-11-24T10:00:00Z",
    }
    return json.dumps(article).encode() + b"\n"


async def _ready(port: int) -> None:
    deadline = time.monotonic() + _DEADLINE
    async with httpx.AsyncClient(trust_env=False) as client:
        while time.monotonic() < deadline:
            try:
                if (await client.get(f"http://127.0.0.1:{port}/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise TimeoutError("ingest does not become ready")


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
