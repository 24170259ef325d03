"""Check of the live log's head: one look at the log for all requests that wait at once (single-flight)."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from newsroom.streams.cursor import Cursor
from publish.hot.invalidation import InvalidationIndex

Callback = Callable[[bool], None]

_log = structlog.get_logger(__name__)
_TIMEOUT = 0.25  # seconds; then the response is computed by a query, which is always right
_TOGETHER = 64  # then the first have waited long enough
_COOL_DOWN = 1.0  # seconds without a look after one that failed


class LogHead(Protocol):
    """The head of the live log. Raises StoreUnavailableError."""

    async def newest_above(self, cursor: str) -> str | None: ...


class LogHeadCheck:
    """Decides whether the index has recorded all that is in the log; `run` is its owner's task."""

    def __init__(self, log: LogHead, index: InvalidationIndex, clock: Clock) -> None:
        self._log = log
        self._index = index
        self._clock = clock
        self._cools_until = 0.0
        self._requested = asyncio.Event()
        self._waiting: list[Callback] = []

    def request(self, callback: Callback) -> bool:
        """Calls back with whether all that is in the log now is recorded; False where no look is taken."""
        if self._index.mark is None or self._clock.monotonic() < self._cools_until:
            return False
        self._waiting.append(callback)
        self._requested.set()
        return True

    async def is_current(self) -> bool:
        """Whether all that was in the log when this was called is recorded by now."""
        current: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        return self.request(partial(_settle, current)) and await current

    async def run(self) -> None:
        """Looks whenever it is requested. A request made while a look is under way is owed the next one."""
        while True:
            await self._requested.wait()
            await self._gather()
            self._requested.clear()
            waiting, self._waiting = self._waiting, []
            current = await self._look()
            for callback in waiting:
                callback(current)

    async def _gather(self) -> None:
        """Waits while each turn of the loop brings more requests: a look costs more than their answers."""
        waiting = 0
        while waiting < len(self._waiting) < _TOGETHER:
            waiting = len(self._waiting)
            await asyncio.sleep(0)

    async def _look(self) -> bool:
        if (mark := self._index.mark) is None:
            return False
        try:
            async with asyncio.timeout(_TIMEOUT):
                newest = await self._log.newest_above(str(mark.cursor))
                if newest is not None:
                    await self._index.reach(Cursor.parse(newest))
        except (StoreUnavailableError, TimeoutError) as error:
            _log.warning("log_head.unavailable", reason=repr(error))
            self._cools_until = self._clock.monotonic() + _COOL_DOWN
            return False
        return True


def _settle(future: "asyncio.Future[bool]", current: bool) -> None:
    if not future.done():  # as it is where the request was cancelled
        future.set_result(current)
