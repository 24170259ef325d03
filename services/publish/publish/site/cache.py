"""Pages that were rendered, each as of a place in the live log: nothing visible changes without one there."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from newsroom.runtime.clock import Clock

Made = TypeVar("Made")

# What a page says of today, and its trending topics, move with the clock alone.
_KEPT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Made]):
    cursor: str
    until: float
    making: "asyncio.Future[Made]"


class PageCache(Generic[Made]):
    """Keeps the `size` pages read last. A page that several ask for at once is made once."""

    def __init__(self, clock: Clock, size: int) -> None:
        self._clock = clock
        self._size = size
        self._kept: OrderedDict[str, _Kept[Made]] = OrderedDict()

    async def get(self, address: str, cursor: str, make: Callable[[], Awaitable[Made]]) -> Made:
        """The page at an address as of a cursor; made where it is not kept. Raises what `make` raises."""
        now = self._clock.monotonic()
        kept = self._kept.get(address)
        if kept is None or kept.cursor != cursor or kept.until <= now or _failed(kept.making):
            kept = _Kept(cursor, now + _KEPT_SECONDS, asyncio.ensure_future(make()))
            self._kept[address] = kept
        self._kept.move_to_end(address)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        # Shielded, since others may wait for what this reader, who may leave, asked for first.
        return await asyncio.shield(kept.making)


def _failed(making: "asyncio.Future[Made]") -> bool:
    return making.done() and (making.cancelled() or making.exception() is not None)
