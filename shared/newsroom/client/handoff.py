"""Handoff of events from sources that push to a loop that pulls, one at a time."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from newsroom.client.news_event import NewsEvent
from newsroom.runtime.tasks import cancel_until_done
from newsroom.stores.errors import StoreUnavailableError

Deliver = Callable[[NewsEvent], Awaitable[None]]


class LoopEndedError(StoreUnavailableError):
    """Loop that takes no more: what was not finished stays where it is, and this was no attempt."""


class Source(Protocol):
    """Port to where events come from."""

    async def run(self, deliver: Deliver) -> None:
        """Delivers event after event until stopped; what `deliver` raises has failed."""
        ...

    async def stop(self) -> None:
        """Lets what is being delivered end. `deliver` raises LoopEndedError by now."""
        ...


def _new_future() -> "asyncio.Future[None]":
    return asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True, eq=False)
class _Handed:
    event: NewsEvent
    finished: "asyncio.Future[None]" = field(default_factory=_new_future)

    def settle(self, failure: Exception | None) -> None:
        if self.finished.done():  # whoever delivered it waits no longer
            return
        if failure is None:
            self.finished.set_result(None)
        else:
            self.finished.set_exception(failure)


class Handoff:
    """Rendezvous: `deliver` returns once the loop has asked for the next event, and so finished this one."""

    def __init__(self) -> None:
        # Bounded by those who deliver: each waits for its one event.
        self._waiting: deque[_Handed] = deque()
        self._changed = asyncio.Event()
        self._has_ended = False

    async def deliver(self, event: NewsEvent) -> None:
        """Raises the failure of the attempt, or LoopEndedError."""
        if self._has_ended:
            raise LoopEndedError("the loop has ended")
        event.failure = None
        handed = _Handed(event)
        self._waiting.append(handed)
        self._changed.set()
        await handed.finished

    async def next(self) -> _Handed | None:
        """The next event that somebody still waits for; None at the end."""
        while not self._has_ended:
            while self._waiting:
                handed = self._waiting.popleft()
                if not handed.finished.done():
                    return handed
            self._changed.clear()
            await self._changed.wait()
        return None

    def end(self, *_: object) -> None:
        """Refuses what waits and whatever comes."""
        self._has_ended = True
        while self._waiting:
            self._waiting.popleft().settle(LoopEndedError("the loop has ended"))
        self._changed.set()


async def events_of(source: Source, until: asyncio.Event | None = None) -> AsyncGenerator[NewsEvent]:
    """The events of a source, each finished when the next is asked for.

    Once `until` is set, the event in hand is finished and the loop ends. Whoever leaves the loop before
    leaves the event in hand unfinished. Raises what ends the source.
    """
    handoff = Handoff()
    running = asyncio.create_task(source.run(handoff.deliver), name="source of events")
    stopping = asyncio.create_task((until or asyncio.Event()).wait(), name="wait for the end")
    running.add_done_callback(handoff.end)
    stopping.add_done_callback(handoff.end)
    in_hand: _Handed | None = None
    try:
        while (in_hand := await handoff.next()) is not None:
            yield in_hand.event
            in_hand.settle(in_hand.event.failure)
    finally:
        handoff.end()
        if in_hand is not None:
            in_hand.settle(LoopEndedError("the loop was left"))
        await source.stop()
        await cancel_until_done((running, stopping))
    with contextlib.suppress(LoopEndedError, asyncio.CancelledError):
        running.result()
