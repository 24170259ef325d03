"""Cache with single-flight computation: bounded by weight (LRU) and by time, fresh by the caller's mark."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from math import inf
from typing import Any, Generic, TypeVar

from newsroom.runtime.clock import Clock

Value = TypeVar("Value")
Mark = TypeVar("Mark")

A_MINUTE = 60.0


@dataclass(slots=True)
class _Flight(Generic[Value, Mark]):
    mark: Mark
    value: "asyncio.Future[Value]"
    until: float = inf
    weight: int = 0


class SingleFlightCache(Generic[Value, Mark]):
    """Caches values of at most `size` in weight altogether, each for `ttl` of it in seconds (0: not at all).

    A mark is the state that a value was computed from; the caller decides by it whether a value is fresh.
    Concurrent callers of one key share one computation.
    """

    def __init__(
        self,
        clock: Clock,
        size: int,
        *,
        weigh: Callable[[Value], int] = lambda _: 1,
        ttl: Callable[[Value], float] = lambda _: A_MINUTE,
    ) -> None:
        self._clock = clock
        self._size = size
        self._weigh = weigh
        self._ttl = ttl
        self._weight = 0
        self._flights: OrderedDict[Hashable, _Flight[Value, Mark]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._flights)

    def find(self, key: Hashable, is_fresh: Callable[[Mark], bool]) -> Value | None:
        """The value under a key, if it is computed already and fresh."""
        flight = self._fresh(key, is_fresh)
        if flight is None or not flight.value.done():
            return None
        self._flights.move_to_end(key)
        return flight.value.result()

    async def get(
        self,
        key: Hashable,
        mark: Mark,
        compute: Callable[[], Awaitable[Value]],
        is_fresh: Callable[[Mark], bool],
    ) -> Value:
        """As `find`; computed under this mark where there is none. Raises what `compute` raises."""
        flight = self._fresh(key, is_fresh) or self._begin(key, mark, compute)
        self._flights.move_to_end(key)
        # Shielded, since others may wait for the value that this reader, who may leave, was first to need.
        return await asyncio.shield(flight.value)

    def _fresh(self, key: Hashable, is_fresh: Callable[[Mark], bool]) -> _Flight[Value, Mark] | None:
        flight = self._flights.get(key)
        if flight is None or flight.until <= self._clock.monotonic() or not is_fresh(flight.mark):
            return None
        return None if flight.value.done() and _failed(flight.value) else flight

    def _begin(
        self, key: Hashable, mark: Mark, compute: Callable[[], Awaitable[Value]]
    ) -> _Flight[Value, Mark]:
        flight: _Flight[Value, Mark] = _Flight(mark, asyncio.ensure_future(compute()))
        self._forget(key)
        self._flights[key] = flight
        flight.value.add_done_callback(partial(self._land, key, flight))
        return flight

    def _land(self, key: Hashable, flight: _Flight[Value, Mark], value: "asyncio.Future[Value]") -> None:
        failed = _failed(value)
        if self._flights.get(key) is not flight:
            return
        ttl = 0.0 if failed else self._ttl(value.result())
        if not ttl:
            self._forget(key)
            return
        flight.until = self._clock.monotonic() + ttl
        flight.weight = self._weigh(value.result())
        self._weight += flight.weight
        while self._weight > self._size:
            self._forget(next(iter(self._flights)))

    def _forget(self, key: Hashable) -> None:
        forgotten = self._flights.pop(key, None)
        if forgotten is not None:
            self._weight -= forgotten.weight


def _failed(value: "asyncio.Future[Any]") -> bool:
    return value.cancelled() or value.exception() is not None


def always_fresh(_: object) -> bool:
    """Freshness of values that nothing but time makes outdated."""
    return True
