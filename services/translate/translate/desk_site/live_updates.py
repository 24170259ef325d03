"""What happens, to every desk page that is open: one reader a process, and a number that rises.

A page is told that something changed, never what: it reads itself anew, under its own session.
"""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)
MOST_PAGES = 200
# A page comes back by itself within the second, so that a process which is told to stop need not wait for it.
_LASTS_SECONDS = 5.0
_TOGETHER_SECONDS = 0.5  # what comes at once is told at once
_LINGERS_SECONDS = 10.0
_SECONDS_BETWEEN_TRIES = 0.5


class FullError(Exception):
    """Too many pages are open: they ask again and again instead."""


class Streams(Protocol):
    """Where it is read."""

    async def begin(self) -> None: ...
    async def next(self) -> frozenset[str]: ...


@dataclass(slots=True)
class DeskNews:
    """Counts what came. Reads only while somebody looks, and a little longer."""

    streams: Streams
    clock: Clock
    _life: str = field(default_factory=lambda: secrets.token_hex(4))
    _count: int = 0
    _pages: int = 0
    _seen: float = 0.0
    _came: asyncio.Condition = field(default_factory=asyncio.Condition)
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Reads until cancelled."""
        while True:
            await self._wanted.wait()
            try:
                await self._read_while_wanted()
            except StoreUnavailableError as error:
                _log.warning("desk_news.waiting", reason=str(error))
                await asyncio.sleep(_SECONDS_BETWEEN_TRIES)

    async def follow(self, last_id: str | None) -> AsyncIterator[bytes]:
        """Server-sent events for a page that knows all up to an id; ends after a while. Raises FullError
        before the first."""
        with self._page():
            yield b"retry: 300\n\n"
            until = self.clock.monotonic() + _LASTS_SECONDS
            known = self._id
            if last_id is not None and last_id != known:
                yield _event(known)
            elif last_id is None:
                yield f"id: {known}\nevent: hello\ndata: {{}}\n\n".encode()
            while (left := until - self.clock.monotonic()) > 0:
                if not await self._changed(known, left):
                    return
                await asyncio.sleep(_TOGETHER_SECONDS)
                known = self._id
                yield _event(known)

    @property
    def is_full(self) -> bool:
        return self._pages >= MOST_PAGES

    @property
    def _id(self) -> str:
        return f"{self._life}-{self._count}"

    async def _changed(self, known: str, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds), self._came:
                await self._came.wait_for(lambda: self._id != known)
        return self._id != known

    @contextlib.contextmanager
    def _page(self) -> Iterator[None]:
        if self.is_full:
            raise FullError
        self._pages += 1
        self._wanted.set()
        try:
            yield
        finally:
            self._pages -= 1
            self._seen = self.clock.monotonic()

    async def _read_while_wanted(self) -> None:
        await self.streams.begin()
        await self._count_one()  # whatever came while nobody read
        while self._pages or self.clock.monotonic() - self._seen < _LINGERS_SECONDS:
            if await self.streams.next():
                await self._count_one()
        self._wanted.clear()

    async def _count_one(self) -> None:
        async with self._came:
            self._count += 1
            self._came.notify_all()


def _event(known: str) -> bytes:
    return f"id: {known}\nevent: news\ndata: {{}}\n\n".encode()
