"""Embargo clock: an article is shown to the second its embargo ends, by whichever replica comes first.

It goes by the agreed clock: a machine whose own is ahead shows nothing early.
"""

import asyncio
from datetime import datetime
from typing import Protocol

import structlog

from newsroom.runtime.clock import Clock
from newsroom.runtime.crash_points import CrashPoint, reach
from publish.visibility.facts import ArticleFacts
from publish.visibility.live_change import emission
from publish.visibility.reconcile import LiveLog, Reconciler, sweep_before

_log = structlog.get_logger(__name__)
_BATCH = 200
# A later embargo may come in while we wait, and other replicas may move ours.
_LONGEST_WAIT = 0.5


class DueFacts(Protocol):
    """Store of embargoes that end, and of changes left behind."""

    async def due(self, now: datetime, limit: int) -> list[str]: ...
    async def next_release(self) -> datetime | None: ...
    async def released(self, ids: list[str], now: datetime) -> None: ...
    async def unlogged(self, before: datetime, limit: int) -> list[ArticleFacts]: ...


class EmbargoClock:
    """Shows articles as their embargoes end. Idempotent, so replicas may race."""

    def __init__(self, facts: DueFacts, reconciler: Reconciler, log: LiveLog, clock: Clock) -> None:
        self._facts = facts
        self._reconciler = reconciler
        self._log = log
        self._clock = clock

    async def release_due(self) -> int:
        """Shows all that is due; returns how many articles that were."""
        released = 0
        while ids := await self._facts.due(now := self._clock.now(), _BATCH):
            await self._log.append_once(await self._reconciler.reconcile(ids))
            reach(CrashPoint.PUBLISH_RELEASED)
            await self._facts.released(ids, now)
            released += len(ids)
        return released

    async def wait(self) -> None:
        """Waits until the next embargo may end."""
        upcoming = await self._facts.next_release()
        until = (upcoming - self._clock.now()).total_seconds() if upcoming else _LONGEST_WAIT
        await asyncio.sleep(max(0.0, min(until, _LONGEST_WAIT)))

    async def log_left_behind(self) -> int:
        """Appends changes that a crash, or the loss of Redis, kept from the live log."""
        left = await self._facts.unlogged(sweep_before(self._clock.now()), _BATCH)
        appended = await self._log.append_once([emission(facts) for facts in left])
        if appended:
            _log.warning("live_log.left_behind", changes=len(appended))
        return len(appended)
