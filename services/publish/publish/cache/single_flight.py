"""What was made once for all who ask for it: kept while it is good, the least lately used forgotten first."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any, Generic, TypeVar

from newsroom.runtime.clock import Clock

Made = TypeVar("Made")
Mark = TypeVar("Mark")

A_MINUTE = 60.0


@dataclass(slots=True)
class _Kept(Generic[Made, Mark]):
    mark: Mark
    making: "asyncio.Future[Made]"
    until: float = inf
    weight: int = 0


class Kept(Generic[Made, Mark]):
    """Keeps what weighs no more than `size` altogether; `weigh` and `lasting` (seconds) ask what was made.

    A mark says as of when something was made. What several ask for at once is made once.
    """

    def __init__(
        self,
        clock: Clock,
        size: int,
        *,
        weigh: Callable[[Made], int] = lambda _: 1,
        lasting: Callable[[Made], float] = lambda _: A_MINUTE,
    ) -> None:
        self._clock = clock
        self._size = size
        self._weigh = weigh
        self._lasting = lasting
        self._weight = 0
        self._kept: OrderedDict[str, _Kept[Made, Mark]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: str, good: Callable[[Mark], bool]) -> Made | None:
        """What is kept under a key and already made, if it is good."""
        kept = self._good(key, good)
        if kept is None or not kept.making.done():
            return None
        self._kept.move_to_end(key)
        return kept.making.result()

    async def get(
        self, key: str, mark: Mark, make: Callable[[], Awaitable[Made]], good: Callable[[Mark], bool]
    ) -> Made:
        """As `find`; made where it is not kept, under this mark. Raises what `make` raises."""
        kept = self._good(key, good) or self._begin(key, mark, make)
        self._kept.move_to_end(key)
        # Shielded, since others may wait for what this reader, who may leave, asked for first.
        return await asyncio.shield(kept.making)

    def _good(self, key: str, good: Callable[[Mark], bool]) -> _Kept[Made, Mark] | None:
        kept = self._kept.get(key)
        if kept is None or kept.until <= self._clock.monotonic() or not good(kept.mark):
            return None
        return None if kept.making.done() and _failed(kept.making) else kept

    def _begin(self, key: str, mark: Mark, make: Callable[[], Awaitable[Made]]) -> _Kept[Made, Mark]:
        kept: _Kept[Made, Mark] = _Kept(mark, asyncio.ensure_future(make()))
        self._forget(key)
        self._kept[key] = kept
        kept.making.add_done_callback(partial(self._made, key, kept))
        return kept

    def _made(self, key: str, kept: _Kept[Made, Mark], making: "asyncio.Future[Made]") -> None:
        failed = _failed(making)
        if self._kept.get(key) is not kept:
            return
        lasting = 0.0 if failed else self._lasting(making.result())
        if not lasting:
            self._forget(key)
            return
        kept.until = self._clock.monotonic() + lasting
        kept.weight = self._weigh(making.result())
        self._weight += kept.weight
        while self._weight > self._size:
            self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        gone = self._kept.pop(key, None)
        if gone is not None:
            self._weight -= gone.weight


def _failed(making: "asyncio.Future[Any]") -> bool:
    return making.cancelled() or making.exception() is not None


def always(_: object) -> bool:
    """For what nothing but time makes outdated."""
    return True
