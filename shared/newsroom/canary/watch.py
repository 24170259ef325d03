"""Watch of a newsroom: sends the canary again and again, follows every consumer, and keeps the metrics."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

import httpx
from pydantic import ValidationError

from newsroom.canary.arrivals import Arrival, Arrivals
from newsroom.canary.probe import CanaryAliveError, Probe
from newsroom.runtime import metrics
from newsroom.runtime.clock import Clock
from newsroom.stores.errors import StoreUnavailableError
from newsroom.stores.redis import FAILURES
from newsroom.streams.redis_commands import NoGroupError

PUBLISH = "publish"
_AGAIN_SECONDS = 1.0
_REFRESH_SECONDS = 1.0
# Anything of an outage: the watch goes on after it. A subscription that was deleted is made anew.
_OUTAGES = (
    *FAILURES, httpx.HTTPError, StoreUnavailableError, NoGroupError, ValidationError, LookupError, OSError,
)  # fmt: skip

Follow = Callable[[], AsyncIterator[Arrival]]


@dataclass(slots=True)
class Watch:
    """Watch until it is cancelled. `every` is the pause between two canaries, in seconds.

    `observed` is called with each delay: path and seconds; `failed` with what goes wrong, once in a row.
    """

    probe: Probe
    consumers: Mapping[str, Follow]
    clock: Clock
    every: float
    observed: Callable[[str, float], None]
    failed: Callable[[str, Exception], None]
    _failing: set[str] = field(default_factory=set[str])
    _sent_at: float | None = None

    async def run(self) -> None:
        arrivals = Arrivals(self.consumers, self.clock.now())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._refresh(arrivals))
            tasks.create_task(self._probe())
            for name, follow in self.consumers.items():
                tasks.create_task(self._follow(name, follow, arrivals))

    async def _probe(self) -> None:
        while True:
            try:
                await self.probe.withdraw()
                start, revision = await self.probe.send()
                self._sent_at = start
                await self.probe.handled(revision)
            except (*_OUTAGES, CanaryAliveError) as error:
                self._fail(PUBLISH, error)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            self._sent_at = None
            self._observe(PUBLISH, time.monotonic() - start)
            await asyncio.sleep(self.every)

    async def _follow(self, name: str, follow: Follow, arrivals: Arrivals) -> None:
        while True:
            try:
                async for arrival in follow():
                    self._failing.discard(name)
                    seconds = arrivals.arrived(name, arrival, self.clock.now())
                    if seconds is not None:
                        self._observe(name, seconds)
            except _OUTAGES as error:
                self._fail(name, error)
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _refresh(self, arrivals: Arrivals) -> None:
        while True:
            sent_at = self._sent_at
            waiting = 0.0 if sent_at is None else time.monotonic() - sent_at
            metrics.CANARY_WAITING.labels(path=PUBLISH).set(waiting)
            for name in self.consumers:
                metrics.CANARY_WAITING.labels(path=name).set(arrivals.waiting(name, self.clock.now()))
            await asyncio.sleep(_REFRESH_SECONDS)

    def _observe(self, path: str, seconds: float) -> None:
        self._failing.discard(path)
        metrics.CANARY_SECONDS.labels(path=path).observe(seconds)
        self.observed(path, seconds)

    def _fail(self, path: str, error: Exception) -> None:
        if path not in self._failing:
            self._failing.add(path)
            self.failed(path, error)
