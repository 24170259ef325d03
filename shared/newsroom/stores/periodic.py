"""Periodic work: the one loop for all of it, which waits out outages and ends by cancellation alone."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from newsroom.stores.errors import StoreUnavailableError

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Periodic:
    """Periodic task: awaits `call` every `every` seconds, the first time at once, or once `after` is set.

    A true result means that there is more to do at once. During an outage of a store the next call follows
    after `every` seconds.
    """

    name: str
    every: float
    call: Callable[[], Awaitable[object]]
    after: asyncio.Event | None = None

    async def run(self) -> None:
        """Runs until cancelled."""
        if self.after is not None:
            await self.after.wait()
        while True:
            if not await self._call():
                await asyncio.sleep(self.every)

    async def _call(self) -> bool:
        try:
            return bool(await self.call())
        except StoreUnavailableError as error:
            _log.warning("periodic.waiting", task=self.name, reason=str(error))
            return False
