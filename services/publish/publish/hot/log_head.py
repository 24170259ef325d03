"""Whether all that the live log says has been heard: one look at the log for all who ask at once."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Protocol

import structlog

from newsroom.live.cursor import Cursor
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from publish.hot.invalidation import Heard

Told = Callable[[bool], None]

_log = structlog.get_logger(__name__)
_PATIENCE = 0.25  # seconds; then the answer is made by a query, which is always right
_TOGETHER = 64  # then the first have waited long enough
_REST = 1.0  # seconds without a look after one that failed


class LogEnd(Protocol):
    """The end of the live log. Raises StoreUnavailableError."""

    async def newest_above(self, cursor: str) -> str | None: ...


class Freshness:
    """Looks at the log; `run` is its owner's task."""

    def __init__(self, log: LogEnd, heard: Heard, clock: Clock) -> None:
        self._log = log
        self._heard = heard
        self._clock = clock
        self._rests_until = 0.0
        self._asked = asyncio.Event()
        self._waiting: list[Told] = []

    def tell(self, told: Told) -> bool:
        """Calls back once it is known whether all that is in the log now is heard; False where none looks."""
        if self._heard.mark is None or self._clock.monotonic() < self._rests_until:
            return False
        self._waiting.append(told)
        self._asked.set()
        return True

    async def heard_all(self) -> bool:
        """Whether all that was in the log when this was called is heard by now."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        return self.tell(partial(_settle, answer)) and await answer

    async def run(self) -> None:
        """Looks whenever somebody asks. Who asks while a look is under way is owed the next one."""
        while True:
            await self._asked.wait()
            await self._gather()
            self._asked.clear()
            waiting, self._waiting = self._waiting, []
            heard_all = await self._look()
            for told in waiting:
                told(heard_all)

    async def _gather(self) -> None:
        """Waits, while each turn of the loop brings more who ask: a look costs more than their answers."""
        asking = 0
        while asking < len(self._waiting) < _TOGETHER:
            asking = len(self._waiting)
            await asyncio.sleep(0)

    async def _look(self) -> bool:
        if (mark := self._heard.mark) is None:
            return False
        try:
            async with asyncio.timeout(_PATIENCE):
                newest = await self._log.newest_above(str(mark.cursor))
                if newest is not None:
                    await self._heard.reach(Cursor.parse(newest))
        except (StoreUnavailableError, TimeoutError) as error:
            _log.warning("answers are made by queries", reason=repr(error))
            self._rests_until = self._clock.monotonic() + _REST
            return False
        return True


def _settle(answer: "asyncio.Future[bool]", heard_all: bool) -> None:
    if not answer.done():  # as it is where who asked has left
        answer.set_result(heard_all)
