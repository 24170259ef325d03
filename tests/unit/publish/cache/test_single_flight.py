"""What is cache once it was made."""

import asyncio
from collections.abc import Callable

import pytest

from publish.cache.single_flight import SingleFlightCache, always_fresh
from tests.support.clock import TurnedClock


class Counted:
    """Makes 1, 2, 3 …"""

    def __init__(self) -> None:
        self.made = 0

    async def __call__(self) -> int:
        self.made += 1
        made = self.made
        await asyncio.sleep(0)
        return made


def since(oldest: int) -> Callable[[int], bool]:
    """Whether a mark is not older."""
    return lambda mark: mark >= oldest


async def test_it_is_made_once_while_it_is_good():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 10), Counted()
    assert [await cache.get("a", 1, compute, since(1)) for _ in range(3)] == [1, 1, 1]
    assert cache.find("a", since(1)) == 1
    assert cache.find("a", since(2)) is None
    assert await cache.get("a", 2, compute, since(2)) == 2
    assert await cache.get("b", 2, compute, since(2)) == 3


async def test_what_many_ask_for_at_once_is_made_once():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 10), Counted()
    assert set(await asyncio.gather(*(cache.get("a", 1, compute, always_fresh) for _ in range(20)))) == {1}


async def test_nobody_is_given_what_was_begun_before_a_change_that_they_know_of():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 10), Counted()
    early = asyncio.create_task(cache.get("a", 1, compute, since(1)))
    await asyncio.sleep(0)
    assert cache.find("a", since(1)) is None  # not made yet
    late = asyncio.create_task(cache.get("a", 2, compute, since(2)))
    assert (await early, await late) == (1, 2)
    assert cache.find("a", since(1)) == 2


async def test_a_reader_who_leaves_takes_nothing_from_the_others():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 10), Counted()
    first = asyncio.create_task(cache.get("a", 1, compute, always_fresh))
    second = asyncio.create_task(cache.get("a", 1, compute, always_fresh))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1


async def test_only_what_was_used_last_is_kept():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 2), Counted()
    for key in ("a", "b", "a", "c"):
        await cache.get(key, 1, compute, always_fresh)
    assert len(cache) == 2
    assert await cache.get("a", 1, compute, always_fresh) == 1
    assert await cache.get("b", 1, compute, always_fresh) == 4


async def test_it_weighs_what_is_kept():
    cache = SingleFlightCache[int, int](TurnedClock(), 100, weigh=lambda made: 40 * made)
    compute = Counted()
    for key in ("a", "b", "c"):  # of 40, 80 and 120
        await cache.get(key, 1, compute, always_fresh)
    assert len(cache) == 0
    for key in ("d", "e"):
        await cache.get(key, 1, Counted(), always_fresh)
    assert len(cache) == 2


async def test_what_failed_is_not_kept():
    cache = SingleFlightCache[int, int](TurnedClock(), 2)

    async def failing() -> int:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await cache.get("a", 1, failing, always_fresh)
    assert len(cache) == 0
    assert await cache.get("a", 1, Counted(), always_fresh) == 1


async def test_time_alone_makes_it_anew():
    clock = TurnedClock()
    cache, compute = SingleFlightCache[int, int](clock, 2, ttl=lambda made: 60 if made > 1 else 1), Counted()
    await cache.get("a", 1, compute, always_fresh)
    clock.turn(1)
    assert await cache.get("a", 1, compute, always_fresh) == 2
    clock.turn(59)
    assert await cache.get("a", 1, compute, always_fresh) == 2
    clock.turn(2)
    assert await cache.get("a", 1, compute, always_fresh) == 3


async def test_what_is_not_to_last_is_for_those_who_asked_together():
    cache, compute = SingleFlightCache[int, int](TurnedClock(), 2, ttl=lambda _: 0), Counted()
    assert await asyncio.gather(*(cache.get("a", 1, compute, always_fresh) for _ in range(3))) == [1, 1, 1]
    assert await cache.get("a", 1, compute, always_fresh) == 2
