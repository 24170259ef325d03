"""What is kept once it was made."""

import asyncio
from collections.abc import Callable

import pytest

from publish.cache.single_flight import Kept, always
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
    kept, make = Kept[int, int](TurnedClock(), 10), Counted()
    assert [await kept.get("a", 1, make, since(1)) for _ in range(3)] == [1, 1, 1]
    assert kept.find("a", since(1)) == 1
    assert kept.find("a", since(2)) is None
    assert await kept.get("a", 2, make, since(2)) == 2
    assert await kept.get("b", 2, make, since(2)) == 3


async def test_what_many_ask_for_at_once_is_made_once():
    kept, make = Kept[int, int](TurnedClock(), 10), Counted()
    assert set(await asyncio.gather(*(kept.get("a", 1, make, always) for _ in range(20)))) == {1}


async def test_nobody_is_given_what_was_begun_before_a_change_that_they_know_of():
    kept, make = Kept[int, int](TurnedClock(), 10), Counted()
    early = asyncio.create_task(kept.get("a", 1, make, since(1)))
    await asyncio.sleep(0)
    assert kept.find("a", since(1)) is None  # not made yet
    late = asyncio.create_task(kept.get("a", 2, make, since(2)))
    assert (await early, await late) == (1, 2)
    assert kept.find("a", since(1)) == 2


async def test_a_reader_who_leaves_takes_nothing_from_the_others():
    kept, make = Kept[int, int](TurnedClock(), 10), Counted()
    first = asyncio.create_task(kept.get("a", 1, make, always))
    second = asyncio.create_task(kept.get("a", 1, make, always))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == 1


async def test_only_what_was_used_last_is_kept():
    kept, make = Kept[int, int](TurnedClock(), 2), Counted()
    for key in ("a", "b", "a", "c"):
        await kept.get(key, 1, make, always)
    assert len(kept) == 2
    assert await kept.get("a", 1, make, always) == 1
    assert await kept.get("b", 1, make, always) == 4


async def test_it_weighs_what_is_kept():
    kept = Kept[int, int](TurnedClock(), 100, weigh=lambda made: 40 * made)
    make = Counted()
    for key in ("a", "b", "c"):  # of 40, 80 and 120
        await kept.get(key, 1, make, always)
    assert len(kept) == 0
    for key in ("d", "e"):
        await kept.get(key, 1, Counted(), always)
    assert len(kept) == 2


async def test_what_failed_is_not_kept():
    kept = Kept[int, int](TurnedClock(), 2)

    async def failing() -> int:
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await kept.get("a", 1, failing, always)
    assert len(kept) == 0
    assert await kept.get("a", 1, Counted(), always) == 1


async def test_time_alone_makes_it_anew():
    clock = TurnedClock()
    kept, make = Kept[int, int](clock, 2, lasting=lambda made: 60 if made > 1 else 1), Counted()
    await kept.get("a", 1, make, always)
    clock.turn(1)
    assert await kept.get("a", 1, make, always) == 2
    clock.turn(59)
    assert await kept.get("a", 1, make, always) == 2
    clock.turn(2)
    assert await kept.get("a", 1, make, always) == 3


async def test_what_is_not_to_last_is_for_those_who_asked_together():
    kept, make = Kept[int, int](TurnedClock(), 2, lasting=lambda _: 0), Counted()
    assert await asyncio.gather(*(kept.get("a", 1, make, always) for _ in range(3))) == [1, 1, 1]
    assert await kept.get("a", 1, make, always) == 2
