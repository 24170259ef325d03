"""A live log in memory, a real server before it, and a client that reads server-sent events off the wire."""

import asyncio
import json
from bisect import bisect_right
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

import uvicorn

from newsroom.events.topics import Filter
from newsroom.http.asgi import Receive, Scope, Send
from newsroom.live import (
    Hub,
    InvalidQueryError,
    LiveEntry,
    LiveSettings,
    LogPage,
    LogReader,
    stream_endpoint,
)
from newsroom.live.resume import ExpiredCursor, from_log
from newsroom.live.ring_redaction import Redact, hide_whole
from newsroom.runtime.clock import SystemClock
from newsroom.runtime.tasks import cancel_until_done
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import ORIGIN, Cursor, Since

Http = Literal["httptools", "h11"]


class MemoryLog:
    """A live log that can be trimmed and can be away."""

    def __init__(self) -> None:
        self.entries: list[LiveEntry] = []
        self.trimmed = False
        self.pages = 0
        self.pages_pass = asyncio.Event()
        self.pages_pass.set()
        self._away = False
        self._changed = asyncio.Event()
        self._last = Cursor(0, 0)

    def append(
        self,
        text: str = "",
        *,
        change: str = "published",
        article: str = "a",
        topics: Sequence[str] = ("lang:en",),
        before: Sequence[str] = (),
    ) -> str:
        """Adds one entry and tells its cursor."""
        self._last = Cursor(self._last.ms + 1, 0)
        event = json.dumps({"subject": article, "data": {"text": text}}).encode()
        self.entries.append(
            LiveEntry(str(self._last), event, change, article, frozenset(before), frozenset(topics))
        )
        self._notify()
        return str(self._last)

    def trim(self, count: int) -> None:
        del self.entries[:count]
        self.trimmed = True

    def leave(self) -> None:
        """Nobody can read the log until `come_back`."""
        self._away = True
        self._notify()

    def come_back(self) -> None:
        self._away = False
        self._notify()

    async def tail(self, after: str) -> AsyncIterator[Sequence[LiveEntry]]:
        while True:
            changed = self._changed
            entries = self._above(after)
            if entries:
                after = entries[-1].cursor
                yield entries
            else:
                await changed.wait()

    async def recent(self, limit: int) -> Sequence[LiveEntry]:
        return self._above("0-0")[-limit:]

    async def page(self, after: str, wanted: Filter, limit: int) -> LogPage:
        page = self._above(after)[:limit]
        self.pages += 1
        await self.pages_pass.wait()
        return LogPage.of(page, wanted)

    async def resume(self, wanted: Cursor | Since) -> Cursor | ExpiredCursor:
        self._check()
        oldest = Cursor.parse(self.entries[0].cursor) if self.entries else None
        return from_log(wanted, oldest if self.trimmed else ORIGIN, self._last)

    async def latest(self) -> str:
        self._check()
        return str(self._last)

    def _above(self, after: str) -> list[LiveEntry]:
        self._check()
        first = bisect_right(self.entries, Cursor.parse(after), key=lambda entry: Cursor.parse(entry.cursor))
        return self.entries[first:]

    def _check(self) -> None:
        if self._away:
            raise StoreUnavailableError("away")

    def _notify(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def parse_filter(query: Sequence[tuple[str, str]]) -> Filter:
    wanted: dict[str, set[str]] = {"lang": set(), "category": set(), "tag": set()}
    for name, value in query:
        if name not in wanted:
            raise InvalidQueryError(name, "unknown")
        wanted[name].add(value)
    return Filter(*(frozenset(wanted[name]) for name in ("lang", "category", "tag")))


@dataclass(slots=True)
class Served:
    """A running server with its hub."""

    port: int
    hub: Hub
    server: uvicorn.Server


@dataclass(slots=True)
class Site(Served):
    """A running server with its hub and log."""

    log: MemoryLog


@asynccontextmanager
async def serving(
    reader: LogReader,
    settings: LiveSettings | None = None,
    *,
    http: Http = "httptools",
    redact: Redact = hide_whole,
) -> AsyncGenerator[Served]:
    hub = Hub(reader, SystemClock(), settings, redact)
    following = asyncio.create_task(hub.run())
    stream = stream_endpoint(hub, parse_filter)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await stream(scope, receive, send)

    config = uvicorn.Config(
        application,
        port=0,
        http=http,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())  # without its signal handlers
    await until(lambda: server.started and hub.ready)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(port, hub, server)
    finally:
        await hub.close()
        server.should_exit = True
        await running
        await cancel_until_done([following])


@asynccontextmanager
async def running_site(
    log: MemoryLog,
    settings: LiveSettings | None = None,
    *,
    http: Http = "httptools",
    redact: Redact = hide_whole,
) -> AsyncGenerator[Site]:
    async with serving(log, settings, http=http, redact=redact) as served:
        yield Site(served.port, served.hub, served.server, log)


async def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    """Polls until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


@dataclass(slots=True)
class Sse:
    """One server-sent event."""

    id: str | None = None
    name: str | None = None
    text: str = ""

    @property
    def said(self) -> str:
        """What the entry's author said."""
        return str(json.loads(self.text)["data"]["text"])


@dataclass(slots=True)
class Client:
    """One open stream."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict[str, str])
    comments: int = 0
    retry: int | None = None
    last_id: str | None = None
    _events: AsyncIterator[Sse] = field(init=False)

    def __post_init__(self) -> None:
        self._events = self._parsed()  # one for the client's life: a part of an event may be in it

    @classmethod
    async def open(
        cls,
        port: int,
        query: str = "",
        *,
        last_id: str | None = None,
        method: str = "GET",
        version: str = "1.1",
        receive_buffer: int | None = None,
    ) -> "Client":
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=receive_buffer or 2**16)
        resume = "" if last_id is None else f"Last-Event-ID: {last_id}\r\n"
        writer.write(f"{method} /v1/stream{query} HTTP/{version}\r\nHost: lab\r\n{resume}\r\n".encode())
        client = cls(reader, writer)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        status, *lines = head.strip().split("\r\n")
        client.status = int(status.split()[1])
        client.headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
        return client

    async def body(self) -> bytes:
        """The whole answer of a stream that ends."""
        chunked = self.headers.get("transfer-encoding") == "chunked"
        return b"".join([part async for part in (self._chunks() if chunked else self._plain())])

    async def _parsed(self) -> AsyncIterator[Sse]:
        text, event = b"", Sse()
        source = self._chunks() if self.headers.get("transfer-encoding") == "chunked" else self._plain()
        async for part in source:
            *lines, text = (text + part).split(b"\n")
            for line in lines:
                if line:
                    self._field(event, line.decode())
                elif event.name is not None:
                    self.last_id = event.id or self.last_id
                    yield event
                    event = Sse()
        assert not text, "the stream ended inside a line"
        assert event == Sse(), "the stream ended inside an event"

    async def take(self, count: int, seconds: float = 20.0) -> list[Sse]:
        """The next events."""
        async with asyncio.timeout(seconds):
            return [await anext(self._events) for _ in range(count)]

    async def rest(self, seconds: float = 20.0) -> list[Sse]:
        """All events to the stream's end."""
        async with asyncio.timeout(seconds):
            return [event async for event in self._events]

    async def close(self) -> None:
        self.writer.close()
        with suppress(ConnectionError):
            await self.writer.wait_closed()

    def abort(self) -> None:
        self.writer.transport.abort()

    def _field(self, event: Sse, line: str) -> None:
        name, _, value = line.partition(": ")
        if line.startswith(":"):
            self.comments += 1
        elif name == "retry":
            self.retry = int(value)
        elif name == "id":
            event.id = value
        elif name == "event":
            event.name = value
        elif name == "data":
            event.text = value

    async def _chunks(self) -> AsyncIterator[bytes]:
        while size := int(await self.reader.readline() or b"0", 16):
            framed = await self.reader.readexactly(size + 2)
            assert framed.endswith(b"\r\n")
            yield framed[:-2]

    async def _plain(self) -> AsyncIterator[bytes]:
        if "content-length" in self.headers:
            yield await self.reader.readexactly(int(self.headers["content-length"]))
            return
        while part := await self.reader.read(65536):
            yield part
